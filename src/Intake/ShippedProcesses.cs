using System.Text.Json;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// The definitions that come with the software, one a kind, from <c>Shipped/processes.json</c>: a default for the county to review, valid from
/// before any matter. The file has each criterion, step and card once, with the kinds that it is for; all where none is named.
/// </summary>
internal static class ShippedProcesses
{
    public static readonly IReadOnlyList<ProcessDefinition> All = Read();

    public static ProcessDefinition Of(MatterKind kind) => All.Single(p => p.Content.Kinds[0] == kind);

    private static IReadOnlyList<ProcessDefinition> Read()
    {
        using var stream = typeof(ShippedProcesses).Assembly.GetManifestResourceStream("Monipolku.Intake.Shipped.processes.json")
            ?? throw new InvalidOperationException("processes.json is not in the assembly.");
        var file = JsonSerializer.Deserialize<ShippedFile>(stream, JsonRules.Options)!;
        return
        [
            .. file.Definitions.Select(d => new ProcessDefinition
            {
                Id = d.Id,
                ValidFrom = file.ValidFrom,
                Content = new ProcessContent(
                    d.Name, file.Note, [d.Kind], file.CriteriaNeeded, For(file.Criteria, d.Kind), For(file.Steps, d.Kind), For(file.Cards, d.Kind)),
            }),
        ];
    }

    private static IReadOnlyList<T> For<T>(IReadOnlyList<OfKinds<T>> all, MatterKind kind) =>
        [.. all.Where(one => one.Kinds?.Contains(kind) != false).Select(one => one.Item)];

    private sealed record ShippedFile(
        DateOnly ValidFrom, LocalText Note, int CriteriaNeeded, IReadOnlyList<ShippedDefinition> Definitions, IReadOnlyList<OfKinds<JointCriterion>> Criteria,
        IReadOnlyList<OfKinds<ProcessStep>> Steps, IReadOnlyList<OfKinds<ActionCard>> Cards);

    private sealed record ShippedDefinition(Guid Id, MatterKind Kind, LocalText Name);

    private sealed record OfKinds<T>(T Item, IReadOnlyList<MatterKind>? Kinds = null);
}
