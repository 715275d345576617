using System.Text.Json;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>The templates that come with the software, from the JSON files in <c>Shipped/</c>: each is a body that could be published.</summary>
internal static class ShippedTemplates
{
    /// <summary>The question whether the client has a right to special support (SHL 3 §); THL's document needs it, so every edition has it.</summary>
    public const string SpecialSupport = "arrangement.special-support";

    /// <summary>What every template begins with: its answers have members of their own, so no edition can leave them out.</summary>
    public static readonly IReadOnlyList<TemplateGroup> Common = Read<CommonGroups>("common").Groups;

    public static readonly IReadOnlyList<AssessmentTemplate> All = [Template("child-and-family"), Template("working-age")];

    /// <summary>Fields of THL's document that answers can become, with the type of question each takes.</summary>
    public static IReadOnlyDictionary<string, TemplateQuestion> DocumentFields(AssessmentKind kind) => Fields[kind];

    private static readonly Dictionary<AssessmentKind, Dictionary<string, TemplateQuestion>> Fields = All.ToDictionary(
        t => t.Kind, t => t.Groups.SelectMany(g => g.Questions).Where(q => q.Document is not null).ToDictionary(q => q.Document!));

    private static AssessmentTemplate Template(string name)
    {
        var t = Read<PublishTemplateRequest>(name);
        return new AssessmentTemplate(t.Id, t.Kind, t.Edition, t.ValidFrom, Shipped: true, t.Note, Common, t.Groups, t.RiskPrompts);
    }

    internal static T Read<T>(string name)
    {
        using var file = typeof(ShippedTemplates).Assembly.GetManifestResourceStream($"Monipolku.Assessments.Shipped.{name}.json")
            ?? throw new InvalidOperationException($"{name}.json is not in the assembly.");
        return JsonSerializer.Deserialize<T>(file, JsonRules.Options)!;
    }

    private sealed record CommonGroups(IReadOnlyList<TemplateGroup> Groups);
}
