using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Assessments;

public enum SegmentationAxis
{
    /// <summary>Tuen tarve: how much support the client needs.</summary>
    NeedOfSupport,

    /// <summary>Hyöty: how much health and wellbeing may gain.</summary>
    Benefit,
}

/// <summary>What is counted in the shared part itself.</summary>
public enum SegmentationFact
{
    Needs,
    Strengths,
}

/// <summary>Gives its points when it holds. It looks at one thing: an answer (linkId), the needs' codes (needs) or a count (fact).</summary>
/// <param name="LinkId">A question of the template. With codes: any of them is answered; with flag: that answer; with limits: the number, or how many codes.</param>
/// <param name="Needs">Codes of THL's code set 1282: one of the needs has any of them.</param>
/// <param name="AtLeast">Lower limit, inclusive.</param>
/// <param name="AtMost">Upper limit, inclusive.</param>
/// <param name="Why">The explanation shown with the points.</param>
public sealed record SegmentationRule(
    [property: Pattern("^[a-z][a-z0-9-]{1,39}$")] string Id,
    [property: Range(-100, 100)] int Points,
    LocalText Why,
    [property: Visible, StringLength(80)] string? LinkId = null,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<string>? Codes = null,
    bool? Flag = null,
    [property: MinLength(1), MaxLength(12)] IReadOnlyList<string>? Needs = null,
    SegmentationFact? Fact = null,
    [property: Range(0, 1000)] int? AtLeast = null,
    [property: Range(0, 1000)] int? AtMost = null);

/// <summary>A term of the joint equation (arvioinnin ja tuen yhtälö): its rules' points, capped, times its weight, are added to its axis.</summary>
/// <param name="Cap">Most points that the rules give together; none when left out.</param>
public sealed record EquationTerm(
    [property: Pattern("^[a-z][a-z0-9-]{1,39}$")] string Code, SegmentationAxis Axis, [property: Range(-10, 10)] int Weight, LocalText Name,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<SegmentationRule> Rules, [property: Range(0, 1000)] int? Cap = null);

/// <summary>One cell of the grid.</summary>
/// <param name="NeedLevel">How many of the need axis' limits are reached, from 0.</param>
/// <param name="BenefitLevel">The same of the benefit axis.</param>
public sealed record Segment(
    [property: Pattern("^[a-z][a-z0-9-]{1,39}$")] string Code, [property: Range(0, 5)] int NeedLevel, [property: Range(0, 5)] int BenefitLevel,
    LocalText Name, LocalText Meaning);

/// <summary>How assessments are weighed and segmented, as one edition of the county has it. Never changes.</summary>
/// <param name="Shipped">Whether it came with the software, for the county to review and replace.</param>
/// <param name="NeedLimits">Ascending values at which the next level of need begins; 1 to 5.</param>
/// <param name="BenefitLimits">The same for benefit.</param>
/// <param name="Segments">One for each pair of levels.</param>
public sealed record SegmentationModelView(
    string Id, string Edition, DateOnly ValidFrom, bool Shipped, LocalText Note, IReadOnlyList<int> NeedLimits, IReadOnlyList<int> BenefitLimits,
    IReadOnlyList<EquationTerm> Terms, IReadOnlyList<Segment> Segments) : IVersioned
{
    public int Version => 1;
}

/// <summary>A model that the county has published.</summary>
internal sealed class SegmentationModel
{
    /// <summary><c>segmentation-2027-1</c></summary>
    public required string Id { get; init; }

    /// <summary>One edition begins on a day.</summary>
    public required DateOnly ValidFrom { get; init; }
    public required SegmentationModelView Content { get; init; }
    public required Guid PublishedBy { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>The county's editions, and the one that came with the software.</summary>
internal sealed class SegmentationModels(AssessmentsDb db)
{
    public static readonly SegmentationModelView Shipped = ShippedTemplates.Read<PublishSegmentationModelRequest>("segmentation").ToView(shipped: true);

    public async Task<SegmentationModelView?> Find(string id, CancellationToken ct) => id == Shipped.Id
        ? Shipped
        : (await db.SegmentationModels.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct))?.Content;

    /// <summary>What an assessment that started on that day is weighed by.</summary>
    public async Task<SegmentationModelView> ValidOn(DateOnly day, CancellationToken ct) =>
        (await db.SegmentationModels.AsNoTracking().Where(m => m.ValidFrom <= day).OrderByDescending(m => m.ValidFrom).FirstOrDefaultAsync(ct))?.Content ?? Shipped;
}
