using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <param name="Reason">Why it cannot wait, 10 to 1000 characters. The supervisor reads it; it is kept encrypted.</param>
public sealed record OpenBreakGlassRequest(Guid PersonId, [property: Visible, StringLength(1000, MinimumLength = 10)] string Reason)
{
    public override string ToString() => nameof(OpenBreakGlassRequest);
}

/// <param name="Until">When it closes by itself.</param>
/// <param name="AcknowledgedBy">The supervisor who has looked at it; null while nobody has.</param>
/// <param name="EscalatedAt">When the auditors were told that no manager had looked at it in time; null where that was not needed.</param>
public sealed record BreakGlassView(
    Guid Id, Guid PersonId, Guid StaffId, Guid UnitId, string Reason, DateTimeOffset At, DateTimeOffset Until, Guid? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? EscalatedAt, int Version) : IVersioned
{
    internal static BreakGlassView Of(BreakGlass b, SecretText secrets) => new(
        b.Id, b.PersonId, b.StaffId, b.UnitId, secrets.Unprotect(b.ReasonSecret, OpenBreakGlass.Purpose), b.At, b.Until,
        b.AcknowledgedBy, b.AcknowledgedAt, b.EscalatedAt, b.Version);

    public override string ToString() => $"{nameof(BreakGlassView)} {Id}";
}

/// <summary>Opens a client's record in an emergency, for reading and for a limited time.</summary>
internal static class OpenBreakGlass
{
    internal const string Purpose = "access.break-glass-reason";
    private const int DefaultMinutes = 60;
    private const int MostMinutes = 24 * 60;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access/break-glass", Handle)
        .WithName(nameof(OpenBreakGlass))
        .WithSummary("Open a client's record in an emergency")
        .WithDescription("For reading, for an hour unless set otherwise. Your manager, those of the units that serve the client, and the client see it. It opens neither your own nor a "
            + "relative's record, nor what the client has prohibited in emergencies too.")
        .WithExample(new OpenBreakGlassRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), "Nuori tajuton päivystyksessä, lääkitystä ei tunneta."))
        .Requires(Rights.BreakGlass)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<BreakGlassView>, ProblemHttpResult>> Handle(
        OpenBreakGlassRequest request, Idempotency idempotency, Caller caller, AccessDb db, SecretText secrets, IAccessGate gate,
        IConfiguration configuration, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.BreakGlass, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!await db.RecordIdentities.AnyAsync(i => i.PersonId == request.PersonId && i.Relation == RecordRelation.Self, ct))
            return AccessRefusals.PersonUnknown.ToProblem();

        var now = clock.GetUtcNow();
        var opened = new BreakGlass
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            StaffId = access.Actor.StaffId,
            UnitId = access.Actor.UnitId,
            ReasonSecret = secrets.Protect(request.Reason, Purpose),
            At = now,
            Until = now.AddMinutes(Math.Clamp(configuration.GetValue("Access:BreakGlassMinutes", DefaultMinutes), 1, MostMinutes)),
        };
        db.BreakGlasses.Add(opened);
        var clientUnits = await ClientRelationship.InForce(db.Relationships, now).Where(r => r.PersonId == opened.PersonId)
            .Select(r => r.UnitId).Distinct().OrderBy(id => id).ToListAsync(ct);
        db.Publish(new BreakGlassOpened(
            Guid.CreateVersion7(now), opened.PersonId, opened.Id, opened.StaffId, opened.UnitId, clientUnits, opened.Until, now + BreakGlassWatch.AnswerWithin(configuration)));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/access/break-glass/{opened.Id}", BreakGlassView.Of(opened, secrets), ct);
    }
}
