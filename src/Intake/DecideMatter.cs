using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="Reasons">Why; at most 4 000 characters.</param>
/// <param name="OwnerId">The staff member who answers for the matter from now on; their unit gets the client relationship.</param>
/// <param name="Told">Who has been told of the decision, how and when; at most 20.</param>
public sealed record DecideMatterRequest(
    DecisionOutcome Decision,
    [property: Visible, StringLength(4000)] string Reasons,
    Guid OwnerId,
    [property: MaxLength(20)] IReadOnlyList<Told> Told)
{
    public override string ToString() => nameof(DecideMatterRequest);
}

/// <summary>Decides what follows from a matter, and who answers for it from then on.</summary>
internal static class DecideMatter
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/decision", Handle)
        .WithName(nameof(DecideMatter))
        .WithSummary("Decide whether a needs assessment starts")
        .WithDescription("Starting an assessment stops the seven-day clock on that day; the three months go on. Every other decision stops both.")
        .WithExample(new DecideMatterRequest(
            DecisionOutcome.StartAssessment, "Huoli koskee nuoren koulunkäyntiä, mielialaa ja päihteitä: palvelutarve arvioidaan yhdessä.",
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
            [new Told(ToldWho.Guardian, ToldHow.Phone, new DateOnly(2026, 9, 15)), new Told(ToldWho.Child, ToldHow.InPerson, new DateOnly(2026, 9, 15))]))
        .Requires(Rights.HandleIntake);

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, DecideMatterRequest request, IfMatch ifMatch, Caller caller,
        IntakeDb db, IntakeSecrets secrets, IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(matter) is { } stale) return stale.ToProblem();
        if (!(await staff.FindStaff([request.OwnerId], ct)).TryGetValue(request.OwnerId, out var owner)) return IntakeRefusals.OwnerUnknown.ToProblem();
        if (owner.Sector != Sector.Social || !owner.Roles.Any(Rights.HandleIntake.Roles.Contains)) return IntakeRefusals.OwnerCannotHandle.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var movesTo = owner.UnitId == matter.OwnerUnitId ? (Guid?)null : owner.UnitId;
        var decision = new MatterDecision(
            request.Decision, secrets.ProtectReasons(request.Reasons), owner.Id, request.Told, access.Actor.StaffId, now);
        if (matter.Decide(decision, owner.UnitId, today) is { } refusal) return refusal.ToProblem();

        if (movesTo is { } unitId) db.Relationships.Add(ClientRelationship.Begin(matter.PersonId, unitId, ClientRelationship.IntakeMatter, matter.Id, now));
        db.Publish(new MatterDecided(Guid.CreateVersion7(now), matter.PersonId, id, request.Decision == DecisionOutcome.StartAssessment));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(MatterView.Of(matter, secrets, access.Actor, today));
    }
}
