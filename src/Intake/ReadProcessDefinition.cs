using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>How some kinds of matter are handled, in all three languages.</summary>
/// <param name="Shipped">Whether it came with the software: a default for the county to review.</param>
/// <param name="CriteriaNeeded">So many of the criteria are met by who is to proceed to a joint assessment.</param>
/// <param name="Version">Always 1: a definition never changes.</param>
public sealed record ProcessDefinitionView(
    Guid Id, LocalText Name, LocalText? Note, DateOnly ValidFrom, bool Shipped, IReadOnlyList<MatterKind> Kinds, int CriteriaNeeded,
    IReadOnlyList<JointCriterion> Criteria, IReadOnlyList<ProcessStep> Steps, IReadOnlyList<ActionCard> Cards, Guid? PublishedBy, DateTimeOffset? PublishedAt,
    int Version) : IVersioned
{
    internal static ProcessDefinitionView Of(ProcessDefinition p) => new(
        p.Id, p.Content.Name, p.Content.Note, p.ValidFrom, p.Shipped, p.Content.Kinds, p.Content.CriteriaNeeded, p.Content.Criteria, p.Content.Steps,
        p.Content.Cards, p.PublishedBy, p.PublishedAt, Version: 1);
}

internal static class ReadProcessDefinition
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/process-definitions/{id:guid}", Handle)
        .WithName(nameof(ReadProcessDefinition))
        .WithSummary("Read a process definition with its criteria, steps and action cards")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<ProcessDefinitionView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return (await ProcessDefinition.Find(db, [id], ct)).GetValueOrDefault(id) is { } definition
            ? TypedResults.Ok(ProcessDefinitionView.Of(definition))
            : TypedResults.NotFound();
    }
}
