using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>The completed assessment as THL's document: the shared part, without the sectors' own parts. It names the client, so the gate is asked for that too.</summary>
internal static class ReadAssessmentDocument
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}/document", Handle)
        .WithName(nameof(ReadAssessmentDocument))
        .WithSummary("Read a completed assessment as THL's document")
        .WithDescription("type=thl: 1506.1005 (child and family) or 1506.1012 (working age), whichever applies; or its OID. JSON by THL's schema.")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<JsonObject>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string type, Caller caller, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, IPeople people, IStaffDirectory staff,
        IIntakeMatters matters, IAccessGate gate, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadAssessment, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var identity = await gate.Decide(caller, Rights.ReadPerson, assessment.PersonId, ct);
        if (identity.Refusal is { } hidden) return hidden.ToProblem();
        if (type != "thl" && type != ThlDocument.OidOf(assessment.Kind) && type != ThlDocument.OidOf(assessment.Kind)[^4..]) return AssessmentsRefusals.DocumentTypeWrong.ToProblem();
        if (secrets.ReadSummary(assessment) is not { Authors: not null } summary) return AssessmentsRefusals.NotCompleted.ToProblem();

        var person = (await people.Find([assessment.PersonId], ct))[assessment.PersonId];
        var matter = await matters.Find(assessment.MatterId, ct) ?? throw new InvalidOperationException("An assessment's matter is gone.");
        var requests = await db.ParticipationRequests.AsNoTracking().Where(r => r.AssessmentId == id).OrderBy(r => r.Id).Take(Pages.LargestLimit).ToListAsync(ct);
        return TypedResults.Ok(ThlDocument.Of(
            assessment, secrets.ReadShared(assessment)!, summary, await templates.Of(assessment, ct), person,
            [.. requests.Select(r => ParticipationView.Of(r, secrets))],
            [.. assessment.Absences.Select(a => AbsenceView.Of(a, secrets))],
            await staff.FindUnits([.. requests.Select(r => r.UnitId).OfType<Guid>().Distinct()], ct),
            matter.ArrivedOn));
    }
}
