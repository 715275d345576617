using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Architecture;

public class Migrations
{
    private static readonly string[] Modules = ["Platform", "Access", "Identity", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir"];

    [Theory, EveryDatabase]
    public async Task Every_model_has_its_migrations(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        await using var scope = host.Services.CreateAsyncScope();

        foreach (var module in Modules)
        {
            var context = System.Reflection.Assembly.Load("Monipolku." + module).GetTypes().Single(t => t.Name == module + "Db");
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(context);
            db.Database.HasPendingModelChanges().ShouldBeFalse($"{module}: run deploy/add-migration.sh {module} <Name>");
            (await db.Database.GetAppliedMigrationsAsync()).ShouldNotBeEmpty(module);
        }
    }
}
