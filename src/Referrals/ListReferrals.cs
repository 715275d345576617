using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>A client's referrals.</summary>
internal static class ListReferrals
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/referrals", Handle)
        .WithName(nameof(ListReferrals))
        .WithSummary("List a client's referrals, oldest first")
        .Requires(Rights.ReadReferral);

    private static async Task<Results<Ok<Page<ReferralView>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, ReferralsDb db, ReferralSecrets secrets, IAccessGate gate, ISharingBasis sharing, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadReferral, personId, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var whose = access.Shows(personId);
        var referrals = await db.Referrals.AsNoTracking()
            .Where(r => r.PersonId == whose && r.Id > after).OrderBy(r => r.Id).Take(limit + 1).ToListAsync(ct);
        var planHidden = await sharing.HidesFrom(access, personId, DataClass.JointPlan, ct);
        return TypedResults.Ok(Pages.Of(referrals, limit, r => r.Id.ToString(), r =>
            planHidden ? ReferralView.Of(r, secrets.Read(r)) with { PlanId = null } : ReferralView.Of(r, secrets.Read(r))));
    }
}
