using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <param name="AuthorityCode">What kind of authority: THL's list of document 1506.1012, 1, 1.1 to 1.6 or 2 to 11.</param>
/// <param name="Question">What is asked of them; at most 2 000 characters. They see it before they have any other access to the client's data.</param>
/// <param name="UnitId">A unit of this service, of any sector.</param>
/// <param name="AuthorityName">Or an authority outside, 2 to 200 characters; the participants record its answer.</param>
/// <param name="AnswerBy">Last day, a working day within 60 days; five working days when left out.</param>
public sealed record AskParticipationRequest(
    [property: Pattern("^[0-9]{1,2}([.][1-6])?$")] string AuthorityCode,
    [property: Visible, StringLength(2000)] string Question,
    Guid? UnitId = null,
    [property: Visible, StringLength(200, MinimumLength = 2)] string? AuthorityName = null,
    DateOnly? AnswerBy = null)
{
    public override string ToString() => nameof(AskParticipationRequest);
}

/// <summary>A request to take part in an assessment (SHL 41 §).</summary>
/// <param name="AuthorityName">Of an authority outside; null for a unit.</param>
/// <param name="Text">The statement of who joined, or the reason of who declined.</param>
/// <param name="ParticipantId">Who takes part; null where only a statement was given.</param>
public sealed record ParticipationView(
    Guid Id, Guid AssessmentId, Guid PersonId, Guid? UnitId, string AuthorityCode, CodeName Authority, string? AuthorityName, string Question,
    Guid AskedBy, Guid AskedByUnitId, DateTimeOffset AskedAt, DateOnly AnswerBy, ParticipationStatus Status, DateTimeOffset? RemindedAt,
    DateTimeOffset? EscalatedAt, string? Text, Guid? AnsweredBy, DateTimeOffset? AnsweredAt, Guid? ParticipantId, int Version) : IVersioned
{
    internal static ParticipationView Of(ParticipationRequest r, AssessmentSecrets secrets) => new(
        r.Id, r.AssessmentId, r.PersonId, r.UnitId, r.AuthorityCode, AuthorityCodes.Find(r.AuthorityCode)!, secrets.ReadParticipation(r.AuthoritySecret),
        secrets.ReadParticipation(r.QuestionSecret), r.AskedBy, r.AskedByUnitId, r.AskedAt, r.AnswerBy, r.Status, r.RemindedAt,
        r.EscalatedAt, secrets.ReadParticipation(r.AnswerSecret), r.AnsweredBy, r.AnsweredAt, r.ParticipantId, r.Version);

    public override string ToString() => $"{nameof(ParticipationView)} {Id}";
}

/// <summary>Asks a unit or another authority to take part. The asked unit gets access to the client's data when it joins, not before.</summary>
internal static class AskParticipation
{
    private const int LongestWait = 60;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/{id:guid}/participation-requests", Handle)
        .WithName(nameof(AskParticipation))
        .WithSummary("Ask a unit or another authority to take part in an assessment")
        .WithExample(new AskParticipationRequest(
            "6", "How does the client manage at school, and what support has been tried?", Guid.Parse("0192f0c1-7c1e-7000-8000-000000000002")))
        .Requires(Rights.Assess)
        .OneOfTwoAtOnce(AssessmentsRefusals.AskedAlready)
        .Idempotent<AssessmentsDb>();

    private static async Task<Results<Created<ParticipationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AskParticipationRequest request, Idempotency idempotency, Caller caller, AssessmentsDb db, AssessmentSecrets secrets,
        IStaffDirectory directory, ParticipationSettings settings, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (assessment.MayAsk(access.Actor.StaffId) is { } refusal) return refusal.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var answerBy = request.AnswerBy ?? WorkingDays.DueDate(today, settings.AnswerWithin);
        if ((request.UnitId is null) == (request.AuthorityName is null)) return AssessmentsRefusals.AskedOneOrOther.ToProblem();
        if (AuthorityCodes.Find(request.AuthorityCode) is null) return AssessmentsRefusals.AuthorityCodeUnknown.ToProblem();
        if (answerBy < today || answerBy > today.AddDays(LongestWait) || !WorkingDays.CanBeLastDay(answerBy)) return AssessmentsRefusals.AnswerByWrong.ToProblem();
        if (request.UnitId is { } unit)
        {
            if (!(await directory.FindUnits([unit], ct)).ContainsKey(unit)) return AssessmentsRefusals.AskedUnitUnknown.ToProblem();
            if (await db.ParticipationRequests.AnyAsync(r => r.AssessmentId == id && r.UnitId == unit && r.Status == ParticipationStatus.Open, ct))
                return AssessmentsRefusals.AskedAlready.ToProblem();
        }

        var asked = new ParticipationRequest
        {
            Id = Guid.CreateVersion7(now),
            AssessmentId = id,
            PersonId = assessment.PersonId,
            UnitId = request.UnitId,
            AuthorityCode = request.AuthorityCode,
            AuthoritySecret = request.AuthorityName is { } name ? secrets.ProtectParticipation(name) : null,
            QuestionSecret = secrets.ProtectParticipation(request.Question),
            AskedBy = access.Actor.StaffId,
            AskedByUnitId = access.Actor.UnitId,
            AskedAt = now,
            AnswerBy = answerBy,
            NextStepOn = answerBy.AddDays(1),
        };
        db.ParticipationRequests.Add(asked);
        db.Publish(new AssessmentStepTaken(Guid.CreateVersion7(now), asked.PersonId, assessment.MatterId, AssessmentStep.ParticipationAsked, today, asked.AskedBy));
        db.Publish(new ParticipationAsked(Guid.CreateVersion7(now), asked.PersonId, id, asked.Id, asked.UnitId));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/assessments/{id}/participation-requests", ParticipationView.Of(asked, secrets), ct);
    }
}
