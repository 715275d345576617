using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

/// <summary>The shared part as stored.</summary>
/// <param name="Sources">Null where it was written before sources were recorded one by one; so in the sectors' parts.</param>
internal sealed record SharedPart(
    ClientView ClientView, GuardianView? GuardianView, IReadOnlyList<Need> Needs, IReadOnlyList<string> Strengths, Explained Explained,
    string Source, Guid WrittenBy, DateTimeOffset WrittenAt, IReadOnlyList<Answer>? Answers = null,
    IReadOnlyList<InformationSource>? Sources = null, Involvement? Involvement = null)
{
    public override string ToString() => nameof(SharedPart);
}

/// <param name="Code">THL code set 1282.</param>
internal sealed record Need(Guid Id, string Code, string Text)
{
    public override string ToString() => $"{nameof(Need)} {Id}";
}

/// <summary>A sector's own part as stored.</summary>
internal sealed record PartContent(string Text, IReadOnlyList<RiskAnswer> RiskPrompts, IReadOnlyList<InformationSource>? Sources = null)
{
    public override string ToString() => nameof(PartContent);
}

/// <summary>How the assessment ended, as stored.</summary>
/// <param name="Authors">Who made it, with the names of that day; null in the oldest ones.</param>
/// <param name="LanguageReason">Why it is not in the client's language; null where it is.</param>
internal sealed record Summary(string Text, string Language, string HowGiven, string? Reason, IReadOnlyList<Author>? Authors = null, string? LanguageReason = null)
{
    public override string ToString() => nameof(Summary);
}

/// <param name="Role">As what they assessed.</param>
internal sealed record Author(Guid StaffId, string Name, Role Role)
{
    public override string ToString() => $"{nameof(Author)} {StaffId}";
}

/// <summary>Everything that the assessors write is encrypted in its column.</summary>
internal sealed class AssessmentSecrets(SecretText secrets)
{
    public const string SharedPurpose = "assessments.shared-part";
    public const string SummaryPurpose = "assessments.summary";
    public const string ReusedPurpose = "assessments.reused";
    public const string SegmentPurpose = "assessments.segment";
    public const string AbsencePurpose = "assessments.absence";
    public const string ParticipationPurpose = "assessments.participation";

    public string Protect(SharedPart part) => Protect(part, SharedPurpose);

    public string Protect(Sector sector, PartContent part) => Protect(part, PurposeOf(sector));

    public string Protect(Summary summary) => Protect(summary, SummaryPurpose);

    public string Protect(IReadOnlyList<ReusedItem> reused) => Protect(reused, ReusedPurpose);

    public IReadOnlyList<ReusedItem>? ReadReused(Assessment assessment) => Read<IReadOnlyList<ReusedItem>>(assessment.ReusedSecret, ReusedPurpose);

    public string Protect(KeptSegmentation segmentation) => Protect(segmentation, SegmentPurpose);

    public KeptSegmentation? ReadSegmentation(Assessment assessment) => Read<KeptSegmentation>(assessment.SegmentSecret, SegmentPurpose);

    public string ProtectAbsence(string reason) => secrets.Protect(reason, AbsencePurpose);

    public string ReadAbsence(Absence absence) => secrets.Unprotect(absence.ReasonSecret, AbsencePurpose);

    public string ProtectParticipation(string text) => secrets.Protect(text, ParticipationPurpose);

    [return: NotNullIfNotNull(nameof(secret))]
    public string? ReadParticipation(string? secret) => secret is null ? null : secrets.Unprotect(secret, ParticipationPurpose);

    public SharedPart? ReadShared(Assessment assessment) => Read<SharedPart>(assessment.SharedSecret, SharedPurpose);

    public PartContent Read(SectorPart part) => Read<PartContent>(part.Secret, PurposeOf(part.Sector))!;

    public Summary? ReadSummary(Assessment assessment) => Read<Summary>(assessment.SummarySecret, SummaryPurpose);

    /// <summary>One purpose per sector: a part copied to the other sector's place cannot be read there.</summary>
    public static string PurposeOf(Sector sector) => "assessments.part-" + JsonRules.CodeOf(sector);

    private string Protect<T>(T content, string purpose) => secrets.Protect(JsonSerializer.Serialize(content, JsonRules.Options), purpose);

    private T? Read<T>(string? secret, string purpose) where T : class =>
        secret is null ? null : JsonSerializer.Deserialize<T>(secrets.Unprotect(secret, purpose), JsonRules.Options);
}
