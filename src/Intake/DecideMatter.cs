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
/// <param name="Told">Who has been told of the decision, how and when; at most 20, each once. Who is told later is ticked with <see cref="TickTold"/>.</param>
/// <param name="JoinsMatterId">With joinOther: an open matter of the same person.</param>
/// <param name="GuidedTo">With guideOnward: the service or other help; at most 500 characters.</param>
/// <param name="CountyCode">With transferToOtherCounty: the county's two digits in the national code set of wellbeing services counties: 01 to 21, or 90 to 94 (Helsinki and those of Uusimaa).</param>
public sealed record DecideMatterRequest(
    DecisionOutcome Decision,
    [property: Visible, StringLength(4000)] string Reasons,
    Guid OwnerId,
    [property: MaxLength(20)] IReadOnlyList<Told> Told,
    Guid? JoinsMatterId = null,
    [property: Visible, StringLength(500)] string? GuidedTo = null,
    [property: Pattern("^[0-9]{2}$")] string? CountyCode = null)
{
    public override string ToString() => nameof(DecideMatterRequest);

    /// <summary>Each outcome tells what it needs, and nothing of another's.</summary>
    internal Refusal? Check() =>
        (Decision == DecisionOutcome.JoinOther) == (JoinsMatterId is null) ? IntakeRefusals.OutcomeNeedsJoinedMatter
        : (Decision == DecisionOutcome.GuideOnward) == (GuidedTo is null) ? IntakeRefusals.OutcomeNeedsGuidance
        : (Decision == DecisionOutcome.TransferToOtherCounty) == (CountyCode is null) ? IntakeRefusals.OutcomeNeedsCounty
        : CountyCode is not null && !Codes.IsCounty(CountyCode) ? IntakeRefusals.CountyUnknown
        : CheckTold();

    private Refusal? CheckTold()
    {
        for (var i = 1; i < Told.Count; i++)
        {
            if (Told.Take(i).Any(t => t.Who == Told[i].Who)) return IntakeRefusals.ToldTwice.At($"$.told[{i}].who");
        }
        return null;
    }
}

/// <summary>Decides what follows from a matter, and who answers for it from then on.</summary>
internal static class DecideMatter
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/decision", Handle)
        .WithName(nameof(DecideMatter))
        .WithSummary("Decide what follows from a matter")
        .WithDescription("Starting an assessment stops the seven-day clock on that day; the three months go on. Every other decision stops both. "
            + "Whoever comes second gets 409 with what was decided.")
        .WithExample(new DecideMatterRequest(
            DecisionOutcome.StartAssessment, "Huoli koskee nuoren koulunkäyntiä, mielialaa ja päihteitä: palvelutarve arvioidaan yhdessä.",
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
            [new Told(ToldWho.Guardian, ToldHow.Phone, new DateOnly(2026, 9, 15)), new Told(ToldWho.Child, ToldHow.InPerson, new DateOnly(2026, 9, 15))]))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, DecideMatterRequest request, IfMatch ifMatch, Caller caller,
        IntakeDb db, IntakeSecrets secrets, IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(matter, _ => matter.DecidedAlready()) is { } stale) return stale.ToProblem();
        if (request.Check() is { } wrong) return wrong.ToProblem();
        if (!(await staff.FindStaff([request.OwnerId], ct)).TryGetValue(request.OwnerId, out var owner)) return IntakeRefusals.OwnerUnknown.ToProblem();
        if (owner.Sector != Sector.Social || !owner.Roles.Any(Rights.HandleIntake.Roles.Contains)) return IntakeRefusals.OwnerCannotHandle.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var unitBefore = matter.OwnerUnitId;
        var decision = new MatterDecision(
            request.Decision, secrets.ProtectReasons(request.Reasons), owner.Id, request.Told, access.Actor.StaffId, now,
            request.JoinsMatterId, request.GuidedTo is { } guided ? secrets.ProtectReasons(guided) : null, request.CountyCode);
        if (await Decide(db, matter, decision, owner.UnitId, today, ct) is { } refusal) return refusal.ToProblem();

        return await Save(db, matter, unitBefore, secrets, access.Actor, now, ct);
    }

    /// <summary>What follows from every decision: the unit that answers for the matter now may see the client, and the others are told.</summary>
    internal static async Task<Ok<MatterView>> Save(
        IntakeDb db, IntakeMatter matter, Guid unitBefore, IntakeSecrets secrets, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        if (matter.OwnerUnitId != unitBefore)
            db.Relationships.Add(ClientRelationship.Begin(matter.PersonId, matter.OwnerUnitId, ClientRelationship.IntakeMatter, matter.Id, now));
        db.Publish(new MatterDecided(Guid.CreateVersion7(now), matter.PersonId, matter.Id, matter.Status == MatterStatus.InAssessment));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, actor, WorkingDays.DateOf(now), ct));
    }

    private static async Task<Refusal?> Decide(IntakeDb db, IntakeMatter matter, MatterDecision decision, Guid ownerUnitId, DateOnly today, CancellationToken ct)
    {
        if (decision.JoinsMatterId is not { } otherId) return matter.Decide(decision, ownerUnitId, today);
        if (await db.Matters.AnyAsync(m => m.JoinedInto == matter.Id, ct)) return IntakeRefusals.HasJoinedMatters;
        return await db.Matters.FirstOrDefaultAsync(m => m.Id == otherId && m.PersonId == matter.PersonId, ct) is { } other
            ? matter.JoinInto(other, decision, today)
            : IntakeRefusals.JoinedMatterUnknown;
    }
}
