using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// One reason to assess jointly (R17): a rule over what the matter knows. All of its conditions must hold; within one condition any of the
/// named codes will do.
/// </summary>
/// <param name="Code">The criterion's own name in this definition: 2 to 40 small letters, digits and hyphens.</param>
/// <param name="Text">The reason in words.</param>
/// <param name="Urgencies">THL code set 1252; not known until the urgency has been assessed.</param>
/// <param name="MinAge">Full years on the day of arrival; an unborn child has no age.</param>
/// <param name="MaxAge">Full years on the day of arrival.</param>
/// <param name="Needs">Needs of support that the notifications name, THL code set 1282.</param>
/// <param name="ChildWelfareReasons">Reasons that child-welfare notifications name, THL code set 1251.</param>
/// <param name="Notifiers">Who has notified, THL code set 1243.</param>
/// <param name="OtherSector">Whether health care has notified (1243: 7) or another unit or authority has been asked to take part.</param>
/// <param name="MinNotifications">So many notifications have come.</param>
public sealed record JointCriterion(
    [property: Pattern("^[a-z0-9][a-z0-9-]{1,39}$")] string Code,
    LocalText Text,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<MatterKind>? Kinds = null,
    [property: MinLength(1), MaxLength(3)] IReadOnlyList<string>? Urgencies = null,
    [property: Range(0, 120)] int? MinAge = null,
    [property: Range(0, 120)] int? MaxAge = null,
    [property: MinLength(1), MaxLength(12)] IReadOnlyList<string>? Needs = null,
    [property: MinLength(1), MaxLength(40)] IReadOnlyList<string>? ChildWelfareReasons = null,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<NotificationChannel>? Channels = null,
    [property: MinLength(1), MaxLength(3)] IReadOnlyList<SupportGround>? SupportGrounds = null,
    [property: MinLength(1), MaxLength(24)] IReadOnlyList<string>? Notifiers = null,
    bool? OtherSector = null,
    [property: Range(1, 1000)] int? MinNotifications = null)
{
    internal Refusal? Check(string path)
    {
        if (MinAge > MaxAge) return IntakeRefusals.AgesWrong.At(path + ".minAge");
        if (CheckCodes(Urgencies, Codes.UrgencySet, path + ".urgencies") is { } urgency) return urgency;
        if (CheckCodes(Needs, Codes.NeedOfSupportSet, path + ".needs") is { } need) return need;
        if (CheckCodes(ChildWelfareReasons, Codes.ChildWelfareReasonSet, path + ".childWelfareReasons") is { } reason) return reason;
        if (CheckCodes(Notifiers, Codes.NotifierSet, path + ".notifiers") is { } notifier) return notifier;
        return this == new JointCriterion(Code, Text) ? IntakeRefusals.CriterionEmpty.At(path) : null;
    }

    private static Refusal? CheckCodes(IReadOnlyList<string>? codes, string set, string path)
    {
        for (var i = 0; i < (codes?.Count ?? 0); i++)
        {
            if (Codes.NameOf(set, codes![i]) is null) return IntakeRefusals.CriterionCodeUnknown.At($"{path}[{i}]");
        }
        return null;
    }

    /// <summary>Each condition with what was asked and found: the same of the same matter at every call.</summary>
    internal IReadOnlyList<ConditionAnswer> Ask(MatterFacts known)
    {
        var answers = new List<ConditionAnswer>();
        Any(nameof(Kinds), Kinds?.Select(k => JsonRules.CodeOf(k)), [JsonRules.CodeOf(known.Kind)]);
        Any(nameof(Urgencies), Urgencies, known.Urgency is { } urgency ? [urgency] : null);
        if (MinAge is { } min) Compare(nameof(MinAge), Text(min), Text(known.Age), known.Age >= min);
        if (MaxAge is { } max) Compare(nameof(MaxAge), Text(max), Text(known.Age), known.Age <= max);
        Any(nameof(Needs), Needs, known.Needs);
        Any(nameof(ChildWelfareReasons), ChildWelfareReasons, known.ChildWelfareReasons);
        Any(nameof(Channels), Channels?.Select(c => JsonRules.CodeOf(c)), known.Channels.Select(c => JsonRules.CodeOf(c)));
        Any(nameof(SupportGrounds), SupportGrounds?.Select(g => JsonRules.CodeOf(g)), known.SupportGrounds.Select(g => JsonRules.CodeOf(g)));
        Any(nameof(Notifiers), Notifiers, known.Notifiers);
        if (OtherSector is { } other) Compare(nameof(OtherSector), other ? "true" : "false", known.OtherSector ? "true" : "false", known.OtherSector == other);
        if (MinNotifications is { } count) Compare(nameof(MinNotifications), Text(count), Text(known.Notifications), known.Notifications >= count);
        return answers;

        // What is not known yet may still be met.
        void Any(string condition, IEnumerable<string>? asked, IEnumerable<string>? found)
        {
            if (asked?.ToList() is not { } wanted) return;
            var has = found?.Order(StringComparer.Ordinal).ToList();
            Add(condition, wanted, has ?? [], has is null ? CriterionResult.NotKnown : wanted.Intersect(has).Any() ? CriterionResult.Met : CriterionResult.NotMet);
        }

        void Compare(string condition, string? asked, string? found, bool holds) =>
            Add(condition, [asked!], found is null ? [] : [found], holds ? CriterionResult.Met : CriterionResult.NotMet);

        void Add(string condition, IReadOnlyList<string> asked, IReadOnlyList<string> found, CriterionResult result) =>
            answers.Add(new ConditionAnswer(JsonNamingPolicy.CamelCase.ConvertName(condition), asked, found, result));

        static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
    }
}

public enum CriterionResult
{
    Met,
    NotMet,

    /// <summary>The urgency has not been assessed yet.</summary>
    NotKnown,
}

/// <summary>One condition of a criterion.</summary>
/// <param name="Condition">The criterion's member: <c>needs</c>.</param>
/// <param name="Asked">What it names.</param>
/// <param name="Found">What the matter has of that kind.</param>
public sealed record ConditionAnswer(string Condition, IReadOnlyList<string> Asked, IReadOnlyList<string> Found, CriterionResult Result);

/// <summary>What a matter knows that a criterion may ask.</summary>
/// <param name="Age">Full years on the day of arrival; null of an unborn child.</param>
internal sealed record MatterFacts(
    MatterKind Kind, string? Urgency, int? Age, IReadOnlyCollection<string> Needs, IReadOnlyCollection<string> ChildWelfareReasons,
    IReadOnlyCollection<NotificationChannel> Channels, IReadOnlyCollection<SupportGround> SupportGrounds, IReadOnlyCollection<string> Notifiers,
    bool OtherSector, int Notifications)
{
    /// <summary>Of set 1243: terveydenhuollon ammattihenkilö.</summary>
    private const string HealthProfessional = "7";

    /// <param name="notifications">The matter's, and those of the matters that were joined to it.</param>
    public static MatterFacts Of(IntakeMatter matter, IReadOnlyList<NotificationFacts> notifications, DateOnly birthDate)
    {
        var age = matter.ArrivedOn.Year - birthDate.Year;
        if (birthDate.AddYears(age) > matter.ArrivedOn) age--;
        return new MatterFacts(
            matter.Kind, matter.UrgencyCode, matter.AboutUnborn ? null : age,
            Reasons(childWelfare: false), Reasons(childWelfare: true),
            [.. notifications.Select(n => n.Channel).Distinct()], matter.SupportGrounds, [.. notifications.Select(n => n.NotifierCode).Distinct()],
            notifications.Any(n => n.NotifierCode == HealthProfessional) || matter.Progress.Has(StepFact.ParticipationAsked), notifications.Count);

        List<string> Reasons(bool childWelfare) =>
            [.. notifications.Where(n => n.Kind == MatterKind.ChildWelfareNotification == childWelfare).SelectMany(n => n.ReasonCodes).Distinct()];
    }
}

internal sealed record NotificationFacts(MatterKind Kind, NotificationChannel Channel, string NotifierCode, IReadOnlyList<string> ReasonCodes);
