using System.Text.Json;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>What kind of knowledge a note holds. All but the first ask who opens one for a reason (STM 457/2024 26 §).</summary>
public enum NoteKind
{
    General,
    Psychiatry,
    MentalHealth,
    Addiction,
    Psychologist,
}

/// <summary>Why a note's text is not shown before somebody says why they need it.</summary>
public enum NoteHidden
{
    /// <summary>Psychiatry, mental health, addiction or a psychologist's: without telling which.</summary>
    Sensitive,

    /// <summary>Old: what it says may no longer be so, and should not follow the client (R44).</summary>
    Outdated,
}

/// <summary>
/// A sector's own part beside a joint plan: written into that sector's register, read across only as the client permits, item by item. Written
/// once: what turns out to be wrong is said in another one.
/// </summary>
internal sealed class PlanNote
{
    public const string Purpose = "plans.note";
    public const string SourcesPurpose = "plans.note-sources";

    /// <summary>Of one sector beside one plan.</summary>
    public const int Most = 500;

    public required Guid Id { get; init; }
    public required Guid PlanId { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>Whose register holds it.</summary>
    public required Sector Sector { get; init; }
    public required NoteKind Kind { get; init; }
    public required string TextSecret { get; init; }

    /// <summary>The <see cref="InformationSource"/>s as JSON, encrypted; null where it was written before they were recorded.</summary>
    public required string? SourcesSecret { get; init; }

    /// <summary>The day of what it tells of, Europe/Helsinki.</summary>
    public required DateOnly AboutOn { get; init; }

    /// <summary>Palvelutehtävä, THL code set 1221; null where none is told.</summary>
    public required string? ServiceTask { get; init; }
    public required Guid WrittenBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset WrittenAt { get; init; }

    public static string? Protect(IReadOnlyList<InformationSource> sources, SecretText secrets) =>
        secrets.Protect(JsonSerializer.Serialize(sources, JsonRules.Options), SourcesPurpose);

    public IReadOnlyList<InformationSource>? Sources(SecretText secrets) => SourcesSecret is null
        ? null
        : JsonSerializer.Deserialize<IReadOnlyList<InformationSource>>(secrets.Unprotect(SourcesSecret, SourcesPurpose), JsonRules.Options);

    public DataItem Item => new(AboutOn, ServiceTask, Id: Id);

    /// <summary>Null where the text is shown at once: to the unit that wrote it, and to others while it is neither sensitive nor old.</summary>
    public NoteHidden? HiddenFrom(Actor reader, DateOnly today, NoteSettings settings)
    {
        if (reader.UnitId == UnitId) return null;
        if (AboutOn < today.AddMonths(-settings.OutdatedAfterMonths)) return NoteHidden.Outdated;
        return Kind == NoteKind.General ? null : NoteHidden.Sensitive;
    }

    /// <summary>The right that opens a sector's notes: those of <see cref="Rights.ReadPlan"/>, of that sector's class.</summary>
    public static Right RightOf(Sector sector) => sector == Sector.Social ? Rights.ReadPlanSocialNotes : Rights.ReadPlanHealthNotes;
}

/// <summary>Settings <c>Plans:*</c>.</summary>
/// <param name="OutdatedAfterMonths"><c>NotesOutdatedAfterMonths</c>, 1 to 1200; 24 where nothing is set.</param>
internal sealed record NoteSettings(int OutdatedAfterMonths = 24);

/// <summary>Somebody has opened a note whose text is not shown at once, and said why. Only ever added.</summary>
internal sealed class OpenedNote
{
    public const string Purpose = "plans.note-reason";

    public required Guid Id { get; init; }
    public required Guid NoteId { get; init; }
    public required NoteHidden Why { get; init; }

    /// <summary>In the reader's words, encrypted.</summary>
    public required string ReasonSecret { get; init; }
    public required Guid OpenedBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset At { get; init; }
}
