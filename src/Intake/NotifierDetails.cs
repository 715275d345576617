using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum NotifierKind
{
    /// <summary>Has the duty to notify, secrecy notwithstanding (LSL 25.1 §), or contacts for the client (SHL 35 §).</summary>
    Professional,

    /// <summary>Anyone else who gives a name: a neighbour, a relative, the person themselves.</summary>
    Private,

    /// <summary>Does not tell who they are.</summary>
    Anonymous,
}

/// <summary>Who notifies (ilmoittaja). All but the kind and the code is kept encrypted.</summary>
/// <param name="Code">THL code set 1243: <c>1</c> to <c>5</c> of a private person, <c>2</c> to <c>4</c> of an anonymous one, <c>6</c> to <c>19</c>, <c>23</c> and <c>24</c> of a professional; <c>22</c> (other) of any.</param>
/// <param name="Name">At most 200 characters. Required of a professional; not taken from an anonymous notifier.</param>
/// <param name="Title">Tehtävänimike, <c>koulukuraattori</c>.</param>
/// <param name="Organization">Where they work.</param>
/// <param name="Phone">International form, <c>+358401234567</c>.</param>
/// <param name="ConfidentialityAsked">Asks that the client and the guardians are not told who notified.</param>
/// <param name="ConfidentialityReason">Why; required with the request, at most 1 000 characters.</param>
public sealed record NotifierDetails(
    NotifierKind Kind,
    [property: StringLength(2, MinimumLength = 1)] string Code,
    [property: StringLength(200, MinimumLength = 2)] string? Name = null,
    [property: Visible, StringLength(200, MinimumLength = 2)] string? Title = null,
    [property: Visible, StringLength(200, MinimumLength = 2)] string? Organization = null,
    [property: Pattern(@"^\+[0-9]{6,15}$")] string? Phone = null,
    bool ConfidentialityAsked = false,
    [property: StringLength(1000)] string? ConfidentialityReason = null)
{
    public override string ToString() => nameof(NotifierDetails);

    /// <param name="path">JSON path of this object.</param>
    internal Refusal? Check(string path)
    {
        if (!Codes.IsNotifier(Code)) return IntakeRefusals.NotifierCodeUnknown.At(path + ".code");
        if (Kind == NotifierKind.Professional && !VisibleAttribute.Holds(Name)) return IntakeRefusals.NotifierNameMissing.At(path + ".name");
        if (Kind == NotifierKind.Anonymous && (Name ?? Title ?? Organization ?? Phone ?? ConfidentialityReason) is not null)
            return IntakeRefusals.AnonymousNotifierNamed.At(path);
        if (Kind == NotifierKind.Anonymous && ConfidentialityAsked) return IntakeRefusals.AnonymousNotifierNamed.At(path);
        if (ConfidentialityAsked && !VisibleAttribute.Holds(ConfidentialityReason))
            return IntakeRefusals.ConfidentialityReasonMissing.At(path + ".confidentialityReason");
        return !ConfidentialityAsked && ConfidentialityReason is not null
            ? IntakeRefusals.ConfidentialityNotAsked.At(path + ".confidentialityReason")
            : null;
    }

    /// <param name="path">JSON path of this object.</param>
    internal Refusal? CheckCode(string path) => Codes.Fits(Kind, Code) ? null : IntakeRefusals.NotifierCodeOfOtherKind.At(path + ".code");
}

/// <summary>What tells who the notifier is. Only ever stored encrypted.</summary>
/// <param name="FiledBy">The staff member who sent the notification: the notifier, or who wrote down a call.</param>
internal sealed record NotifierIdentity(string? Name, string? Title, string? Organization, string? Phone, string? ConfidentialityReason, Guid FiledBy)
{
    public override string ToString() => nameof(NotifierIdentity);
}
