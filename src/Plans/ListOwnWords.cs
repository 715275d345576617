using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>What the client or a guardian has written beside a plan.</summary>
/// <param name="GuardianId">The guardian who wrote it, by the id in the client's record; null where it was the client.</param>
/// <param name="NotToGuardians">Whether the client keeps it from the guardians.</param>
/// <param name="SinceApproval">Whether it was written after the version in force was approved.</param>
/// <param name="Version">Always 1: it is written once.</param>
public sealed record OwnWordsView(
    Guid Id, Guid PlanId, Guid? GuardianId, string Text, bool NotToGuardians, bool SinceApproval, DateTimeOffset WrittenAt, int Version = 1) : IVersioned
{
    internal static OwnWordsView Of(OwnWords words, int approvedVersion, SecretText secrets) => new(
        words.Id, words.PlanId, words.GuardianId, secrets.Unprotect(words.TextSecret, OwnWords.Purpose), words.NotToGuardians,
        words.AfterVersion == approvedVersion, words.WrittenAt);

    public override string ToString() => $"{nameof(OwnWordsView)} {Id}";
}

/// <summary>Who may read the plan reads them, but for what the client keeps from the guardians.</summary>
internal static class ListOwnWords
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}/own-words", Handle)
        .WithName(nameof(ListOwnWords))
        .WithSummary("List the client's and the guardians' own words beside a plan, newest first")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<Page<OwnWordsView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var plan = await db.Plans.Where(p => p.Id == id).Select(p => new { p.PersonId, p.ApprovedVersion }).FirstOrDefaultAsync(ct);
        if (plan is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadPlan, plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (access.ByClient && plan.ApprovedVersion == 0) return TypedResults.NotFound();
        if (!Pages.TryDecodeId(cursor, out var before)) return PlatformRefusals.CursorInvalid.ToProblem();

        var guardian = access.ByGuardian;
        var words = await db.OwnWords.AsNoTracking()
            .Where(w => w.PlanId == id && (!guardian || !w.NotToGuardians) && (cursor == null || w.Id < before))
            .OrderByDescending(w => w.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(words, limit, w => w.Id.ToString(), w => OwnWordsView.Of(w, plan.ApprovedVersion, secrets)));
    }
}
