using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>What earlier assessments say that may be of use in this one.</summary>
/// <param name="Items">From the person's last five completed assessments; of answers to the same question the newest.</param>
public sealed record ReusableView(Guid AssessmentId, IReadOnlyList<OfferedItem> Items);

/// <param name="AgeInDays">Since it was written.</param>
public sealed record OfferedItem(ReusableItem Item, int AgeInDays)
{
    public override string ToString() => nameof(OfferedItem);
}

/// <summary>
/// Earlier answers, needs and strengths for reuse, with source and age. Only shared parts, which the caller may read anyway: the sectors'
/// own parts are read where they are.
/// </summary>
internal static class ListReusable
{
    private const int MostAssessments = 5;

    /// <summary>What could stigmatise is not offered when it is older than this.</summary>
    private const int SensitiveForMonths = 24;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}/reusable", Handle)
        .WithName(nameof(ListReusable))
        .WithSummary("List what earlier assessments of the client say, with source and age")
        .WithDescription("Answers to sensitive questions are not offered after 24 months.")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<ReusableView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadAssessment, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var today = WorkingDays.Today(clock);
        var items = await Offered(assessment, db, templates, secrets, today, ct);
        return TypedResults.Ok(new ReusableView(id, [.. items.Select(i => new OfferedItem(i, today.DayNumber - i.WrittenOn.DayNumber))]));
    }

    /// <summary>Newest assessment first.</summary>
    internal static async Task<IReadOnlyList<ReusableItem>> Offered(
        Assessment assessment, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, DateOnly today, CancellationToken ct)
    {
        var earlier = await db.Assessments.AsNoTracking()
            .Where(a => a.PersonId == assessment.PersonId && a.Id != assessment.Id && a.Status == AssessmentStatus.Completed && a.SharedSecret != null)
            .OrderByDescending(a => a.CompletedOn).ThenByDescending(a => a.Id).Take(MostAssessments).ToListAsync(ct);
        var used = await templates.Find([.. earlier.Select(a => a.TemplateId).Distinct()], ct);
        return [.. earlier
            .SelectMany(a => ReusableItem.Of(a.Id, secrets.ReadShared(a)!, used[a.TemplateId], today.AddMonths(-SensitiveForMonths)))
            // Needs have ids of their own, so only answers meet; the newest comes first.
            .DistinctBy(i => i.Answer is null ? $"{i.FromAssessmentId}/{i.Key}" : i.Key)];
    }
}
