using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monipolku.Testing;

/// <summary>
/// Reviewed promises in <c>contracts/</c>. A difference fails the test and leaves <c>*.received.json</c> beside the promise:
/// read it, and if the change is meant, put it in the promise's place.
/// </summary>
public static class Snapshots
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string RepositoryRoot { get; } = FindRoot();

    /// <param name="path">Below the repository's root: <c>contracts/openapi.json</c>.</param>
    public static void ShouldMatch(JsonNode actual, string path)
    {
        var promise = Path.Combine(RepositoryRoot, path);
        var received = Path.ChangeExtension(promise, ".received.json");
        var text = Sorted(actual)!.ToJsonString(Readable) + "\n";
        if (File.Exists(promise) && Sorted(JsonNode.Parse(File.ReadAllText(promise)))!.ToJsonString(Readable) + "\n" == text)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(promise)!);
        File.WriteAllText(received, text);
        Assert.Fail($"{path} is not what the service does now: compare it with {Path.GetFileName(received)} beside it.");
    }

    /// <summary>Members in ordinal order, so that only a difference in content counts.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Integration.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
