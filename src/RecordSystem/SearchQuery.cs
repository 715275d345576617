using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Monipolku.RecordSystem;

/// <summary>One alternative of a criterion. System null: any system; value null: any value of the system.</summary>
internal sealed record Sought(string? System, string? Value);

/// <summary>One search parameter with its alternatives (a comma in FHIR means "or").</summary>
internal sealed record Criterion(string Parameter, string Text, IReadOnlyList<Sought> Alternatives);

/// <summary>A search of one type; also the condition of a conditional create, update or reference.</summary>
internal sealed record SearchQuery(ResourceType Type, IReadOnlyList<Criterion> Criteria, int Count, long After)
{
    public const int MostPerPage = 500;
    private const int UsualPage = 50;
    private const int MostAlternatives = 200;

    /// <summary>The criteria in one spelling: two entries of a transaction with the same one would record one thing twice.</summary>
    public string Text => Type.Name + "?" + string.Join('&', Criteria.Select(one => $"{one.Parameter}={Uri.EscapeDataString(one.Text)}"));

    /// <summary>Reads search parameters. What is not understood is refused: an ignored filter would answer with too much.</summary>
    public static Refusal? Parse(ResourceType type, IEnumerable<KeyValuePair<string, StringValues>> parameters, out SearchQuery query)
    {
        var criteria = new List<Criterion>();
        var count = UsualPage;
        long after = 0;
        query = new SearchQuery(type, criteria, count, after);
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values.Select(value => value ?? ""))
            {
                if (name == "_format") continue;
                if (name == "_count")
                {
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count))
                        return new(400, "invalid", "The search parameter _count must be a whole number.");
                    count = Math.Min(count, MostPerPage);
                    continue;
                }
                if (name == "_after")
                {
                    if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out after))
                        return new(400, "invalid", "The page link is not one that this server gave.");
                    continue;
                }
                if (type.Parameters.FirstOrDefault(known => known.Name == name).Type is not { } kind)
                    return new(400, "not-supported", $"{type.Name} has no search parameter {Name(name)} here. "
                        + $"Known: {string.Join(", ", type.Parameters.Select(known => known.Name))}.");

                var alternatives = new List<Sought>();
                foreach (var alternative in Split(value, ','))
                {
                    if (Read(name, kind, alternative) is not { } sought)
                        return new(400, "invalid", $"The value of the search parameter {name} is not understood.");
                    alternatives.Add(sought);
                }
                criteria.Add(new(name, value, alternatives));
            }
        }
        if (criteria.Sum(one => one.Alternatives.Count) > MostAlternatives)
            return new(400, "too-costly", $"A search may have at most {MostAlternatives} values.");
        query = new SearchQuery(type, criteria, count, after);
        return null;
    }

    /// <summary>Reads a condition such as <c>identifier=system|value</c>: at least one criterion, and nothing about pages.</summary>
    public static Refusal? ParseCondition(ResourceType type, string text, out SearchQuery condition)
    {
        var parameters = QueryHelpers.ParseQuery(text);
        if (Parse(type, parameters, out condition) is { } refusal) return refusal;
        if (condition.Criteria.Count == 0 || parameters.ContainsKey("_count") || parameters.ContainsKey("_after"))
            return new(400, "invalid", "The condition must be search criteria, such as identifier=system|value.");
        return null;
    }

    /// <summary>All that a resource can be found by: parameter, system (of a reference: type or absolute base) and value.</summary>
    public static IEnumerable<(string Parameter, string System, string Value)> ValuesOf(ResourceType type, JsonObject resource)
    {
        foreach (var tag in (resource["meta"] as JsonObject)?["tag"].Each().OfType<JsonObject>() ?? [])
            if (tag["code"].AsText() is { } code) yield return ("_tag", tag["system"].AsText() ?? "", code);

        if (type.HasIdentifier)
        {
            foreach (var identifier in resource["identifier"].Each().OfType<JsonObject>())
                if (identifier["value"].AsText() is { } value) yield return ("identifier", identifier["system"].AsText() ?? "", value);
        }

        foreach (var path in type.SubjectPath?.Split('|') ?? [])
        {
            var found = path.Split('.').Aggregate(
                new JsonNode[] { resource }.AsEnumerable(),
                (nodes, step) => nodes.OfType<JsonObject>().SelectMany(node => node[step].Each()));
            foreach (var reference in found.OfType<JsonObject>().Select(node => node["reference"].AsText()).OfType<string>())
            {
                var (system, value) = ReadReference(reference);
                if (value.Length == 0 || system.Length == 0) continue;
                if (type.HasSubject) yield return ("subject", system, value);
                var isPatient = system == "Patient" || system.EndsWith("/Patient", StringComparison.Ordinal);
                if (type.HasPatient && isPatient) yield return ("patient", system, value);
            }
        }
    }

    private static Sought? Read(string name, string kind, string text)
    {
        if (text.Length == 0) return null;
        if (name == "_id") return FhirFormat.IsId(text) ? new(null, text) : null;
        if (kind == "reference")
        {
            var (system, value) = ReadReference(Unescape(text));
            if (name == "patient" && system.Length == 0) system = "Patient";
            return value.Length == 0 ? null : new(system.Length == 0 ? null : system, value);
        }

        var parts = Split(text, '|').Select(Unescape).ToArray();
        return parts switch
        {
            [var value] => new(null, value),
            ["", ""] => null,
            [var system, ""] => new(system, null),
            [var system, var value] => new(system, value),
            _ => null,
        };
    }

    /// <summary>"Patient/1/_history/2" is (Patient, 1), "https://x/Patient/1" is (https://x/Patient, 1), "1" is ("", 1).</summary>
    private static (string System, string Value) ReadReference(string reference)
    {
        var history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        var target = history < 0 ? reference : reference[..history];
        var slash = target.LastIndexOf('/');
        var value = target[(slash + 1)..];
        return FhirFormat.IsId(value) ? (target[..Math.Max(slash, 0)], value) : ("", "");
    }

    /// <summary>Splits at separators that no backslash escapes; the escapes stay for the next split.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == separator)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            plain.Append(text[i]);
        }
        return plain.ToString();
    }

    /// <summary>A parameter's name for a message: never a long or odd text of the client.</summary>
    private static string Name(string name) =>
        name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.')
            ? name
            : "of that name";
}
