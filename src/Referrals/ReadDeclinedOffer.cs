using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>What was offered and not taken, as staff and the client see it.</summary>
/// <param name="InWords">How it stands, in plain words of the caller's language (Accept-Language: fi, sv or en).</param>
/// <param name="Reason">In the client's words; null where none was said.</param>
/// <param name="ContactAgainOn">By which day the client is asked again; null where nobody is to ask.</param>
/// <param name="ContactUnitId">The unit that asks, or asked last; null where nobody ever was to.</param>
/// <param name="OverdueSince">The first day after a contact that did not come; null while it may still come.</param>
/// <param name="Contacts">Each contact since then, oldest first.</param>
public sealed record DeclinedOfferView(
    Guid Id, Guid PersonId, Guid? MatterId, Guid? ReferralId, string InWords, string Offered, Guid OfferedByUnitId, DateOnly DeclinedOn, OfferDecliner DeclinedBy,
    string? Reason, DeclinedOfferStatus Status, DateOnly? ContactAgainOn, Guid? ContactUnitId, DateOnly? OverdueSince, IReadOnlyList<OfferContact> Contacts,
    Guid RecordedBy, Guid RecordedUnitId, DateTimeOffset RecordedAt, DateTimeOffset ChangedAt, int Version) : IVersioned
{
    private static readonly ResourceManager Words = new("Monipolku.Referrals.DeclinedOfferWords", typeof(DeclinedOfferView).Assembly);

    internal static DeclinedOfferView Of(DeclinedOffer o, DeclinedOfferTexts texts, DateOnly today, string language) => new(
        o.Id, o.PersonId, o.MatterId, o.ReferralId, InPlainWords(o, language), texts.Offered, o.OfferedByUnitId, o.DeclinedOn, o.DeclinedBy, texts.Reason, o.Status,
        o.ContactAgainOn, o.ContactUnitId, o.OverdueSince(today), texts.Contacts, o.RecordedBy, o.RecordedUnitId, o.RecordedAt, o.ChangedAt, o.Version);

    private static string InPlainWords(DeclinedOffer offer, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        string Text(string key, DateOnly? day = null) => string.Format(
            culture, Words.GetString(key, culture) ?? throw new MissingManifestResourceException($"The text {key} is missing."), day?.ToString("d.M.yyyy", culture));
        return $"{Text("declined", offer.DeclinedOn)} {Text(JsonRules.CodeOf(offer.Status), offer.ContactAgainOn)} {Text("always")}";
    }

    public override string ToString() => $"{nameof(DeclinedOfferView)} {Id}";
}

internal static class ReadDeclinedOffer
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/declined-offers/{id:guid}", Handle)
        .WithName(nameof(ReadDeclinedOffer))
        .WithSummary("Read what the client did not take, with each contact since then")
        .Requires(Rights.ReadReferral);

    private static async Task<Results<Ok<DeclinedOfferView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest http, Caller caller, ReferralsDb db, ReferralSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var offer = await db.DeclinedOffers.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct);
        if (offer is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadReferral, offer.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(DeclinedOfferView.Of(offer, secrets.Read(offer), WorkingDays.Today(clock), Languages.Of(http)));
    }
}
