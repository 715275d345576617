using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="Edition">The county's name for it: <c>2027-1</c>.</param>
/// <param name="ValidFrom">Assessments that start on this day or later are weighed by it; today or later, within five years, Europe/Helsinki.</param>
/// <param name="Note">What is new, and on what it rests.</param>
/// <param name="NeedLimits">Ascending, 1 to 5: a level begins at each.</param>
/// <param name="BenefitLimits">The same for benefit.</param>
/// <param name="Terms">1 to 30.</param>
/// <param name="Segments">One for each pair of levels.</param>
public sealed record PublishSegmentationModelRequest(
    [property: Pattern("^[0-9]{4}-[0-9]{1,3}$")] string Edition,
    DateOnly ValidFrom,
    LocalText Note,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<int> NeedLimits,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<int> BenefitLimits,
    [property: MinLength(1), MaxLength(30)] IReadOnlyList<EquationTerm> Terms,
    [property: MinLength(1), MaxLength(36)] IReadOnlyList<Segment> Segments)
{
    internal SegmentationModelView ToView(bool shipped) =>
        new($"segmentation-{Edition}", Edition, ValidFrom, shipped, Note, NeedLimits, BenefitLimits, Terms, Segments);

    /// <summary>The rules look at something that there is, and every pair of levels has its segment.</summary>
    internal Refusal? Check()
    {
        if (!Ascends(NeedLimits)) return AssessmentsRefusals.LimitsNotAscending.At("$.needLimits");
        if (!Ascends(BenefitLimits)) return AssessmentsRefusals.LimitsNotAscending.At("$.benefitLimits");
        var cells = Segments.Select(s => (s.NeedLevel, s.BenefitLevel)).ToHashSet();
        var wanted = (NeedLimits.Count + 1) * (BenefitLimits.Count + 1);
        if (cells.Count != Segments.Count || cells.Count != wanted || cells.Any(c => c.NeedLevel > NeedLimits.Count || c.BenefitLevel > BenefitLimits.Count)
            || Segments.Select(s => s.Code).Distinct().Count() != Segments.Count)
            return AssessmentsRefusals.GridIncomplete;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var t = 0; t < Terms.Count; t++)
        {
            if (!seen.Add(Terms[t].Code)) return AssessmentsRefusals.RuleTwice.At($"$.terms[{t}].code");
            for (var r = 0; r < Terms[t].Rules.Count; r++)
            {
                var (rule, path) = (Terms[t].Rules[r], $"$.terms[{t}].rules[{r}]");
                if (!seen.Add(Terms[t].Code + "." + rule.Id)) return AssessmentsRefusals.RuleTwice.At(path + ".id");
                if (!IsSound(rule)) return AssessmentsRefusals.RuleUnsound.At(path);
            }
        }
        return null;
    }

    private static bool Ascends(IReadOnlyList<int> limits) => limits.Zip(limits.Skip(1)).All(pair => pair.First < pair.Second);

    private static bool IsSound(SegmentationRule rule)
    {
        var limited = rule.AtLeast is not null || rule.AtMost is not null;
        if (rule.AtLeast > rule.AtMost) return false;
        if (rule.Needs?.Any(code => SupportNeedCodes.Find(code) is null) == true) return false;
        return (rule.LinkId, rule.Needs, rule.Fact) switch
        {
            ({ }, null, null) => new[] { rule.Codes is not null, rule.Flag is not null, limited }.Count(said => said) == 1,
            (null, { }, null) or (null, null, { }) => rule.Codes is null && rule.Flag is null && limited == (rule.Fact is not null),
            _ => false,
        };
    }
}

/// <summary>Publishes a new edition of the equation and the segments. Assessments that have begun keep theirs.</summary>
internal static class PublishSegmentationModel
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/segmentation-models", Handle)
        .WithName(nameof(PublishSegmentationModel))
        .WithSummary("Publish a new edition of the segmentation")
        .WithExample(Example)
        .Requires(Rights.AdministerAssessments)
        .OneOfTwoAtOnce(AssessmentsRefusals.EditionTaken)
        .Idempotent<AssessmentsDb>();

    private static PublishSegmentationModelRequest Example => new(
        "2027-1", new DateOnly(2027, 1, 1), new LocalText("Uusi painos", "Ny utgåva", "New edition"),
        SegmentationModels.Shipped.NeedLimits, SegmentationModels.Shipped.BenefitLimits,
        [.. SegmentationModels.Shipped.Terms.Select(t => t with { Rules = [.. t.Rules.Take(1)] })], SegmentationModels.Shipped.Segments);

    private static async Task<Results<Created<SegmentationModelView>, ProblemHttpResult>> Handle(
        PublishSegmentationModelRequest request, Idempotency idempotency, Caller caller, AssessmentsDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAssessments, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        if (PublishTemplate.CheckFirstDay(request.ValidFrom, WorkingDays.DateOf(now)) is { } refusal) return refusal.ToProblem();
        if (request.Check() is { } wrong) return wrong.ToProblem();
        var view = request.ToView(shipped: false);
        if (view.Id == SegmentationModels.Shipped.Id || await db.SegmentationModels.AnyAsync(m => m.Id == view.Id || m.ValidFrom == view.ValidFrom, ct))
            return AssessmentsRefusals.EditionTaken.ToProblem();

        db.SegmentationModels.Add(new SegmentationModel
        {
            Id = view.Id,
            ValidFrom = view.ValidFrom,
            Content = view,
            PublishedBy = access.Actor.StaffId,
            PublishedAt = now,
        });
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/assessments/segmentation-models/{view.Id}", view, ct);
    }
}
