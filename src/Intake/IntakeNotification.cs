using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How a notification comes.</summary>
public enum NotificationChannel
{
    /// <summary>A professional fills in the form themselves.</summary>
    ProfessionalForm,

    /// <summary>The person's own contact over the county's open form, without strong identification: who they are has not been verified.</summary>
    OwnContact,

    /// <summary>A call that intake's staff write down.</summary>
    Phone,

    /// <summary>A letter or paper form that intake's staff enter.</summary>
    Paper,

    /// <summary>Another system's adapter.</summary>
    Adapter,
}

/// <summary>What asks for its own guidance and its own details besides the kind.</summary>
public enum NotificationVariant
{
    /// <summary>A hard dispute of custody or of meeting the child.</summary>
    CustodyDispute,

    /// <summary>Violence or sexual abuse that a child has met.</summary>
    ViolenceAgainstChild,

    /// <summary>About a child who is not born yet (LSL 25 c §).</summary>
    Anticipatory,
}

/// <summary>Whether the person agrees to the contact (SHL 35 §, 40 §).</summary>
/// <param name="Why">Why it is made without consent; required then, at most 2 000 characters.</param>
public sealed record PersonsConsent(bool Given, [property: Visible, StringLength(2000)] string? Why = null)
{
    public override string ToString() => nameof(PersonsConsent);
}

/// <summary>Whom the notifier has told that they notify.</summary>
/// <param name="More">At most 2 000 characters.</param>
public sealed record ToldByNotifier(bool Child, bool Guardian, [property: Visible, StringLength(2000)] string? More = null)
{
    public override string ToString() => nameof(ToldByNotifier);
}

/// <param name="CourtProceedings">Whether custody or meetings are before a court.</param>
/// <param name="LivesWith">With whom the child lives now; at most 200 characters.</param>
/// <param name="Agreements">What has been agreed or ordered, and how it holds; at most 2 000 characters.</param>
public sealed record CustodyDispute(
    bool CourtProceedings,
    [property: Visible, StringLength(200)] string LivesWith,
    [property: Visible, StringLength(2000)] string? Agreements = null)
{
    public override string ToString() => nameof(CustodyDispute);
}

/// <param name="SuspectedPerson">Who is suspected, by relation to the child, <c>isäpuoli</c>; at most 500 characters.</param>
/// <param name="ChildSafeNow">Whether the child is out of reach of that person now.</param>
/// <param name="PoliceNotified">Whether the police know (LSL 25 § obliges professionals to tell them of some crimes).</param>
/// <param name="LastOn">Day on which it last happened, if known; not in the future.</param>
public sealed record ViolenceAgainstChild(
    [property: Visible, StringLength(500)] string SuspectedPerson,
    bool ChildSafeNow,
    bool PoliceNotified,
    bool InjuriesSeen,
    DateOnly? LastOn = null)
{
    public override string ToString() => nameof(ViolenceAgainstChild);
}

/// <param name="ExpectedOn">Estimated day of birth: from two months before the arrival to ten months after it.</param>
/// <param name="MotherTold">Whether the expectant mother has been told of the notification.</param>
/// <param name="FamilySituation">Family and housing; at most 2 000 characters.</param>
/// <param name="SupportSoFar">Support given already; at most 2 000 characters.</param>
public sealed record UnbornChild(
    DateOnly ExpectedOn,
    bool MotherTold,
    bool OtherParentTold,
    OtherParent? OtherParent = null,
    [property: Visible, StringLength(2000)] string? FamilySituation = null,
    [property: Visible, StringLength(2000)] string? SupportSoFar = null)
{
    public override string ToString() => nameof(UnbornChild);
}

/// <summary>The unborn child's other parent, as far as known.</summary>
/// <param name="Phone">International form, <c>+358401234567</c>.</param>
public sealed record OtherParent(
    [property: Visible, StringLength(100)] string GivenNames,
    [property: Visible, StringLength(100)] string FamilyName,
    [property: Pattern(@"^\+[0-9]{6,15}$")] string? Phone = null)
{
    public override string ToString() => nameof(OtherParent);
}

/// <summary>The authority that a notice goes to (SHL 40 §).</summary>
/// <param name="Organization">Its name; at most 200 characters.</param>
/// <param name="PostalCode">Five digits.</param>
public sealed record NoticeRecipient(
    [property: Visible, StringLength(200, MinimumLength = 2)] string Organization,
    [property: Visible, StringLength(200)] string? Street = null,
    [property: Pattern("^[0-9]{5}$")] string? PostalCode = null,
    [property: Visible, StringLength(100)] string? City = null);

/// <summary>What only some kinds and variants tell. Only ever stored encrypted.</summary>
public sealed record NotificationDetails(
    PersonsConsent? Consent, ToldByNotifier? ToldByNotifier, CustodyDispute? CustodyDispute, ViolenceAgainstChild? Violence,
    UnbornChild? UnbornChild, NoticeRecipient? Recipient, CodeAndName? Housing = null)
{
    public override string ToString() => nameof(NotificationDetails);

    internal IReadOnlyList<NotificationVariant> Variants() =>
    [
        .. CustodyDispute is null ? Array.Empty<NotificationVariant>() : [NotificationVariant.CustodyDispute],
        .. Violence is null ? Array.Empty<NotificationVariant>() : [NotificationVariant.ViolenceAgainstChild],
        .. UnbornChild is null ? Array.Empty<NotificationVariant>() : [NotificationVariant.Anticipatory],
    ];
}

/// <summary>
/// What somebody told about a person, as it came. That is never changed; staff may add what was left out, and the matter that it belongs to is
/// handled.
/// </summary>
internal sealed class IntakeNotification : IVersioned
{
    private const int MostReasons = 20;
    private const int MostSupplements = 50;

    public required Guid Id { get; init; }

    /// <summary>The matter in which it is handled: the one that it opened, or the open one that it joined.</summary>
    public Guid MatterId { get; set; }
    public required Guid PersonId { get; init; }
    public required MatterKind Kind { get; init; }
    public required NotificationChannel Channel { get; init; }
    public required IReadOnlyList<NotificationVariant> Variants { get; init; }

    /// <summary>When the service got it.</summary>
    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>Day on which it really arrived, Europe/Helsinki: a letter entered later came before <see cref="FiledAt"/>.</summary>
    public required DateOnly ArrivedOn { get; init; }

    /// <summary>The staff member who entered a call or a paper; null otherwise. (Who filed a form is part of the notifier's identity.)</summary>
    public required Guid? EnteredBy { get; init; }
    public required NotifierKind NotifierKind { get; init; }

    /// <summary>THL code set 1243.</summary>
    public required string NotifierCode { get; init; }
    public required bool ConfidentialityAsked { get; init; }

    /// <summary><see cref="NotifierIdentity"/>, encrypted in the column.</summary>
    public required string NotifierSecret { get; init; }

    /// <summary>THL code set 1251 for a child-welfare notification, 1282 otherwise.</summary>
    public required IReadOnlyList<string> ReasonCodes { get; init; }
    public required IReadOnlyList<SupportGround> SupportGrounds { get; init; }

    /// <summary>The notification's own words, encrypted in the column.</summary>
    public required string DescriptionSecret { get; init; }

    /// <summary><see cref="NotificationDetails"/>, encrypted in the column; null where there are none.</summary>
    public required string? DetailsSecret { get; init; }

    /// <summary>Keyed hash of the sender and the key that a batch's row came with: the same row again files nothing. Null outside batches.</summary>
    public string? RowKey { get; init; }

    /// <summary>Keyed hash of notifier, day and family name: what was told together may be about siblings. Null where the notifier is not to be known.</summary>
    public string? TogetherKey { get; init; }

    /// <summary>Keyed hash of that row's content: another content under the same key is refused.</summary>
    public string? RowFingerprint { get; init; }

    /// <summary>What staff have added to it, oldest first.</summary>
    public IReadOnlyList<Supplement> Supplements { get; private set; } = [];
    public int Version { get; private set; } = 1;

    /// <summary>An unborn child's matter is not the parent's own.</summary>
    public bool AboutUnborn => Kind == MatterKind.AnticipatoryNotification;

    /// <summary>The instant of arrival: the beginning of the day where only the day is known.</summary>
    public DateTimeOffset ArrivedAt => WorkingDays.DateOf(FiledAt) == ArrivedOn ? FiledAt : WorkingDays.StartOf(ArrivedOn);

    /// <summary>The notifier's own reasons, and those that staff have added.</summary>
    public static IReadOnlyList<string> AllReasons(IReadOnlyList<string> own, IReadOnlyList<Supplement> supplements) => [.. own, .. supplements.SelectMany(s => s.ReasonCodes)];

    /// <summary>Adds what the notifier left out.</summary>
    public Refusal? Add(SupplementNotificationRequest request, IntakeSecrets secrets, Guid by, DateTimeOffset now)
    {
        var codes = request.ReasonCodes ?? [];
        if (request.Notifier is null && codes.Count == 0) return IntakeRefusals.SupplementEmpty.At("$");
        if (request.Notifier is { } more && CheckAdded(more, secrets) is { } wrong) return wrong;
        var known = AllReasons(ReasonCodes, Supplements);
        for (var i = 0; i < codes.Count; i++)
        {
            if (!Codes.IsReason(Kind, codes[i])) return IntakeRefusals.ReasonCodeUnknown.At($"$.reasonCodes[{i}]");
            if (known.Contains(codes[i]) || codes.Take(i).Contains(codes[i])) return IntakeRefusals.ReasonCodeTwice.At($"$.reasonCodes[{i}]");
        }
        if (known.Count + codes.Count > MostReasons) return IntakeRefusals.TooManyReasons;
        if (Supplements.Count >= MostSupplements) return IntakeRefusals.TooManySupplements;
        Supplements = [.. Supplements, new Supplement(by, now, codes, secrets.Protect(new SupplementContent(request.Source, request.Notifier)))];
        Version++;
        return null;
    }

    /// <summary>Only what was not told. Of a name one word is half of it: THL's documents want both.</summary>
    private Refusal? CheckAdded(NotifierSupplement more, IntakeSecrets secrets)
    {
        if (more == new NotifierSupplement()) return IntakeRefusals.SupplementEmpty.At("$.notifier");
        if (NotifierKind == NotifierKind.Anonymous) return IntakeRefusals.AnonymousNotifierNamed.At("$.notifier");
        var told = secrets.ReadNotifier(this);
        return (more.Name is not null && told.Name is { } name && ThlJson.Split(name) is not null ? "name"
            : more.Title is not null && told.Title is not null ? "title"
            : more.Organization is not null && told.Organization is not null ? "organization"
            : more.Phone is not null && told.Phone is not null ? "phone"
            : null) is { } member ? IntakeRefusals.SupplementTold.At("$.notifier." + member) : null;
    }

    /// <summary>The matter's, and those of the matters that were joined to it.</summary>
    public static IQueryable<IntakeNotification> Of(Guid matterId, IntakeDb db) => db.Notifications.AsNoTracking()
        .Where(n => n.MatterId == matterId || db.Matters.Any(m => m.JoinedInto == matterId && m.Id == n.MatterId));

    public static IntakeNotification Of(FileNotificationRequest request, Guid personId, Guid filedBy, DateTimeOffset now, IntakeSecrets secrets,
        (string Key, string Fingerprint)? row = null)
    {
        var (notifier, details) = (request.Notifier, request.Details());
        return new IntakeNotification
        {
            Id = Guid.CreateVersion7(now),
            PersonId = personId,
            Kind = request.Kind,
            Channel = request.Channel,
            Variants = details.Variants(),
            FiledAt = now,
            ArrivedOn = request.ArrivedOn ?? WorkingDays.DateOf(now),
            EnteredBy = request.Channel is NotificationChannel.Phone or NotificationChannel.Paper ? filedBy : null,
            NotifierKind = notifier.Kind,
            NotifierCode = notifier.Code,
            ConfidentialityAsked = notifier.ConfidentialityAsked,
            NotifierSecret = secrets.Protect(new NotifierIdentity(
                notifier.Name, notifier.Title, notifier.Organization, notifier.Phone, notifier.ConfidentialityReason, filedBy)),
            ReasonCodes = [.. request.ReasonCodes.Distinct()],
            SupportGrounds = [.. (request.SupportGrounds ?? []).Distinct()],
            DescriptionSecret = secrets.ProtectDescription(request.Description),
            DetailsSecret = details == NoDetails ? null : secrets.Protect(details),
            TogetherKey = secrets.TogetherKey(notifier, filedBy, request.Person.FamilyName, WorkingDays.DateOf(now)),
            RowKey = row?.Key,
            RowFingerprint = row?.Fingerprint,
        };
    }

    private static readonly NotificationDetails NoDetails = new(null, null, null, null, null, null);
}

/// <summary>What staff have added to a notification.</summary>
/// <param name="Secret"><see cref="SupplementContent"/>, encrypted.</param>
internal sealed record Supplement(Guid By, DateTimeOffset At, IReadOnlyList<string> ReasonCodes, string Secret);

/// <param name="Source">From whom and how it is known.</param>
internal sealed record SupplementContent(string Source, NotifierSupplement? Notifier)
{
    public override string ToString() => nameof(SupplementContent);
}
