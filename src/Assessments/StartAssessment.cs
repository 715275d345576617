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

/// <param name="MatterId">The intake matter in which it was decided to assess.</param>
/// <param name="Participants">Staff who assess together, 1 to 20. The caller takes part without being named. One must be a social worker.</param>
/// <param name="Kind">Which template; left out: child and family for somebody under 18, else working-age. A child's is always that of child and family; an adult has it where the matter is about a child.</param>
public sealed record StartAssessmentRequest(
    Guid MatterId, [property: MinLength(1), MaxLength(20)] IReadOnlyList<Guid> Participants, AssessmentKind? Kind = null);

/// <summary>An assessment without what the assessors have written.</summary>
/// <param name="Joint">Whether social care and health care both take part (SHL 41 §).</param>
/// <param name="TemplateId">The edition of the template that the assessment began with.</param>
/// <param name="SignedBy">Participants who have signed what stands there now.</param>
/// <param name="CompletedOn">Europe/Helsinki; null while in progress.</param>
public sealed record AssessmentOverview(
    Guid Id, Guid MatterId, Guid PersonId, AssessmentKind Kind, string TemplateId, AssessmentStatus Status, bool Joint,
    IReadOnlyList<ParticipantView> Participants, IReadOnlyList<Guid> SignedBy, DateTimeOffset StartedAt, AssessmentOutcome? Outcome, DateOnly? CompletedOn, int Version) : IVersioned
{
    internal static AssessmentOverview Of(Assessment assessment) => new(
        assessment.Id, assessment.MatterId, assessment.PersonId, assessment.Kind, assessment.TemplateId, assessment.Status, assessment.Joint,
        [.. assessment.Participants.Select(ParticipantView.Of)],
        [.. assessment.Signatures.Where(s => s.VoidedAt is null).Select(s => s.StaffId)],
        assessment.StartedAt, assessment.Outcome, assessment.CompletedOn, assessment.Version);
}

/// <param name="Role">As what the staff member assesses.</param>
public sealed record ParticipantView(Guid StaffId, Guid UnitId, Sector Sector, Role Role)
{
    internal static ParticipantView Of(Participant participant) => new(participant.StaffId, participant.UnitId, participant.Sector, participant.Role);
}

/// <summary>Starts the assessment of service needs; from now on the participants' units have a relationship with the client.</summary>
internal static class StartAssessment
{
    private const int AgeOfMajority = 18;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments", Handle)
        .WithName(nameof(StartAssessment))
        .WithSummary("Start a joint assessment of service needs")
        .WithDescription("A matter that is unknown is answered like somebody else's client: 403.")
        .WithExample(new StartAssessmentRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
            [Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000005")]))
        .Requires(Rights.Assess)
        .OneOfTwoAtOnce(AssessmentsRefusals.OpenExists)
        .Idempotent<AssessmentsDb>();

    private static async Task<Results<Created<AssessmentOverview>, ProblemHttpResult>> Handle(
        StartAssessmentRequest request, Idempotency idempotency, Caller caller, AssessmentsDb db, IIntakeMatters matters, IStaffDirectory staff,
        IPeople people, AssessmentTemplates templates, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await matters.Find(request.MatterId, ct);
        var access = await gate.Decide(caller, Rights.Assess, matter?.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!matter!.AssessmentDecided) return AssessmentsRefusals.NotDecided.ToProblem();
        if (await HasOpen(db, matter.Id, ct)) return AssessmentsRefusals.OpenExists.ToProblem();

        var (participants, wrong) = await FindParticipants(access.Actor.StaffId, request.Participants, staff, ct);
        if (wrong is not null) return wrong.ToProblem();
        if (Assessment.CheckCompetence(participants) is { } refusal) return refusal.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var isChild = today < (await people.Find([matter.PersonId], ct))[matter.PersonId].BirthDate.AddYears(AgeOfMajority);
        var kind = request.Kind ?? (isChild ? AssessmentKind.ChildAndFamily : AssessmentKind.WorkingAge);
        if (isChild && kind != AssessmentKind.ChildAndFamily) return AssessmentsRefusals.KindOfAdult.ToProblem();
        if (!isChild && kind == AssessmentKind.ChildAndFamily && !matter.AboutChild) return AssessmentsRefusals.KindOfChild.ToProblem();
        var assessment = new Assessment
        {
            Id = Guid.CreateVersion7(now),
            MatterId = matter.Id,
            PersonId = matter.PersonId,
            Participants = participants,
            StartedAt = now,
            Kind = kind,
            TemplateId = (await templates.ValidOn(kind, today, ct)).Id,
        };
        db.Assessments.Add(assessment);
        foreach (var unitId in participants.Select(p => p.UnitId).Distinct())
            db.Relationships.Add(ClientRelationship.Begin(assessment.PersonId, unitId, "assessment", assessment.Id, now));
        db.Publish(new AssessmentStepTaken(Guid.CreateVersion7(now), assessment.PersonId, matter.Id, AssessmentStep.Started, today, access.Actor.StaffId));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/assessments/{assessment.Id}", AssessmentOverview.Of(assessment), ct);
    }

    private static async Task<(IReadOnlyList<Participant> Participants, Refusal? Refusal)> FindParticipants(
        Guid callerId, IReadOnlyList<Guid> asked, IStaffDirectory staff, CancellationToken ct)
    {
        Guid[] ids = [.. asked.Prepend(callerId).Distinct()];
        var found = await staff.FindStaff(ids, ct);
        var participants = new List<Participant>();
        foreach (var id in ids)
        {
            var path = $"$.participants[{asked.ToList().IndexOf(id)}]";
            if (!found.TryGetValue(id, out var member)) return ([], AssessmentsRefusals.ParticipantUnknown.At(path));
            if (Participant.Of(member) is not { } participant) return ([], AssessmentsRefusals.ParticipantCannotAssess.At(path));
            participants.Add(participant);
        }
        return (participants, null);
    }

    private static Task<bool> HasOpen(AssessmentsDb db, Guid matterId, CancellationToken ct) =>
        db.Assessments.AnyAsync(a => a.MatterId == matterId && a.Status == AssessmentStatus.InProgress, ct);
}
