using Monipolku.Access;
using Monipolku.Assessments;
using Monipolku.Consents;
using Monipolku.Fhir;
using Monipolku.Identity;
using Monipolku.Intake;
using Monipolku.People;
using Monipolku.Plans;
using Monipolku.Platform;
using Monipolku.Referrals;

var builder = WebApplication.CreateBuilder(args);
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

await app.MigrateAsync();
await app.RunAsync();

namespace Monipolku.Host
{
    /// <summary>Names this assembly to the tests: two programs have a class Program there.</summary>
    public sealed class HostAssembly;
}
