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
using Monipolku.Platform.Secrets;
using Monipolku.Referrals;

const int Misused = 2;
string[] flags = ["--exit", "--json"];

var command = string.Join(' ', args.TakeWhile(arg => !arg.StartsWith('-')));
if (command.Split(' ') is ["token", var username]) return await DemoRunner.PrintTokenAsync(username, args);
int? year = command.Split(' ') is ["load-year", var text] ? LoadYear.YearOf(text) : null;
var serves = command is "" or "demo" || year is not null;
if (!serves && command is not ("migrate" or "audit verify" or "secrets status" or "secrets rotate"))
{
    await Console.Error.WriteLineAsync(
        $"Unknown command {command}. Commands: demo [--exit], migrate, audit verify [--json] [--head=…], secrets status, secrets rotate, load-year <2020 to 2049> [--seed n], token <demo user> [--urls=…] [--wait=seconds]; none to serve.");
    return Misused;
}
// One clear line instead of a stack trace. Not a catch: whoever hosts this program in a process of their own (a test) gets the exception.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
{
    if (unhandled.ExceptionObject is not SettingException wrong) return;
    Console.Error.WriteLine(wrong.Message);
    Environment.Exit(Misused);
};

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = [.. args.Except(flags)],
    // The demo's accounts have no second factor, and nothing here uses TLS.
    EnvironmentName = command == "demo" || year is not null ? "Development" : null,
    // Settings lie beside the program; ./data is where it is started.
    ContentRootPath = AppContext.BaseDirectory,
});
if (command == "demo") builder.AddDemo();
if (year is { } toLoad) builder.AddLoadYear(toLoad);
// A command serves nobody: its address need not be known.
if (!serves) builder.Configuration["Identity:Issuer"] ??= "https://localhost";
// What a command prints may be read by a program.
if (!serves && command.Contains(' ')) builder.Logging.ClearProviders();

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
app.UsePlatform();
app.UseSwaggerUI(ui =>
{
    ui.DocumentTitle = "Monipolku";
    ui.SwaggerEndpoint("/openapi/v1.json", "Monipolku v1");
    ui.OAuthClientId("swagger-ui");
    ui.OAuthUsePkce();
});
app.MapGet("/", () => Results.Redirect("/swagger")).AllowAnonymous().ExcludeFromDescription();
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

if (command == "audit verify") return await app.VerifyAuditAsync(args);
if (command == "secrets status") return await app.SecretsStatusAsync();
if (command == "secrets rotate") return await app.RotateSecretsAsync();
if (command == "migrate" || app.MigratesAtStart()) await app.MigrateAsync();
await app.CheckHashKeyAsync();
if (year is { } loading) return await app.LoadYearAsync(loading);
switch (command)
{
    case "migrate":
        return 0;
    case "demo":
        return await app.RunDemoAsync(args);
    default:
        await app.RunAsync();
        return 0;
}

namespace Monipolku.Host
{
    /// <summary>Names this assembly to the tests: two programs have a class Program there.</summary>
    public sealed class HostAssembly;
}
