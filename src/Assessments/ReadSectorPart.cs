using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>A sector's own part.</summary>
/// <param name="NotAsked">Risks that the template reminds of and this part does not answer.</param>
/// <param name="Sources">Null where it was written before they were recorded; so <paramref name="SecondHand"/>.</param>
/// <param name="SecondHand">Whether something of it was neither told by the client nor found out by who wrote it.</param>
/// <param name="WrittenBy">The staff member who wrote it last.</param>
/// <param name="Version">The assessment's, for the next If-Match.</param>
public sealed record SectorPartView(
    Guid AssessmentId, Sector Sector, string Text, IReadOnlyList<RiskAnswer> RiskPrompts, IReadOnlyList<RiskPrompt> NotAsked,
    IReadOnlyList<InformationSource>? Sources, bool? SecondHand, Guid WrittenBy, DateTimeOffset WrittenAt, int Version) : IVersioned
{
    internal static SectorPartView Of(Assessment assessment, SectorPart part, PartContent content, AssessmentTemplate template) => new(
        assessment.Id, part.Sector, content.Text, content.RiskPrompts,
        [.. template.RiskPrompts.Select(p => p.Code).Except(content.RiskPrompts.Select(a => a.Code))],
        content.Sources, content.Sources is { } sources ? InformationSource.SecondHand(sources) : null, part.WrittenBy, part.WrittenAt, assessment.Version);

    public override string ToString() => nameof(SectorPartView);
}

/// <summary>Reads one sector's part. The other sector's needs the client's permission in that direction (703/2023 53 §), asked at each read.</summary>
internal static class ReadSectorPart
{
    /// <summary>Below an assessment; anything but the two sectors is no address.</summary>
    public const string Route = "/parts/{sector:regex(^(social|health)$)}";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}" + Route, Handle)
        .WithName(nameof(ReadSectorPart))
        .WithSummary("Read a sector's own part of an assessment")
        // The two rights of the parts have the same scope and roles as this one; the handler asks the gate for the part's own.
        .Requires(Rights.ReadAssessment);

    /// <summary>The sector that the route names; its constraint lets nothing else through.</summary>
    public static Sector SectorOf(string routeValue) => Enum.Parse<Sector>(routeValue, ignoreCase: true);

    /// <summary>The day of its last writing counts: what the part says is of that day. An assessment has no service task.</summary>
    public static DataItem ItemOf(Assessment assessment, Sector sector) =>
        new(assessment.PartOf(sector) is { } part ? WorkingDays.DateOf(part.WrittenAt) : null, Id: assessment.Id);

    public static Right RightOf(Sector sector) => sector switch
    {
        Sector.Social => Rights.ReadSocialPart,
        Sector.Health => Rights.ReadHealthPart,
        _ => throw new ArgumentOutOfRangeException(nameof(sector)),
    };

    private static async Task<Results<Ok<SectorPartView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string sector, Caller caller, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, RightOf(SectorOf(sector)), assessment.PersonId, ct, ItemOf(assessment, SectorOf(sector)));
        if (access.Refusal is { } no) return no.ToProblem();
        return assessment.PartOf(SectorOf(sector)) is { } part
            ? TypedResults.Ok(SectorPartView.Of(assessment, part, secrets.Read(part), await templates.Of(assessment, ct)))
            : TypedResults.NotFound();
    }
}
