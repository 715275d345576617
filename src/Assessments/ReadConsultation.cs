using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

internal static class ReadConsultation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consultations/{id:guid}", Handle)
        .WithName(nameof(ReadConsultation))
        .WithSummary("Read a consultation that your unit asked or that is for you")
        .Requires(Rights.Consult);

    private static async Task<Results<Ok<ConsultationView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AssessmentsDb db, SecretText secrets, IAccessGate gate, CancellationToken ct)
    {
        var consultation = await db.Consultations.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consultation is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return consultation.IsTheAskers(access.Actor) || consultation.IsFor(access.Actor)
            ? TypedResults.Ok(ConsultationView.Of(consultation, secrets)) : TypedResults.NotFound();
    }
}
