using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>A template that the county has published. It never changes.</summary>
internal sealed class TemplateEdition
{
    /// <summary>Kind and edition: <c>workingAge-2027-1</c>.</summary>
    public required string Id { get; init; }
    public required AssessmentKind Kind { get; init; }
    public required string Edition { get; init; }

    /// <summary>One edition of a kind begins on a day.</summary>
    public required DateOnly ValidFrom { get; init; }
    public required TemplateContent Content { get; init; }
    public required Guid PublishedBy { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }

    public AssessmentTemplate ToTemplate() => new(
        Id, Kind, Edition, ValidFrom, Shipped: false, Content.Note, ShippedTemplates.Common, Content.Groups, Content.RiskPrompts);
}

internal sealed record TemplateContent(LocalText Note, IReadOnlyList<TemplateGroup> Groups, IReadOnlyList<TemplatePrompt> RiskPrompts);
