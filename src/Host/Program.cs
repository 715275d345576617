using Monipolku.Access;
using Monipolku.Assessments;
using Monipolku.Consents;
using Monipolku.Demo;
using Monipolku.Fhir;
using Monipolku.Identity;
using Monipolku.Intake;
using Monipolku.People;
using Monipolku.Plans;
using Monipolku.Platform;
using Monipolku.Referrals;

var command = args is [var first, ..] && !first.StartsWith('-') ? first : null;
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    // The demo's tokens come from the development key.
    EnvironmentName = command == "demo" ? "Development" : null,
    // Settings lie beside the program; ./data is where it is started.
    ContentRootPath = AppContext.BaseDirectory,
});
if (command == "demo") builder.AddDemo();

builder.AddPlatform();
builder.AddIdentity();
builder.AddAccess();
builder.AddPeople();
builder.AddIntake();
builder.AddAssessments();
builder.AddConsents();
builder.AddPlans();
builder.AddReferrals();
builder.AddFhir();

var app = builder.Build();
app.UseSwaggerUI(ui =>
{
    ui.DocumentTitle = "Monipolku";
    ui.SwaggerEndpoint("/openapi/v1.json", "Monipolku v1");
});
app.UsePlatform();
app.MapPlatform();
app.MapIdentity();
app.MapAccess();
app.MapPeople();
app.MapIntake();
app.MapAssessments();
app.MapConsents();
app.MapPlans();
app.MapReferrals();
app.MapFhir();

if (command == "migrate" || app.MigratesAtStart()) await app.MigrateAsync();
switch (command)
{
    case "migrate":
        return 0;
    case "demo":
        return await app.RunDemoAsync(args);
    case null:
        await app.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync($"Unknown command {command}. Commands: demo [--exit], migrate; none to serve.");
        return 2;
}

namespace Monipolku.Host
{
    /// <summary>Names this assembly to the tests: two programs have a class Program there.</summary>
    public sealed class HostAssembly;
}
