using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="Items">The whole list, at most 100: what is left out is no longer reused.</param>
public sealed record ReuseEarlierRequest([property: MaxLength(100)] IReadOnlyList<ChosenItem> Items);

/// <param name="FromAssessmentId">Where it stands.</param>
/// <param name="Key">As offered: <c>answer:child.wellbeing</c>.</param>
public sealed record ChosenItem(Guid FromAssessmentId, [property: Visible, StringLength(100)] string Key);

/// <summary>Accepts, item by item, what earlier assessments say. It is shown as second-hand knowledge with its source, and answers no question here.</summary>
internal static class ReuseEarlier
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/assessments/{id:guid}/reused", Handle)
        .WithName(nameof(ReuseEarlier))
        .WithSummary("Choose what of earlier assessments is used in this one")
        .WithExample(new ReuseEarlierRequest([new ChosenItem(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"), "answer:child.wellbeing")]))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ReuseEarlierRequest request, IfMatch ifMatch, Caller caller, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets,
        IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        if (assessment.MayWriteSharedPart(access.Actor.StaffId) is { } refusal) return refusal.ToProblem();

        var now = clock.GetUtcNow();
        // What was accepted before stays as it was accepted, though it may have grown too old to be offered since.
        var present = (secrets.ReadReused(assessment) ?? []).ToDictionary(KeyOf);
        var offered = (await ListReusable.Offered(assessment, db, templates, secrets, WorkingDays.DateOf(now), ct)).ToDictionary(i => (i.FromAssessmentId, i.Key));
        var reused = new List<ReusedItem>();
        for (var i = 0; i < request.Items.Count; i++)
        {
            var key = (request.Items[i].FromAssessmentId, request.Items[i].Key);
            if (reused.Any(r => KeyOf(r) == key)) return AssessmentsRefusals.ReusedTwice.At($"$.items[{i}]").ToProblem();
            if (present.TryGetValue(key, out var kept)) reused.Add(kept);
            else if (offered.TryGetValue(key, out var item)) reused.Add(new ReusedItem(item, access.Actor.StaffId, now));
            else return AssessmentsRefusals.NotReusable.At($"$.items[{i}]").ToProblem();
        }
        assessment.Reuse(secrets.Protect(reused), now);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }

    private static (Guid, string) KeyOf(ReusedItem reused) => (reused.Item.FromAssessmentId, reused.Item.Key);
}
