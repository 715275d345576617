using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Referrals;

/// <summary>Who did not take what was offered.</summary>
public enum OfferDecliner
{
    Client,

    /// <summary>Huoltaja or edunvalvoja, for the client.</summary>
    Guardian,
}

public enum DeclinedOfferStatus
{
    /// <summary>A unit asks again, by a day that is told.</summary>
    ToBeContacted,

    /// <summary>The client does not wish to be contacted about it. They may still get in touch themselves.</summary>
    NotToBeContacted,

    /// <summary>Taken after all.</summary>
    Accepted,
}

public enum OfferContactWay
{
    Phone,
    Letter,
    Message,
    InPerson,

    /// <summary>The client got in touch (asiakas otti itse yhteyttä).</summary>
    ByClient,
}

public enum OfferContactOutcome
{
    Accepted,
    Declined,
    NotReached,
}

/// <summary>
/// A service or a step that was offered and not taken (tarjottu palvelu, jota asiakas ei ottanut vastaan): no end of the matter. Somebody asks again
/// by a day (uudelleenyhteydenotto), unless the client wishes not to be contacted. Never a reason to deny services.
/// </summary>
internal sealed class DeclinedOffer : IVersioned
{
    public const string TextsPurpose = "referrals.declined-offer";

    /// <summary>What its unit's relationship rests on while somebody is to be contacted.</summary>
    public const string BecauseOf = "declined-offer";

    /// <summary>Contacts kept with one offer: how often somebody is asked is the county's matter, not ours.</summary>
    public const int MostContacts = 500;
    private const int LongestMonths = 12;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid? MatterId { get; init; }
    public required Guid? ReferralId { get; init; }
    public required Guid OfferedByUnitId { get; init; }
    public required DateOnly DeclinedOn { get; init; }
    public required OfferDecliner DeclinedBy { get; init; }

    /// <summary><see cref="DeclinedOfferTexts"/> as encrypted JSON.</summary>
    public required string TextsSecret { get; set; }
    public DeclinedOfferStatus Status { get; private set; } = DeclinedOfferStatus.NotToBeContacted;

    /// <summary>By which day the client is asked again; null where nobody is to ask.</summary>
    public DateOnly? ContactAgainOn { get; private set; }

    /// <summary>Who asks; null until somebody is to.</summary>
    public Guid? ContactUnitId { get; private set; }

    /// <summary>When it was told that the day has passed; null while it has not. Besides the version, so that it is told once and no reader's version grows stale by it.</summary>
    public DateTimeOffset? OverdueToldAt { get; private set; }
    public required Guid RecordedBy { get; init; }
    public required Guid RecordedUnitId { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }
    public int Version { get; private set; } = 1;

    /// <summary>The first day after a contact that did not come; null while it may still come.</summary>
    public DateOnly? OverdueSince(DateOnly today) => ContactAgainOn < today ? ContactAgainOn.Value.AddDays(1) : null;

    /// <summary>Nobody answers for a client whose guardian is not known, and no child under 12 alone (LSL 20 §).</summary>
    public static Refusal? CheckAnswer(OfferDecliner by, PersonRecord client, DateOnly today) =>
        by == OfferDecliner.Client ? client.IsUnder(PersonRecord.SpeaksAlone, today) ? ReferralsRefusals.ChildNotAlone : null
        : client.HasGuardian(today) ? null : ReferralsRefusals.GuardianMissing;

    /// <summary>What is agreed when it is recorded.</summary>
    public Refusal? Agree(DateOnly? contactAgainOn, Guid contactUnitId, bool noContactWished, DateOnly today)
    {
        if (DeclinedOn > today || DeclinedOn < today.AddYears(-1)) return ReferralsRefusals.DeclinedDayWrong;
        if (CheckNext(contactAgainOn, noContactWished, today) is { } refusal) return refusal;
        if (!noContactWished) ContactUnitId = contactUnitId;
        Continue(contactAgainOn, noContactWished);
        return null;
    }

    /// <summary>The client was contacted, or got in touch.</summary>
    public Refusal? Contacted(RecordOfferContactRequest contact, int earlier, Actor by, DateTimeOffset now)
    {
        var today = WorkingDays.DateOf(now);
        if (Status == DeclinedOfferStatus.Accepted) return ReferralsRefusals.OfferAccepted;
        if (Status == DeclinedOfferStatus.NotToBeContacted && contact.How != OfferContactWay.ByClient) return ReferralsRefusals.NotToBeContacted;
        if (earlier >= MostContacts) return ReferralsRefusals.TooManyContacts;
        if (contact.On > today || contact.On < DeclinedOn) return ReferralsRefusals.ContactDayWrong;
        if (CheckOutcome(contact, today) is { } refusal) return refusal;

        if (contact.Outcome == OfferContactOutcome.Accepted) (Status, ContactAgainOn) = (DeclinedOfferStatus.Accepted, null);
        else Continue(contact.ContactAgainOn, contact.NoContactWished);
        ContactUnitId ??= by.UnitId;
        (OverdueToldAt, ChangedAt) = (null, now);
        Version++;
        return null;
    }

    public void TellOverdue(DateTimeOffset now) => OverdueToldAt = now;

    private void Continue(DateOnly? contactAgainOn, bool noContactWished) =>
        (Status, ContactAgainOn) = (noContactWished ? DeclinedOfferStatus.NotToBeContacted : DeclinedOfferStatus.ToBeContacted, contactAgainOn);

    private static Refusal? CheckOutcome(RecordOfferContactRequest contact, DateOnly today)
    {
        if (contact.ReferralId is not null && contact.Outcome != OfferContactOutcome.Accepted) return ReferralsRefusals.ReferralOfAccepted;
        if (contact.Outcome == OfferContactOutcome.Accepted)
            return contact.ContactAgainOn is not null || contact.NoContactWished ? ReferralsRefusals.NothingToAskAgain : null;
        if (contact.Outcome == OfferContactOutcome.NotReached)
        {
            if (contact.How == OfferContactWay.ByClient) return ReferralsRefusals.ClientWasReached;
            if (contact.NoContactWished) return ReferralsRefusals.WishOfNobody;
            if (contact.AnsweredBy is not null) return ReferralsRefusals.AnswerOfNobody;
        }
        return CheckNext(contact.ContactAgainOn, contact.NoContactWished, today);
    }

    /// <summary>Either a day or the client's wish: nobody is forgotten, and nobody is asked who wishes not to be.</summary>
    private static Refusal? CheckNext(DateOnly? contactAgainOn, bool noContactWished, DateOnly today) =>
        noContactWished ? contactAgainOn is null ? null : ReferralsRefusals.ContactAgainstWish
        : contactAgainOn is not { } day ? ReferralsRefusals.ContactAgainMissing
        : day <= today || day > WorkingDays.AddMonthsExactly(today, LongestMonths) ? ReferralsRefusals.ContactAgainOutOfRange : null;
}

/// <summary>What people have said about it.</summary>
/// <param name="Reason">In the client's words; nobody need say one.</param>
internal sealed record DeclinedOfferTexts(string Offered, string? Reason, IReadOnlyList<OfferContact> Contacts)
{
    public override string ToString() => nameof(DeclinedOfferTexts);
}

/// <summary>One time that the client was asked again, or asked themselves.</summary>
/// <param name="ContactAgainOn">By which day somebody asks next; null where nobody does.</param>
/// <param name="NoContactWished">The client wishes not to be contacted about it.</param>
/// <param name="ReferralId">What followed; of an accepted one, where it was a referral.</param>
/// <param name="By">The staff member, of the unit <paramref name="UnitId"/>.</param>
/// <param name="AnsweredBy">Who accepted or declined; null where nobody was reached, and of contacts from before it was asked.</param>
public sealed record OfferContact(
    DateOnly On, OfferContactWay How, OfferContactOutcome Outcome, DateOnly? ContactAgainOn, bool NoContactWished, Guid? ReferralId, string? Note,
    Guid By, Guid UnitId, DateTimeOffset At, OfferDecliner? AnsweredBy = null)
{
    public override string ToString() => nameof(OfferContact);
}
