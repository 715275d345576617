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

/// <param name="Joins">True: takes part. False: declines.</param>
/// <param name="Text">A statement for the assessment, or the reason for declining; at most 4 000 characters. Required for declining, and where nobody writes a part.</param>
/// <param name="ParticipantId">Who of the asked unit takes part; left out, the caller does, if their role can assess.</param>
public sealed record AnswerParticipationRequest(
    bool Joins, [property: Visible, StringLength(4000, MinimumLength = 1)] string? Text = null, Guid? ParticipantId = null)
{
    public override string ToString() => nameof(AnswerParticipationRequest);
}

/// <summary>
/// The asked unit joins or declines. From its joining on it has a relationship with the client. Professionals of the two sectors write their
/// sector's part with the others; school, police and other authorities give a statement.
/// </summary>
internal static class AnswerParticipation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assessments/participation-requests/{id:guid}/answer", Handle)
        .WithName(nameof(AnswerParticipation))
        .WithSummary("Answer a request to take part in an assessment")
        .WithDescription("The answer of an authority outside this service is recorded by the assessment's participants.")
        .WithExample(new AnswerParticipationRequest(true, "Support teaching since spring; absent mostly on mornings."))
        .Requires(Rights.AnswerParticipation)
        .OneOfTwoAtOnce(AssessmentsRefusals.RequestClosed);

    private static async Task<Results<Ok<ParticipationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AnswerParticipationRequest request, IfMatch ifMatch, Caller caller, AssessmentsDb db, AssessmentSecrets secrets,
        IStaffDirectory staff, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var asked = await db.ParticipationRequests.FirstOrDefaultAsync(r => r.Id == id, ct);
        if (asked is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AnswerParticipation, asked.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var assessment = await db.Assessments.FirstAsync(a => a.Id == asked.AssessmentId, ct);
        if (!MayAnswer(asked, assessment, access.Actor)) return AssessmentsRefusals.NotAsked.ToProblem();
        if (ifMatch.Check(asked) is { } stale) return stale.ToProblem();

        var (participant, wrong) = request.Joins && asked.UnitId is { } unit
            ? await FindParticipant(request, unit, access.Actor, staff, ct) : (null, null);
        if (wrong is not null) return wrong.ToProblem();
        var now = clock.GetUtcNow();
        var text = request.Text is { } said ? secrets.ProtectParticipation(said) : null;
        if (asked.Answer(request.Joins, text, participant?.StaffId, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        if (participant is not null)
        {
            if (assessment.Join(participant) is { } late) return late.ToProblem();
            db.Relationships.Add(ClientRelationship.Begin(asked.PersonId, participant.UnitId, "assessment", assessment.Id, now));
        }
        db.Publish(new ParticipationAnswered(Guid.CreateVersion7(now), asked.PersonId, assessment.Id, id, request.Joins));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ParticipationView.Of(asked, secrets));
    }

    private static bool MayAnswer(ParticipationRequest asked, Assessment assessment, Actor actor) =>
        asked.UnitId is { } unit ? actor.UnitIds.Contains(unit) : assessment.MayAsk(actor.StaffId) is null;

    /// <summary>Nobody where the one who would take part only gives a statement: their role does not assess, or their unit keeps neither register.</summary>
    private static async Task<(Participant?, Refusal?)> FindParticipant(
        AnswerParticipationRequest request, Guid unit, Actor actor, IStaffDirectory staff, CancellationToken ct)
    {
        var id = request.ParticipantId ?? actor.StaffId;
        var member = (await staff.FindStaff([id], ct)).GetValueOrDefault(id);
        if (request.ParticipantId is not null && member?.UnitId != unit) return (null, AssessmentsRefusals.JoinerOfOtherUnit);
        var participant = member is { Sector: not Sector.Other } && member.UnitId == unit ? Participant.Of(member) : null;
        return request.ParticipantId is not null && participant is null ? (null, AssessmentsRefusals.ParticipantCannotAssess.At("$.participantId")) : (participant, null);
    }
}
