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
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

/// <param name="AssessmentId">The client's assessment in which they are asked to take part.</param>
/// <param name="AuthorityCode">What kind of authority: THL's list of document 1506.1012.</param>
public sealed record ConvertConsultationRequest(
    [property: Required] Guid AssessmentId, [property: Pattern("^[0-9]{1,2}([.][1-6])?$")] string AuthorityCode);

/// <summary>
/// Makes a consultation a request to take part in a client's assessment (SHL 41 §): the end of anonymity, so only while the client's consent to
/// joint work is in force.
/// </summary>
internal static class ConvertConsultation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consultations/{id:guid}/convert", Handle)
        .WithName(nameof(ConvertConsultation))
        .WithSummary("Ask whom you consulted to take part in a client's assessment, with the client's consent")
        .WithDescription("The unit that was asked, or the one that answered first. The consultation itself stays anonymous: it names no client.")
        .WithExample(new ConvertConsultationRequest(new Guid("0192f0c1-7c1e-7000-8000-000000000001"), "6"))
        .Requires(Rights.Consult)
        .OneOfTwoAtOnce(AssessmentsRefusals.AskedAlready);

    private static async Task<Results<Ok<ConsultationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ConvertConsultationRequest request, IfMatch ifMatch, Caller caller, AssessmentsDb db, AssessmentSecrets assessmentSecrets, SecretText secrets,
        ISharingBasis sharing, ParticipationSettings settings, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var consultation = await db.Consultations.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consultation is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!consultation.IsTheAskers(access.Actor) && !consultation.IsFor(access.Actor)) return TypedResults.NotFound();
        if (ifMatch.Check(consultation) is { } stale) return stale.ToProblem();
        if (consultation.MayConvert(access.Actor) is { } refusal) return refusal.ToProblem();

        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == request.AssessmentId, ct);
        if (assessment is null) return AssessmentsRefusals.ConvertedAssessmentUnknown.ToProblem();
        var assess = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (assess.Refusal is { } closed) return closed.ToProblem();
        if (assessment.MayAsk(assess.Actor.StaffId) is { } mayNot) return mayNot.ToProblem();
        if (AuthorityCodes.Find(request.AuthorityCode) is null) return AssessmentsRefusals.AuthorityCodeUnknown.ToProblem();
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var said = await sharing.Find(assessment.PersonId, Direction.SocialToHealth, DataClass.JointPlan, null, null, today, ct);
        if (said.JointWork != SharingState.InForce) return AssessmentsRefusals.ConversionNeedsConsent.ToProblem();
        var unit = consultation.UnitId ?? consultation.AnsweredByUnitId!.Value;
        if (await db.ParticipationRequests.AnyAsync(r => r.AssessmentId == assessment.Id && r.UnitId == unit && r.Status == ParticipationStatus.Open, ct))
            return AssessmentsRefusals.AskedAlready.ToProblem();

        var answerBy = WorkingDays.DueDate(today, settings.AnswerWithin);
        var asked = new ParticipationRequest
        {
            Id = Guid.CreateVersion7(now),
            AssessmentId = assessment.Id,
            PersonId = assessment.PersonId,
            UnitId = unit,
            AuthorityCode = request.AuthorityCode,
            AuthoritySecret = null,
            QuestionSecret = assessmentSecrets.ProtectParticipation(Shortened(secrets.Unprotect(consultation.QuestionSecret, Consultation.Purpose))),
            AskedBy = assess.Actor.StaffId,
            AskedByUnitId = assess.Actor.UnitId,
            AskedAt = now,
            AnswerBy = answerBy,
            NextStepOn = answerBy.AddDays(1),
        };
        db.ParticipationRequests.Add(asked);
        consultation.ConvertedTo(asked.Id);
        db.Publish(new ParticipationAsked(Guid.CreateVersion7(now), asked.PersonId, assessment.Id, asked.Id, asked.UnitId));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ConsultationView.Of(consultation, secrets));
    }

    /// <summary>A request to take part has half the room of a consultation.</summary>
    private static string Shortened(string question) => question.Length <= 2000 ? question : question[..1999] + "…";
}
