using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>A client's plans, oldest first.</summary>
/// <param name="Withheld">That the client has forbidden some by themselves, which are left out; null otherwise.</param>
public sealed record PlansOfClient(IReadOnlyList<PlanView> Items, string? Next, Withheld? Withheld);

/// <summary>A client's plans, each as <see cref="ReadPlan"/> shows it.</summary>
internal static class ListPlans
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans", Handle)
        .WithName(nameof(ListPlans))
        .WithSummary("List a client's joint plans, oldest first")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<PlansOfClient>, ProblemHttpResult>> Handle(
        Guid personId, HttpRequest http, Caller caller, PlansDb db, PlanSecrets secrets, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadPlan, personId, ct, DataItem.EachOfThem);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (byClient, whose, leftOut) = (access.ByClient, access.Shows(personId), access.LeavesOut);
        var shown = db.Plans.Where(p => p.PersonId == whose && p.Id > after && (!byClient || p.ApprovedVersion > 0) && !leftOut.Contains(p.Id));
        var plans = await db.Shown(shown.OrderBy(p => p.Id).Take(limit + 1)).ToListAsync(ct);
        var page = Pages.Of(plans, limit, p => p.Id.ToString(), p => p.View(secrets, byClient));
        return TypedResults.Ok(new PlansOfClient(page.Items, page.Next, Withheld.Of(access.LeftOutBecause, http)));
    }
}
