using System.Globalization;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Consents;

/// <summary>One version of a consent or permission.</summary>
/// <param name="Version">1 as given; 2 as withdrawn or replaced.</param>
/// <param name="Direction">Of a permission; null for consent to joint work.</param>
/// <param name="Classes">Classes of data that a permission covers, 1 to 3; empty for consent to joint work.</param>
/// <param name="RecipientUnits">Units that may receive; empty for the whole sector.</param>
/// <param name="ValidFrom">First day, Europe/Helsinki.</param>
/// <param name="ValidTo">Last day; null until further notice.</param>
/// <param name="DataFrom">Of a permission: it covers no data of an earlier day; null without such a limit.</param>
/// <param name="DataTo">Of a permission: it covers no data of a later day; null without such a limit.</param>
/// <param name="ServiceTasks">Of a permission out of social care: palvelutehtävät, THL code set 1221; empty for all.</param>
/// <param name="Oral">Who confirmed what was given orally; null for what was signed.</param>
/// <param name="Purpose">What it was asked for, as told to the giver.</param>
/// <param name="Competence">Null where nobody had a reason to judge it.</param>
/// <param name="SignedOn">Signed by the giver on this day.</param>
/// <param name="ReceivedBy">The staff member who received it, in the unit <paramref name="UnitId"/>.</param>
/// <param name="Withdrawal">Null when this version is not of a withdrawal.</param>
/// <param name="ReplacesId">The one whose place this one took.</param>
/// <param name="ChangedAt">When this version came to be.</param>
/// <param name="AfterChildsWithdrawalOf">The one of the same kind and direction that the child had withdrawn themselves, before a representative gave this; null otherwise.</param>
/// <param name="Overlaps">Told in the answer to the recording only: what else was in force for the same data; null where nothing was.</param>
public sealed record ConsentView(
    Guid Id, int Version, Guid PersonId, Guid MatterId, ConsentKind Kind, ConsentStatus Status, Direction? Direction,
    IReadOnlyList<DataClass> Classes, IReadOnlyList<Guid> RecipientUnits, DateOnly ValidFrom, DateOnly? ValidTo,
    DateOnly? DataFrom, DateOnly? DataTo, IReadOnlyList<string> ServiceTasks, string Purpose,
    GiverView GivenBy, CompetenceView? Competence, ConsentForm Form, OralConfirmationView? Oral, string Language, string InformationTextVersion, DateOnly SignedOn,
    Guid ReceivedBy, Guid UnitId, DateTimeOffset GivenAt, WithdrawalView? Withdrawal, Guid? ReplacesId, DateTimeOffset ChangedAt,
    Guid? AfterChildsWithdrawalOf, IReadOnlyList<OverlapView>? Overlaps = null) : IVersioned
{
    public override string ToString() => $"{nameof(ConsentView)} {Id}";
}

public enum OverlapKind
{
    /// <summary>A permission whose place this one took.</summary>
    Replaced,

    /// <summary>A prohibition: while it holds, the permission opens nothing of these classes.</summary>
    Prohibition,

    /// <summary>The law itself opens these classes already.</summary>
    StatutoryBasis,
}

/// <param name="Id">Of the permission, prohibition or statutory basis.</param>
/// <param name="Classes">Those that both are about.</param>
public sealed record OverlapView(OverlapKind Kind, Guid Id, IReadOnlyList<DataClass> Classes);

/// <param name="Client">True when the client acted.</param>
/// <param name="GuardianId">The representative who acted; null when the client did.</param>
/// <param name="GuardianRole">In what role; null when the client acted.</param>
/// <param name="RoleCode">The same by THL's code set 1284: 31 huoltaja, 32 edunvalvoja, 33 edunvalvontavaltuutettu, 34 valtuutettu.</param>
/// <param name="OtherGuardians">The child's other guardians who signed too.</param>
/// <param name="OneGuardianSuffices">Why one guardian of several sufficed; null otherwise.</param>
public sealed record GiverView(
    bool Client, Guid? GuardianId, GuardianRole? GuardianRole, string? RoleCode, IReadOnlyList<GuardianSignature> OtherGuardians, OneGuardianSuffices? OneGuardianSuffices)
{
    internal static GiverView Of(Giver giver) => new(
        giver.GuardianId is null, giver.GuardianId, giver.Role, giver.Role is { } role ? ((int)role).ToString(CultureInfo.InvariantCulture) : null,
        giver.Others ?? [], giver.Alone);
}

/// <param name="How">How it was given.</param>
/// <param name="ConfirmedBy">The staff member who heard it.</param>
public sealed record OralConfirmationView(OralHow How, Guid ConfirmedBy, DateOnly ConfirmedOn);

/// <param name="AssessedBy">The staff member who judged.</param>
public sealed record CompetenceView(Guid AssessedBy, DateTimeOffset AssessedAt, bool Competent)
{
    internal static CompetenceView? Of(Competence? competence) =>
        competence is null ? null : new(competence.AssessedBy, competence.AssessedAt, competence.Competent);
}

/// <param name="ToldOn">The day on which the giver said so.</param>
/// <param name="ReceivedBy">The staff member who received it, in the unit <paramref name="UnitId"/>.</param>
/// <param name="Reason">In the giver's words; null when they gave none.</param>
/// <param name="At">From this moment on nothing is shared on this basis.</param>
/// <param name="Competence">The client's competence as judged for it; null where nobody judged it.</param>
public sealed record WithdrawalView(GiverView By, DateOnly ToldOn, Guid ReceivedBy, Guid UnitId, string? Reason, DateTimeOffset At, CompetenceView? Competence)
{
    public override string ToString() => nameof(WithdrawalView);
}

/// <summary>Makes views; the reason of a withdrawal is encrypted in its column.</summary>
internal sealed class ConsentViews(SecretText secrets)
{
    public const string ReasonPurpose = "consents.withdrawal-reason";
    public const string AskedForPurpose = "consents.purpose";
    public const string GroundsPurpose = "consents.statutory-reason";

    public string ProtectGrounds(string reason) => secrets.Protect(reason, GroundsPurpose);

    public string ProtectPurpose(string purpose) => secrets.Protect(purpose, AskedForPurpose);

    public string? Protect(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : secrets.Protect(reason, ReasonPurpose);

    /// <summary>The document exactly as it was at that version; null when there is none.</summary>
    public ConsentDocument? Document(Consent consent, int version) =>
        consent.At(version) is { } document ? document with { Purpose = secrets.Unprotect(consent.PurposeSecret, AskedForPurpose) } : null;

    /// <summary>The present version.</summary>
    public ConsentView Of(Consent consent) => Of(consent, consent.Version)!;

    /// <summary>Null when there is no such version.</summary>
    public ConsentView? Of(Consent consent, int version)
    {
        if (consent.At(version) is not { } document) return null;
        return new ConsentView(
            document.Id, document.Version, document.PersonId, document.MatterId, document.Kind, document.Status, document.Direction,
            document.Classes, document.RecipientUnits, document.ValidFrom, document.ValidTo, document.DataFrom, document.DataTo, document.ServiceTasks, secrets.Unprotect(consent.PurposeSecret, AskedForPurpose),
            GiverView.Of(consent.GivenBy),
            CompetenceView.Of(consent.Competence),
            document.Form, consent.Oral is { } oral ? new OralConfirmationView(oral.How, oral.ConfirmedBy, oral.ConfirmedOn) : null, document.Language, document.InformationTextVersion, consent.SignedOn,
            document.ReceivedBy, document.UnitId, document.GivenAt,
            document.WithdrawnAt is { } at ? Of(consent.Withdrawal!, at) : null,
            document.ReplacesId, document.ChangedAt, consent.AfterChildsWithdrawalOf);
    }

    /// <param name="access">The permit of who reads: it says whether single documents are named.</param>
    public ProhibitionView Of(Prohibition p, Decision access) => new(
        p.Id, p.PersonId, p.Kind, p.Direction, p.Classes, p.ServiceTasks, p.Documents.Count > 0,
        access.NamesDocuments(p.Direction) ? [.. p.Documents.Select(d => new ProhibitedDocumentView(d.Id, d.Class))] : [], p.GuardianIds, p.HoldsInEmergency,
        p.ReasonSecret is null ? null : secrets.Unprotect(p.ReasonSecret, ReasonPurpose),
        GiverView.Of(p.GivenBy), CompetenceView.Of(p.Competence), p.Form, p.Language, p.InformationTextVersion, p.ToldOn, p.ReceivedBy, p.UnitId, p.RecordedAt,
        p.WithdrawnAt is { } at ? Of(p.Withdrawal!, at) : null, p.Version);

    public StatutoryBasisView Of(StatutoryBasis b) => new(
        b.Id, b.PersonId, b.Paragraph, secrets.Unprotect(b.ReasonSecret, GroundsPurpose), b.Direction, b.Classes, b.RecipientUnits,
        b.ValidFrom, b.ValidTo, b.RecordedBy, b.UnitId, b.RecordedAt, b.EndedAt, b.EndedBy, b.Version);

    private WithdrawalView Of(Withdrawal withdrawal, DateTimeOffset at) => new(
        GiverView.Of(withdrawal.By), withdrawal.ToldOn, withdrawal.ReceivedBy, withdrawal.UnitId,
        withdrawal.ReasonSecret is null ? null : secrets.Unprotect(withdrawal.ReasonSecret, ReasonPurpose), at, CompetenceView.Of(withdrawal.Competence));
}
