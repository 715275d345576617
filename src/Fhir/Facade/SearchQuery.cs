using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using Monipolku.Fhir.Mapping;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

/// <summary>A search that is understood: every parameter narrows it.</summary>
internal sealed partial class SearchQuery
{
    public const int DefaultCount = 50;
    public const int LargestCount = 200;
    private const int MostValues = 50;
    public const string CountParameter = "_count";
    public const string PageParameter = "_page";
    private const string IncludeParameter = "_include";
    private const string RevIncludeParameter = "_revinclude";

    private readonly List<(string Name, string Value)> _used = [];
    private readonly List<string[]> _categories = [];
    private readonly List<Inclusion> _includes = [];
    private readonly List<Inclusion> _revIncludes = [];

    /// <summary>FHIR ids that all id criteria have in common; null when there is none.</summary>
    public HashSet<string>? Ids { get; private set; }

    /// <summary>Business identifiers of guardians: their FHIR ids also need the client.</summary>
    public HashSet<Guid>? GuardianIds { get; private set; }

    /// <summary>The client; null when not asked. Empty (all zeros) when several were asked that nobody can all be.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>The consent that a Provenance is about.</summary>
    public Guid? ConsentId { get; private set; }

    /// <summary>Each <c>category</c> that was asked: a resource needs one of its tokens. Matched with what the gate has let through.</summary>
    public IReadOnlyList<string[]> CategoriesAsked => _categories;

    /// <summary>What the resources found refer to.</summary>
    public IReadOnlyList<Inclusion> Includes => _includes;

    /// <summary>What refers to the resources found.</summary>
    public IReadOnlyList<Inclusion> RevIncludes => _revIncludes;

    public int Count { get; private set; } = DefaultCount;

    /// <summary>The last id of the page before; null on the first page.</summary>
    public string? After { get; private set; }

    public static async Task<(SearchQuery Query, Refusal? Refusal)> ParseAsync(
        FacadeType type, IEnumerable<KeyValuePair<string, StringValues>> parameters, bool inBody, string fhirBase, IPeople people, CancellationToken ct)
    {
        var query = new SearchQuery();
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values)
            {
                if (name == FacadeRequest.Format) continue;
                if (value is null || await query.AddAsync(type, name, value, inBody, fhirBase, people, ct) is not { } refusal) continue;
                return (query, refusal);
            }
        }
        var named = query.Ids is not null || query.PersonId is not null || query.ConsentId is not null;
        return (query, named ? null : FhirRefusals.TooCostly);
    }

    public bool Matches(Candidate candidate) =>
        Ids?.Contains(candidate.Id) != false
        && (PersonId is null || candidate.PersonId == PersonId)
        && (GuardianIds is null || (RelatedPersonMap.TryParseId(candidate.Id, out _, out var guardian) && GuardianIds.Contains(guardian)))
        && (ConsentId is null || candidate.Id.StartsWith(Names.Text(ConsentId.Value) + "-", StringComparison.Ordinal));

    /// <summary>The address of a page: the parameters that were used. An identity code is left out of it.</summary>
    public string Link(string fhirBase, FacadeType type, string? after)
    {
        var parameters = _used.Append((CountParameter, Count.ToString(CultureInfo.InvariantCulture)));
        if (after is not null) parameters = parameters.Append((PageParameter, Pages.Encode(after)));
        return $"{fhirBase}/{type.Name}?{string.Join('&', parameters.Select(p => $"{p.Item1}={Uri.EscapeDataString(IdentityCode().Replace(p.Item2, ""))}"))}";
    }

    private async Task<Refusal?> AddAsync(
        FacadeType type, string name, string value, bool inBody, string fhirBase, IPeople people, CancellationToken ct)
    {
        if (!inBody && IdentityCode().IsMatch(value)) return FhirRefusals.IdentityCodeInAddress;
        switch (name)
        {
            case CountParameter:
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return FhirRefusals.ParameterValue.At(name);
                Count = Math.Min(count, LargestCount);
                return null;
            case PageParameter:
                if (!Pages.TryDecode(value, out var after)) return FhirRefusals.PageUnknown;
                After = after;
                return null;
            case IncludeParameter:
                return Add(name, value, _includes, Inclusion.Parse(value, type.Includes));
            case RevIncludeParameter:
                return Add(name, value, _revIncludes, Inclusion.Parse(value, type.RevIncludes));
        }
        // A modifier (":exact") or chain (".name") is in the name, so it is no known parameter.
        if (type.Parameters.All(p => p.Name != name)) return FhirRefusals.ParameterUnknown;
        if (value.Length == 0) return FhirRefusals.ParameterValue.At(name);
        switch (name)
        {
            case "_id":
                var ids = value.Split(',');
                if (ids.Any(id => !IsId(id))) return FhirRefusals.ParameterValue.At(name);
                _used.Add((name, value));
                return Narrow(ids);
            case "identifier":
                return await AddIdentifiersAsync(type, value, inBody, people, ct);
            case "url":
                _used.Add((name, value));
                return Narrow(value.StartsWith(Names.Questionnaires, StringComparison.Ordinal) ? [value[Names.Questionnaires.Length..]] : []);
            case "category":
                var tokens = value.Split(',');
                if (tokens.Length > MostValues || _categories.Count >= MostValues) return FhirRefusals.TooManyValues.At(name);
                if (!tokens.All(Categories.IsToken)) return FhirRefusals.ParameterValue.At(name);
                _used.Add((name, value));
                _categories.Add(tokens);
                return null;
            case "target":
                if (!TryReference(value, "Consent", fhirBase, out var consent)) return FhirRefusals.ParameterValue.At(name);
                _used.Add((name, value));
                ConsentId = ConsentId is null || ConsentId == consent ? consent : Guid.Empty;
                return null;
            default:
                if (!TryReference(value, "Patient", fhirBase, out var person)) return FhirRefusals.ParameterValue.At(name);
                _used.Add((name, value));
                PersonId = PersonId is null || PersonId == person ? person : Guid.Empty;
                return null;
        }
    }

    private async Task<Refusal?> AddIdentifiersAsync(FacadeType type, string value, bool inBody, IPeople people, CancellationToken ct)
    {
        var tokens = value.Split(',');
        if (tokens.Length > MostValues) return FhirRefusals.TooManyValues.At("identifier");
        var found = new List<Guid>();
        var shown = new List<string>();
        foreach (var token in tokens)
        {
            var (system, code) = token.Split('|') switch
            {
                [var plain] => (null, plain),
                [var first, var second] => (first, second),
                _ => (null, ""),
            };
            if (code.Length == 0 || system?.Length == 0) return FhirRefusals.ParameterValue.At("identifier");
            if (type.Name == "Patient" && (system == PatientMap.IdentityCodeSystem || (system is null && Hetu.TryParse(code, out _))))
            {
                if (!Hetu.TryParse(code, out var hetu)) return FhirRefusals.ParameterValue.At("identifier");
                if (await people.FindByIdentityCode(hetu.Value, ct) is { } person) found.Add(person);
                shown.Add(PatientMap.IdentityCodeSystem + "|");
                continue;
            }
            if (system is not null && system != Names.IdentifierSystem(type.IdentifierNoun!)) return FhirRefusals.IdentifierSystem;
            if (Guid.TryParseExact(code, "D", out var id)) found.Add(id);
            shown.Add(token);
        }
        _used.Add(("identifier", string.Join(',', shown)));
        if (type.Name != "RelatedPerson") return Narrow([.. found.Select(Names.Text)]);
        GuardianIds = GuardianIds is null ? [.. found] : [.. GuardianIds.Intersect(found)];
        return null;
    }

    private Refusal? Add(string name, string value, List<Inclusion> to, Inclusion? asked)
    {
        if (asked is null) return FhirRefusals.ParameterUnknown;
        if (_used.Contains((name, value))) return null;
        _used.Add((name, value));
        to.Add(asked);
        return null;
    }

    private Refusal? Narrow(string[] ids)
    {
        if (ids.Length > MostValues) return FhirRefusals.TooManyValues;
        Ids = Ids is null ? [.. ids] : [.. Ids.Intersect(ids)];
        return null;
    }

    /// <summary><c>Patient/1</c>, <c>1</c>, or the same under our own address. An id that is none of ours finds nobody.</summary>
    private static bool TryReference(string value, string type, string fhirBase, out Guid id)
    {
        var local = value.StartsWith(fhirBase + "/", StringComparison.Ordinal) ? value[(fhirBase.Length + 1)..] : value;
        if (local.StartsWith(type + "/", StringComparison.Ordinal)) local = local[(type.Length + 1)..];
        _ = Guid.TryParseExact(local, "D", out id);
        return IsId(local);
    }

    /// <summary>Whatever looks like one, in whichever parameter: an address is logged along the way.</summary>
    [GeneratedRegex("(?<![0-9A-Za-z])[0-9]{6}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y](?![0-9A-Za-z])")]
    private static partial Regex IdentityCode();

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
