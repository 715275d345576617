using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

internal static class ListDeclinedOffers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/declined-offers", Handle)
        .WithName(nameof(ListDeclinedOffers))
        .WithSummary("List what a client was offered and did not take, oldest first")
        .Requires(Rights.ReadReferral);

    private static async Task<Results<Ok<Page<DeclinedOfferView>>, ProblemHttpResult>> Handle(
        Guid personId, HttpRequest http, Caller caller, ReferralsDb db, ReferralSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadReferral, personId, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var (whose, today, language) = (access.Shows(personId), WorkingDays.Today(clock), Languages.Of(http));
        var offers = await db.DeclinedOffers.AsNoTracking()
            .Where(o => o.PersonId == whose && o.Id > after).OrderBy(o => o.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(offers, limit, o => o.Id.ToString(), o => DeclinedOfferView.Of(o, secrets.Read(o), today, language)));
    }
}
