using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="Summary">In plain language, as the client gets it; at most 4 000 characters.</param>
/// <param name="SummaryLanguage">fi, sv or en: the client's language of contact, unless languageReason says why another.</param>
/// <param name="HowGiven">How and to whom the summary was given, at most 500 characters.</param>
/// <param name="Reason">Why there is no need of services; required with noNeed.</param>
/// <param name="LanguageReason">Why the summary is in another language than the client's, at most 500 characters; only where it is.</param>
public sealed record CompleteAssessmentRequest(
    [property: Visible, StringLength(4000)] string Summary,
    [property: Pattern("^(fi|sv|en)$")] string SummaryLanguage,
    [property: Visible, StringLength(500)] string HowGiven,
    AssessmentOutcome Outcome,
    [property: StringLength(2000)] string? Reason = null,
    [property: Visible, StringLength(500)] string? LanguageReason = null)
{
    public override string ToString() => nameof(CompleteAssessmentRequest);
}

/// <summary>The social worker ends the assessment with a summary for the client. It no longer changes, and the three months stop.</summary>
internal static class CompleteAssessment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/{id:guid}/complete", Handle)
        .WithName(nameof(CompleteAssessment))
        .WithSummary("Complete an assessment")
        .WithExample(new CompleteAssessmentRequest(
            "We found that you need help with anxiety, school and drinking.", "en", "Read through together on 18.9., a copy to the client and the mother",
            AssessmentOutcome.NeedsServices))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, CompleteAssessmentRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, IIntakeMatters matters, IPeople people, SegmentationModels models, AssessmentSecrets secrets, IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        if (request.Outcome == AssessmentOutcome.NoNeed && !VisibleAttribute.Holds(request.Reason))
            return AssessmentsRefusals.ReasonMissing.ToProblem();
        var client = (await people.Find([assessment.PersonId], ct))[assessment.PersonId];
        if ((request.SummaryLanguage == client.Language) != (request.LanguageReason is null)) return AssessmentsRefusals.SummaryLanguage.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var members = await staff.FindStaff([.. assessment.Participants.Select(p => p.StaffId)], ct);
        var shared = secrets.ReadShared(assessment);
        if (NeedsPublicService(shared) && !IsInPublicService(members.GetValueOrDefault(access.Actor.StaffId), today))
            return AssessmentsRefusals.PublicServiceMissing.ToProblem();

        var summary = new Summary(request.Summary, request.SummaryLanguage, request.HowGiven, request.Reason, AuthorsOf(assessment, members), request.LanguageReason);
        if (assessment.Complete(request.Outcome, secrets.Protect(summary), access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        if (shared!.ClientView is { ClientPresent: false, ReasonNotPresent: null }) return AssessmentsRefusals.PresenceMissing.ToProblem();
        if (Involvement.CheckEnd(shared.Involvement, client.BirthDate, today) is { } unheard) return (unheard with { Status = 409, Allowed = ["write-shared-part"] }).ToProblem();
        if (await matters.Find(assessment.MatterId, ct) is { AwaitsUrgency: true }) return AssessmentsRefusals.FurtherNotification.ToProblem();
        if (await ReadSegmentation.Weigh(assessment, db, models, secrets, ct) is { } segmentation) assessment.SegmentSecret = secrets.Protect(segmentation);
        foreach (var silent in await db.ParticipationRequests.Where(r => r.AssessmentId == id && r.Status == ParticipationStatus.Open).ToListAsync(ct)) silent.Lapse();
        db.Publish(new AssessmentCompleted(Guid.CreateVersion7(now), assessment.PersonId, assessment.MatterId, id, today, request.Outcome == AssessmentOutcome.NeedsServices));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }

    /// <summary>SHL 36.5 §: a client with a right to special support.</summary>
    private static bool NeedsPublicService(SharedPart? part) => part?.Answers?.Any(a => a is { LinkId: ShippedTemplates.SpecialSupport, Flag: true }) == true;

    private static bool IsInPublicService(StaffMember? member, DateOnly today) =>
        member?.Qualification is { PublicService: true } qualification && qualification.IsValidOn(today);

    /// <summary>With the names of today: a document of years ago still says who made it.</summary>
    private static IReadOnlyList<Author> AuthorsOf(Assessment assessment, IReadOnlyDictionary<Guid, StaffMember> members) =>
        [.. assessment.Participants.Where(p => members.ContainsKey(p.StaffId)).Select(p => new Author(p.StaffId, members[p.StaffId].Name, p.Role))];
}
