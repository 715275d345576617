using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>Whom the caller's units are to ask again.</summary>
internal static class ListDueContacts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/declined-offers/due", Handle)
        .WithName(nameof(ListDueContacts))
        .WithSummary("List the clients whom your units are to ask again, the longest overdue first")
        .WithDescription("Those whose day has come; days=14: and those whose day comes within so many days. overdueSince tells those that nobody has asked in time.")
        .Requires(Rights.ListDueContacts);

    private static async Task<Results<Ok<Page<DeclinedOfferView>>, ProblemHttpResult>> Handle(
        HttpRequest http, Caller caller, ReferralsDb db, ReferralSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        [Range(0, 366)] int days = 0, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListDueContacts, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!TryDecode(cursor, out var afterDay, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();

        var now = clock.GetUtcNow();
        var (today, language) = (WorkingDays.DateOf(now), Languages.Of(http));
        var until = today.AddDays(days);
        var (units, own) = (access.Actor.UnitIds, access.Actor.OwnRecords);
        var relationships = ClientRelationship.InForce(db.Relationships, now);
        var due = await db.DeclinedOffers.AsNoTracking()
            .Where(o => o.ContactAgainOn <= until && (o.ContactAgainOn > afterDay || (o.ContactAgainOn == afterDay && o.Id > after)))
            .Where(o => units.Contains(o.ContactUnitId!.Value) && relationships.Any(r => r.PersonId == o.PersonId && r.UnitId == o.ContactUnitId))
            .Where(o => !own.Contains(o.PersonId))
            .OrderBy(o => o.ContactAgainOn).ThenBy(o => o.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        await gate.Show(access, due.Take(limit).Select(o => o.PersonId), ct);
        return TypedResults.Ok(Pages.Of(
            due, limit, o => string.Create(CultureInfo.InvariantCulture, $"{o.ContactAgainOn:O} {o.Id}"),
            o => DeclinedOfferView.Of(o, secrets.Read(o), today, language)));
    }

    private static bool TryDecode(string? cursor, out DateOnly day, out Guid after)
    {
        (day, after) = (DateOnly.MinValue, Guid.Empty);
        return cursor is null
            || (Pages.TryDecode(cursor, out var key) && key.Split(' ') is [var date, var id]
                && DateOnly.TryParseExact(date, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && Guid.TryParse(id, out after));
    }
}
