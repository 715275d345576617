using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="On">Day on which it was done, Europe/Helsinki: between the arrival and today. Today if not told.</param>
public sealed record MarkStepDoneRequest(DateOnly? On = null);

/// <summary>Ticks a step that no fact shows.</summary>
internal static class MarkStepDone
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/steps/{code}/done", Handle)
        .WithName(nameof(MarkStepDone))
        .WithSummary("Tick a step of a matter as done")
        .WithDescription("By who handles intake in the unit that answers for the matter. A step with a fact cannot be ticked: it is done when the system sees it. "
            + "A step that the matter's process does not have: 404.")
        .WithExample(new MarkStepDoneRequest(new DateOnly(2026, 9, 15)))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterStepsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string code, MarkStepDoneRequest body, HttpRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, ArrivalRules rules, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (!access.Actor.UnitIds.Contains(matter.OwnerUnitId)) return IntakeRefusals.StepOfOtherUnit.ToProblem();
        if (ifMatch.Check(matter, _ => matter.TickedAlready(code)) is { } stale) return stale.ToProblem();
        var definition = await ProcessDefinition.Of(matter, db, ct);
        if (definition.Content.Steps.FirstOrDefault(s => s.Code == code) is not { } step) return TypedResults.NotFound();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (matter.TickStep(step, new StepTick(code, body.On ?? today, access.Actor.StaffId, now), today) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterStepsView.Of(matter, definition, db, await rules.Now(ct), today, Languages.Of(request), ct));
    }
}
