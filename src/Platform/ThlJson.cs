using System.Globalization;
using System.Text.Json.Nodes;

namespace Monipolku.Platform;

/// <summary>The shapes that THL's JSON Schemas of social-care documents have in common. Member names are the schemas' own.</summary>
public static class ThlJson
{
    /// <summary>Without the members that have no value, as the schemas want it; null where none has.</summary>
    public static JsonObject? Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
            if (value is not null) json.Add(name, value);
        return json.Count == 0 ? null : json;
    }

    public static JsonArray? List(JsonNode? only) => only is null ? null : [only];

    public static string Date(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <param name="set">The code set's OID.</param>
    public static JsonObject Coded(string set, string code, string name) => new() { ["system"] = "urn:oid:" + set, ["code"] = code, ["display"] = name };

    public static JsonObject Named(string family, string given) => new() { ["sukunimi"] = family, ["etunimet"] = given };

    /// <summary>The client, by whom every document begins.</summary>
    public static JsonObject Client(string family, string given, string identityCode)
    {
        var client = Named(family, given);
        client.Add("henkilotunnus", new JsonObject { ["system"] = Hetu.FhirSystem, ["value"] = identityCode });
        return client;
    }

    /// <summary>THL wants the two apart; we keep the name as it was told. The last word is the family name; null where there is one word.</summary>
    public static (string Family, string Given)? Split(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? null : (words[^1], string.Join(' ', words[..^1]));
    }
}
