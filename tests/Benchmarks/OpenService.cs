using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Assessments;
using Monipolku.Consents;
using Monipolku.Fhir;
using Monipolku.Identity;
using Monipolku.Intake;
using Monipolku.People;
using Monipolku.Plans;
using Monipolku.Platform;
using Monipolku.Referrals;

/// <summary>
/// The service itself, but with a gate that says yes without looking anything up: what is missing to its speed is the gate's cost. With
/// <c>Open:Logs</c> it writes the audit log's row all the same.
/// </summary>
internal static class OpenService
{
    public static async Task RunAsync(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
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
        builder.Services.AddScoped<IAccessGate, OpenGate>();
        await using var app = builder.Build();
        app.UsePlatform();
        app.MapPlatform();
        app.MapPlans();
        await app.RunAsync();
    }

    private sealed class OpenGate(GateWasAsked asked, AuditLog audit, IConfiguration configuration, TimeProvider clock) : IAccessGate
    {
        private static readonly Decision Yes = Decision.Permit(
            new Actor(Guid.Empty, Guid.Empty, Sector.Social, []), new LegalBasis(LegalBasis.OwnRecord, ""));

        private readonly bool _logs = configuration.GetValue<bool>("Open:Logs");

        public async Task<Decision> Decide(Caller caller, Right right, Guid? personId, CancellationToken ct, DataItem? item = null)
        {
            asked.For(right);
            if (_logs)
                await audit.AppendAsync(new AuditEntry(
                    clock.GetUtcNow(), caller.RequestId, caller.Subject, Guid.Empty, Guid.Empty, personId, right.Name, right.Class.ToString(), true, "open", ClientId: caller.ClientId), ct);
            return Yes;
        }

        public Task<Decision> DecideList(Caller caller, Right right, Guid? personId, CancellationToken ct) => Decide(caller, right, personId, ct);

        public Task Show(Decision list, IEnumerable<Guid> personIds, CancellationToken ct) => Task.CompletedTask;

        public Task<Decision> DecideReplay(Caller caller, Right right, AnswerAbout about, CancellationToken ct) => Decide(caller, right, about.PersonId, ct);

        public Task<Decision> DecideSharing(Caller caller, Right right, Guid personId, Guid? recipientUnit, CancellationToken ct, DataItem? item = null) => Decide(caller, right, personId, ct);

        public Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct, DataItem? item = null) => Task.FromResult(Yes);
    }
}
