using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="IntoMatterId">An open matter about the same, in which both are handled from now on.</param>
/// <param name="Reasons">How they were seen to be about the same; at most 4 000 characters.</param>
/// <param name="SamePerson">That both records are of one person: required where the other matter is another record's, and taken only for likely duplicates.</param>
public sealed record MergeMatterRequest(Guid IntoMatterId, [property: Visible, StringLength(4000)] string Reasons, bool SamePerson = false)
{
    public override string ToString() => nameof(MergeMatterRequest);
}

/// <summary>
/// Merges a duplicate into the other matter. It is a decision to join: the notifications stay as they came, their urgency is assessed there,
/// and <see cref="UndoJoin"/> takes it back with both histories kept.
/// </summary>
internal static class MergeMatter
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/merge", Handle)
        .WithName(nameof(MergeMatter))
        .WithSummary("Merge a matter that is a duplicate into the other one")
        .WithDescription("The urgency of this one is assessed first. Its notifications are handled in the other one; undo-join separates the two again. "
            + "The persons' records stay two: what is told under the other identity code opens a matter of its own.")
        .WithExample(new MergeMatterRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000006"), "Sama tapahtuma: koulu ja poliisi ilmoittivat samana päivänä."))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, MergeMatterRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IPeople people, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var (both, no) = await TwoMatters.Find(db.Matters, id, request.IntoMatterId, IntakeRefusals.DuplicateUnknown.At("$.intoMatterId"), caller, gate, ct);
        if (both is not var (matter, other, actor)) return no is null ? TypedResults.NotFound() : no.ToProblem();
        if (other == matter) return IntakeRefusals.DuplicateUnknown.At("$.intoMatterId").ToProblem();
        if (ifMatch.Check(matter, _ => matter.DecidedAlready()) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (other.AboutUnborn != matter.AboutUnborn) return IntakeRefusals.UnbornIsNotTheParent.At("$.intoMatterId").ToProblem();
        if (other.Status is MatterStatus.Assessed or MatterStatus.Closed) return IntakeRefusals.JoinedMatterEnded.At("$.intoMatterId").ToProblem();
        if (other.PersonId != matter.PersonId)
        {
            if (!request.SamePerson) return IntakeRefusals.SamePersonNotConfirmed.ToProblem();
            var candidates = await LikelyDuplicates.Find(matter, db, db.Matters.AsNoTracking().Where(m => m.Id == other.Id), people, today, ct);
            if (candidates.Count == 0) return IntakeRefusals.NotLikelyTheSame.ToProblem();
        }
        if (await db.Matters.AnyAsync(m => m.JoinedInto == id, ct)) return IntakeRefusals.HasJoinedMatters.ToProblem();
        var unitBefore = matter.OwnerUnitId;
        var decision = new MatterDecision(
            DecisionOutcome.JoinOther, secrets.ProtectReasons(request.Reasons), other.OwnerId ?? actor.StaffId, [], actor.StaffId, now, other.Id);
        if (matter.JoinInto(other, decision, today, samePerson: request.SamePerson) is { } refusal) return refusal.ToProblem();

        return await DecideMatter.Save(db, matter, unitBefore, secrets, actor, now, ct);
    }
}
