using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="ValidFrom">Matters that arrive on this day or later follow it; today or later, within five years, Europe/Helsinki.</param>
/// <param name="Kinds">For which kinds of matter, each once.</param>
/// <param name="CriteriaNeeded">So many of the criteria are met by who is to proceed to a joint assessment; at most as many as there are.</param>
/// <param name="Criteria">1 to 30.</param>
/// <param name="Steps">1 to 60, in the order in which they are done.</param>
/// <param name="Cards">At most 20.</param>
/// <param name="Note">What is new, for those who follow it.</param>
public sealed record PublishProcessDefinitionRequest(
    LocalText Name,
    DateOnly ValidFrom,
    [property: MinLength(1), MaxLength(5)] IReadOnlyList<MatterKind> Kinds,
    [property: Range(1, 30)] int CriteriaNeeded,
    [property: MinLength(1), MaxLength(30)] IReadOnlyList<JointCriterion> Criteria,
    [property: MinLength(1), MaxLength(60)] IReadOnlyList<ProcessStep> Steps,
    [property: MaxLength(20)] IReadOnlyList<ActionCard> Cards,
    LocalText? Note = null)
{
    internal ProcessContent ToContent() => new(Name, Note, Kinds, CriteriaNeeded, Criteria, Steps, Cards);
}

/// <summary>Publishes a new version of how some kinds of matter are handled. Matters that have begun keep theirs.</summary>
internal static class PublishProcessDefinition
{
    /// <summary>A first day further away is a slip of the pen.</summary>
    private const int FarthestYears = 5;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/process-definitions", Handle)
        .WithName(nameof(PublishProcessDefinition))
        .WithSummary("Publish how some kinds of matter are handled from a day on: criteria, steps and action cards")
        .WithDescription("Take the definition in use as the beginning. A kind has one definition from a day on; before the county's first holds the one that came with the software. "
            + "A step with a fact is done when the system sees it; others are ticked by staff. A matter keeps the definition that it began with.")
        .WithExample(Example)
        .Requires(Rights.AdministerIntake)
        .OneOfTwoAtOnce(IntakeRefusals.RulesChangedMeanwhile)
        .Idempotent<IntakeDb>();

    private static PublishProcessDefinitionRequest Example => new(
        new LocalText("Yhteydenotto 2027", "Kontakt 2027", "Contact 2027"), new DateOnly(2027, 1, 1), [MatterKind.Contact], 1,
        [
            new JointCriterion(
                "many-needs", new LocalText("Nuori, jolla on mielenterveyden tai päihteiden tuen tarve", "En ung person med behov av stöd för psykisk hälsa eller missbruk", "A young person who needs support with mental health or substance use"),
                MinAge: 13, MaxAge: 29, Needs: ["8", "9"]),
        ],
        [
            new ProcessStep(
                "urgency", ProcessActor.DutyWorker, new LocalText("Arvioi kiireellisyys", "Bedöm hur brådskande det är", "Assess the urgency"),
                new LocalText("Heti saapumispäivänä.", "Genast på ankomstdagen.", "At once, on the day of arrival."), StepFact.UrgencyAssessed, new StepDeadline(WorkingDays: 0)),
            new ProcessStep(
                "call", ProcessActor.DutyWorker, new LocalText("Soita asiakkaalle", "Ring klienten", "Call the client"),
                new LocalText("Kysy, mitä hän itse toivoo.", "Fråga vad hen själv önskar.", "Ask what they wish themselves."), Deadline: new StepDeadline(WorkingDays: 2)),
        ],
        [
            new ActionCard(ProcessActor.DutyWorker, new LocalText("Päivystäjän kortti", "Jourhavandes kort", "The duty worker's card"),
                [new LocalText("Lue ilmoitus kokonaan.", "Läs hela anmälan.", "Read the whole notification.")]),
        ]);

    private static async Task<Results<Created<ProcessDefinitionView>, ProblemHttpResult>> Handle(
        PublishProcessDefinitionRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (request.ValidFrom < today) return IntakeRefusals.ProcessValidFromPast.ToProblem();
        if (request.ValidFrom > today.AddYears(FarthestYears)) return IntakeRefusals.ProcessValidFromFar.ToProblem();
        var definition = new ProcessDefinition
        {
            Id = Guid.CreateVersion7(now),
            ValidFrom = request.ValidFrom,
            Content = request.ToContent(),
            PublishedBy = access.Actor.StaffId,
            PublishedAt = now,
        };
        if (definition.Content.Check() is { } wrong) return wrong.ToProblem();
        var rules = await db.CountyRules.SingleAsync(ct);
        if (rules.AddProcess(definition) is { } refusal) return refusal.ToProblem();
        db.Processes.Add(definition);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/process-definitions/{definition.Id}", ProcessDefinitionView.Of(definition), ct);
    }
}
