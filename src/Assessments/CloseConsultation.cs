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

/// <param name="Helped">Whether the advice helped.</param>
public sealed record CloseConsultationRequest([property: Required] bool Helped);

internal static class CloseConsultation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consultations/{id:guid}/close", Handle)
        .WithName(nameof(CloseConsultation))
        .WithSummary("Close your unit's consultation and say whether it helped")
        .WithExample(new CloseConsultationRequest(true))
        .Requires(Rights.Consult);

    private static async Task<Results<Ok<ConsultationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, CloseConsultationRequest request, IfMatch ifMatch, Caller caller, AssessmentsDb db, SecretText secrets, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var consultation = await db.Consultations.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consultation is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!consultation.IsTheAskers(access.Actor) && !consultation.IsFor(access.Actor)) return TypedResults.NotFound();
        if (ifMatch.Check(consultation) is { } stale) return stale.ToProblem();
        if (consultation.Close(request.Helped, access.Actor, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ConsultationView.Of(consultation, secrets));
    }
}
