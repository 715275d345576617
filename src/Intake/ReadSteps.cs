using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A matter's steps as they stand at this look.</summary>
/// <param name="ProcessId">The definition that the matter began with, and keeps.</param>
/// <param name="Process">Its name.</param>
/// <param name="Shipped">Whether it came with the software: a default for the county to review.</param>
/// <param name="Language">fi, sv or en, by Accept-Language; English where none is asked.</param>
/// <param name="Missed">How many steps are missed.</param>
/// <param name="Steps">In the definition's order.</param>
/// <param name="Version">The matter's.</param>
public sealed record MatterStepsView(
    Guid MatterId, Guid ProcessId, string Process, bool Shipped, string Language, int Missed, IReadOnlyList<StepView> Steps, int Version) : IVersioned
{
    internal static async Task<MatterStepsView> Of(
        IntakeMatter matter, ProcessDefinition definition, IntakeDb db, ClockRules rules, DateOnly today, string language, CancellationToken ct)
    {
        var talk = (await BookedTalk.Of(db, [matter.Id], ct)).GetValueOrDefault(matter.Id);
        var steps = MatterStep.Of(definition, matter, talk, rules, today);
        return new MatterStepsView(
            matter.Id, definition.Id, definition.Content.Name.In(language), definition.Shipped, language, steps.Count(s => s.State == StepState.Missed),
            [.. steps.Select(s => StepView.Of(s, language))], matter.Version);
    }
}

/// <param name="Fact">What the system sees when it is done; null where staff tick it.</param>
/// <param name="DueOn">Its last day, Europe/Helsinki; null where it has none, or none before the decision.</param>
/// <param name="MissedSince">The day after its last day; null unless it is missed.</param>
/// <param name="DoneOn">Null until done.</param>
/// <param name="DoneBy">Who did it; null where nobody did, or the system was not told.</param>
/// <param name="Late">Whether it was done after its last day.</param>
public sealed record StepView(
    string Code, ProcessActor Actor, string Title, string Guidance, StepFact? Fact, StepState State, DateOnly? DueOn, DateOnly? MissedSince,
    DateOnly? DoneOn, Guid? DoneBy, bool Late)
{
    internal static StepView Of(MatterStep s, string language) => new(
        s.Step.Code, s.Step.Actor, s.Step.Title.In(language), s.Step.Guidance.In(language), s.Step.Fact, s.State, s.DueOn,
        s.State == StepState.Missed ? s.DueOn?.AddDays(1) : null, s.DoneOn, s.DoneBy, s.DoneOn > s.DueOn);
}

internal static class ReadSteps
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/steps", Handle)
        .WithName(nameof(ReadSteps))
        .WithSummary("Read a matter's steps: done, due or missed; in fi, sv or en by Accept-Language")
        .WithDescription("The steps are those of the process definition that the matter began with. A missed step alerts who answers for the matter, once.")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<MatterStepsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, IntakeDb db, ArrivalRules rules, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(await MatterStepsView.Of(
            matter, await ProcessDefinition.Of(matter, db, ct), db, await rules.Now(ct), WorkingDays.Today(clock), Languages.Of(request), ct));
    }
}
