using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>Who may see what, and why: staff, units, client relationships, the gate, the audit log.</summary>
public static class AccessModule
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<AccessDb, AccessDbPostgreSql>("access_");
        builder.Services.AddProtectedColumn("access_audit_keys", nameof(AuditKey.PrivateKeySecret), AuditKey.Purpose);
        builder.Services.AddProtectedColumn("access_break_glass", nameof(BreakGlass.ReasonSecret), OpenBreakGlass.Purpose);
        builder.Services.AddValidation();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddTransient(services => new AuditVerifier(
            services.GetRequiredService<Database>(), services.GetRequiredService<SecretText>(), services.GetRequiredService<TimeProvider>(),
            AuditLog.IntervalOf(builder.Configuration)));
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditLog>());
        builder.Services.AddSingleton<IRefusalTexts, AccessTexts>();
        builder.Services.AddScoped<GateWasAsked>();
        builder.Services.AddScoped<IAccessGate, AccessGate>();
        builder.Services.AddScoped<IStaffDirectory, StaffDirectory>();
        builder.Services.AddScoped<Administrators>();
        builder.Services.AddScoped<IAdministrators>(provider => provider.GetRequiredService<Administrators>());
        builder.Services.AddScoped<IDisclosureLog, DisclosureLog>();
        builder.Services.AddScoped<IClientUsers, ClientUsers>();
        builder.Services.AddSingleton<BreakGlassWatch>();
        if (builder.Configuration.GetValue("Clocks:Enabled", true)) builder.Services.AddPeriodic<BreakGlassWatch>();
        builder.Services.AddHostedService<FirstAdministrator>();
    }

    public static void MapAccess(this WebApplication app)
    {
        var api = app.MapApi("Access");
        RegisterUnit.Map(api);
        ReadUnit.Map(api);
        ListUnits.Map(api);
        RegisterStaff.Map(api);
        ReadStaff.Map(api);
        ListStaff.Map(api);
        ChangeStaff.Map(api);
        EndStaff.Map(api);
        ImportStaff.Map(api);
        AddTeamMembership.Map(api);
        EndTeamMembership.Map(api);
        ListTeamMemberships.Map(api);
        ChangeUnit.Map(api);
        CloseUnit.Map(api);
        RegisterClientUser.Map(api);
        ReadClientUser.Map(api);
        ListClientUsers.Map(api);
        EndClientUser.Map(api);
        ExplainAccess.Map(api);
        SearchAudit.Map(api);
        ExportAudit.Map(api);
        ReadAccessLog.Map(api);
        OpenBreakGlass.Map(api);
        ListBreakGlass.Map(api);
        AcknowledgeBreakGlass.Map(api);
    }

    /// <summary><c>-- audit verify</c>: the program's exit code.</summary>
    public static Task<int> VerifyAuditAsync(this WebApplication app, string[] args) => VerifyAudit.RunAsync(
        app.Services.GetRequiredService<AuditVerifier>(),
        args.Contains("--json"),
        app.Configuration["head"],
        Console.Out,
        CancellationToken.None);

    /// <summary>An empty register has nobody who could fill it: setting <c>Access:FirstAdministrator</c> names that person's subject.</summary>
    private sealed class FirstAdministrator(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (configuration["Access:FirstAdministrator"] is not { Length: > 0 } subject) return;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
            if (await db.Staff.AnyAsync(cancellationToken)) return;

            var now = clock.GetUtcNow();
            var unit = new Unit
            {
                Id = Guid.CreateVersion7(now),
                Name = configuration["Access:FirstUnit"] ?? "Hyvinvointialue",
                Sector = Sector.Other,
                OrganizationOid = configuration["Access:FirstUnitOid"] ?? "1.2.246.10.1234567.10.0",
            };
            db.Units.Add(unit);
            db.Staff.Add(new Staff { Id = Guid.CreateVersion7(now), Subject = subject, Name = "Administrator", Roles = [Role.Administrator], UnitId = unit.Id });
            db.TakenSubjects.Add(new TakenSubject(subject));
            await db.SaveChangesAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
