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

/// <param name="Answer">What was found, at most 2 000 characters.</param>
public sealed record RiskAnswer(RiskPrompt Code, [property: Visible, StringLength(2000)] string Answer)
{
    public override string ToString() => nameof(RiskAnswer);
}

/// <param name="Text">The sector's own findings and conclusions; at most 10 000 characters.</param>
/// <param name="Sources">Each of whom it comes, 1 to 10: what is second-hand with its requester, ground and purpose (703/2023 39 §).</param>
/// <param name="RiskPrompts">Each prompt at most once.</param>
public sealed record WriteSectorPartRequest(
    [property: Visible, StringLength(10_000)] string Text,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<InformationSource> Sources,
    [property: MaxLength(20)] IReadOnlyList<RiskAnswer>? RiskPrompts = null)
{
    public override string ToString() => nameof(WriteSectorPartRequest);
}

/// <summary>Writes a sector's own part, whole. It stays in that sector's register.</summary>
internal static class WriteSectorPart
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/assessments/{id:guid}" + ReadSectorPart.Route, Handle)
        .WithName(nameof(WriteSectorPart))
        .WithSummary("Write a sector's own part of an assessment")
        .WithExample(new WriteSectorPartRequest(
            "Anxiety symptoms for half a year; sleep shortened.", [new InformationSource(Teller.Writer, new DateOnly(2026, 9, 16))], [new RiskAnswer(RiskPrompt.SelfHarm, "Asked; no thoughts of self-harm.")]))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<AssessmentOverview>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string sector, WriteSectorPartRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        var now = clock.GetUtcNow();
        if ((Check(request) ?? InformationSource.Check(request.Sources, WorkingDays.DateOf(now))) is { } wrong) return wrong.ToProblem();

        var own = ReadSectorPart.SectorOf(sector);
        var secret = secrets.Protect(own, new PartContent(request.Text, request.RiskPrompts ?? [], request.Sources));
        if (assessment.WriteSectorPart(own, secret, access.Actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        db.Publish(new AssessmentWritten(Guid.CreateVersion7(now), assessment.PersonId, assessment.MatterId, WorkingDays.DateOf(now)));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AssessmentOverview.Of(assessment));
    }

    private static Refusal? Check(WriteSectorPartRequest request)
    {
        var seen = new HashSet<RiskPrompt>();
        for (var i = 0; i < (request.RiskPrompts?.Count ?? 0); i++)
        {
            if (!seen.Add(request.RiskPrompts![i].Code)) return AssessmentsRefusals.RiskPromptTwice.At($"$.riskPrompts[{i}].code");
        }
        return null;
    }
}
