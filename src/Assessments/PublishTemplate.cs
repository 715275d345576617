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
/// <param name="ValidFrom">Assessments that start on this day or later use it; today or later, within five years, Europe/Helsinki.</param>
/// <param name="Note">What is new, for those who use it.</param>
/// <param name="Groups">1 to 40. What every assessment has (the client's view, needs, strengths, what was explained) is always there and not repeated.</param>
/// <param name="RiskPrompts">Each risk at most once.</param>
public sealed record PublishTemplateRequest(
    AssessmentKind Kind,
    [property: Pattern("^[0-9]{4}-[0-9]{1,3}$")] string Edition,
    DateOnly ValidFrom,
    LocalText Note,
    [property: MinLength(1), MaxLength(40)] IReadOnlyList<TemplateGroup> Groups,
    [property: MaxLength(20)] IReadOnlyList<TemplatePrompt> RiskPrompts)
{
    internal string Id => $"{JsonRules.CodeOf(Kind)}-{Edition}";
}

/// <summary>Publishes a new edition of a template. Assessments that have begun keep theirs.</summary>
internal static class PublishTemplate
{
    /// <summary>A first day further away is a slip of the pen.</summary>
    private const int FarthestYears = 5;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/templates", Handle)
        .WithName(nameof(PublishTemplate))
        .WithSummary("Publish a new edition of an assessment template")
        .WithDescription("Take the edition in use as the beginning. THL's document needs the answers of the shipped template's required questions: they stay, and stay required.")
        .WithExample(Example)
        .Requires(Rights.AdministerAssessments)
        .OneOfTwoAtOnce(AssessmentsRefusals.EditionTaken)
        .Idempotent<AssessmentsDb>();

    /// <summary>Only what every edition must ask.</summary>
    private static PublishTemplateRequest Example => new(
        AssessmentKind.WorkingAge, "2027-1", new DateOnly(2027, 1, 1), new LocalText("Uusi painos", "Ny utgåva", "New edition"),
        [.. ShippedTemplates.All[1].Groups.Select(g => g with { Questions = [.. g.Questions.Where(q => q.Required)] }).Where(g => g.Questions.Count > 0)],
        [.. ShippedTemplates.All[1].RiskPrompts.Take(2)]);

    private static async Task<Results<Created<AssessmentTemplate>, ProblemHttpResult>> Handle(
        PublishTemplateRequest request, Idempotency idempotency, Caller caller, AssessmentsDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAssessments, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        if (CheckFirstDay(request.ValidFrom, WorkingDays.DateOf(now)) is { } refusal) return refusal.ToProblem();
        if (TemplateRules.Check(request) is { } wrong) return wrong.ToProblem();
        if (ShippedTemplates.All.Any(t => t.Id == request.Id)
            || await db.Templates.AnyAsync(t => t.Id == request.Id || (t.Kind == request.Kind && t.ValidFrom == request.ValidFrom), ct))
            return AssessmentsRefusals.EditionTaken.ToProblem();

        var edition = new TemplateEdition
        {
            Id = request.Id,
            Kind = request.Kind,
            Edition = request.Edition,
            ValidFrom = request.ValidFrom,
            Content = new TemplateContent(request.Note, request.Groups, request.RiskPrompts),
            PublishedBy = access.Actor.StaffId,
            PublishedAt = now,
        };
        db.Templates.Add(edition);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/assessments/templates/{edition.Id}", edition.ToTemplate(), ct);
    }

    /// <summary>Of an edition of a template or of the segmentation.</summary>
    internal static Refusal? CheckFirstDay(DateOnly validFrom, DateOnly today) =>
        validFrom < today ? AssessmentsRefusals.ValidFromPast : validFrom > today.AddYears(FarthestYears) ? AssessmentsRefusals.ValidFromFar : null;
}
