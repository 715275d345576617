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

/// <param name="Reason">Why they are not about the same; at most 1 000 characters.</param>
public sealed record DismissDuplicateRequest(Guid OtherMatterId, [property: Visible, StringLength(1000)] string Reason)
{
    public override string ToString() => nameof(DismissDuplicateRequest);
}

/// <param name="MatterId">The other matter.</param>
/// <param name="Version">Always 1: a dismissal does not change.</param>
public sealed record DuplicateDismissal(Guid MatterId, string Reason, Guid By, DateTimeOffset At, int Version) : IVersioned
{
    public override string ToString() => $"{nameof(DuplicateDismissal)} {MatterId}";
}

/// <summary>Says that a suggested duplicate is none; it is not suggested again.</summary>
internal static class DismissDuplicate
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/duplicates/dismiss", Handle)
        .WithName(nameof(DismissDuplicate))
        .WithSummary("Say that a suggested duplicate is none")
        .WithExample(new DismissDuplicateRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000006"), "Eri viikonlopun tapahtumia."))
        .Requires(Rights.HandleIntake)
        .OneOfTwoAtOnce(IntakeRefusals.DuplicateDismissed)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<DuplicateDismissal>, NotFound, ProblemHttpResult>> Handle(
        Guid id, DismissDuplicateRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IntakeSecrets secrets, IPeople people, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var (both, no) = await TwoMatters.Find(db.Matters.AsNoTracking(), id, request.OtherMatterId, IntakeRefusals.DuplicateUnknown, caller, gate, ct);
        if (both is not var (matter, other, actor)) return no is null ? TypedResults.NotFound() : no.ToProblem();

        var now = clock.GetUtcNow();
        var (one, two) = SiblingLink.Ordered(id, other.Id);
        if (await db.DismissedDuplicates.AnyAsync(d => d.OneId == one && d.OtherId == two, ct)) return IntakeRefusals.DuplicateDismissed.ToProblem();
        var candidates = await LikelyDuplicates.Find(matter, db, db.Matters.AsNoTracking().Where(m => m.Id == other.Id), people, WorkingDays.DateOf(now), ct);
        if (candidates.Count == 0) return IntakeRefusals.DuplicateNotSuggested.ToProblem();

        var dismissed = DismissedDuplicate.Of(id, other.Id, secrets.ProtectReasons(request.Reason), actor.StaffId, now);
        db.DismissedDuplicates.Add(dismissed);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/matters/{id}/duplicates",
            new DuplicateDismissal(other.Id, request.Reason, dismissed.By, dismissed.At, Version: 1), ct);
    }
}
