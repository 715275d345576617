using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

/// <param name="Text">An answer or a follow-up, 1 to 4 000 characters, as anonymous as the question.</param>
public sealed record AnswerConsultationRequest([property: Visible, StringLength(4000, MinimumLength = 1)] string Text)
{
    public override string ToString() => nameof(AnswerConsultationRequest);
}

/// <summary>Answers a consultation, or asks further: who is asked answers, the asker's unit follows up.</summary>
internal static class AnswerConsultation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consultations/{id:guid}/entries", Handle)
        .WithName(nameof(AnswerConsultation))
        .WithSummary("Answer a consultation, or follow up your own")
        .WithExample(new AnswerConsultationRequest("Kysy unesta, mielialasta ja päihteistä; jos yöt valvotaan kuukausia, pyydä arvio."))
        .Requires(Rights.Consult);

    private static async Task<Results<Ok<ConsultationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AnswerConsultationRequest request, IfMatch ifMatch, Caller caller, AssessmentsDb db, IPersonDirectory persons, SecretText secrets,
        IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var consultation = await db.Consultations.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consultation is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var asker = consultation.IsTheAskers(access.Actor);
        if (!asker && !consultation.IsFor(access.Actor)) return TypedResults.NotFound();
        if (ifMatch.Check(consultation) is { } stale) return stale.ToProblem();
        if (await AskConsultation.Check(request.Text, "$.text", access.Actor, persons, WorkingDays.Today(clock), ct) is { } identifying) return identifying;

        var entry = new ConsultationEntry(
            access.Actor.StaffId, access.Actor.UnitId, asker, secrets.Protect(request.Text, Consultation.Purpose), clock.GetUtcNow());
        if (consultation.Add(entry, access.Actor) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ConsultationView.Of(consultation, secrets));
    }
}
