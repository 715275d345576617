using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;
using Monipolku.RecordSystem;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>The real host with two real record systems, each on a listener and a database file of its own.</summary>
internal sealed class RecordedWorld : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<DatabaseProvider, Lazy<Task<RecordedWorld>>> Worlds = new();

    private RecordedWorld(TestHost host, Recorder social, Recorder health) => (Host, Social, Health) = (host, social, health);

    public TestHost Host { get; }
    public Recorder Social { get; }
    public Recorder Health { get; }
    public Deliveries.Deliveries Deliveries => Host.Services.GetRequiredService<Deliveries.Deliveries>();

    /// <summary>One world per database, without faults. The clock moves on, so that no circuit is open from a test before.</summary>
    public static async Task<RecordedWorld> Of(DatabaseProvider provider)
    {
        var world = await Worlds.GetOrAdd(provider, p => new Lazy<Task<RecordedWorld>>(() => StartAsync(p))).Value;
        await world.Social.Switch([]);
        await world.Health.Switch([]);
        world.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        return world;
    }

    public static async Task<RecordedWorld> StartAsync(DatabaseProvider provider, params (string Name, string Value)[] settings)
    {
        var (social, health) = (await Recorder.StartAsync("social"), await Recorder.StartAsync("health"));
        var all = new Dictionary<string, string?>();
        foreach (var recorder in (Recorder[])[social, health])
        {
            all[$"RecordSystems:{recorder.Name}:Url"] = recorder.FhirBase;
            all[$"RecordSystems:{recorder.Name}:Token"] = Recorder.Token;
            all[$"RecordSystems:{recorder.Name}:Sector"] = recorder.Name;
        }
        foreach (var (name, value) in settings) all[name] = value;
        return new RecordedWorld(await TestHost.StartAsync(provider, all), social, health);
    }

    /// <summary>A new client whose joint plan is approved; nothing is delivered yet.</summary>
    public async Task<Story> Planned() => await (await Story.Begin(Host)).Until(Chapter.Planned);

    /// <summary>Lets every event have its effects and everything due be delivered.</summary>
    public async Task Deliver()
    {
        await Host.DrainAsync();
        await Deliveries.DrainAsync();
    }

    /// <summary>Time passes until every put-off delivery has had its next turn.</summary>
    public async Task DeliverLater()
    {
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Deliver();
    }

    public static Task<JsonObject> PlanRecordings(Story story) => story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}/recordings");

    public static Task<JsonObject> ConsentRecordings(Story story, JsonObject consent) =>
        story.SocialWorker.Client.Get($"/api/v1/consents/{consent.Id()}/recordings");

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Social.DisposeAsync();
        await Health.DisposeAsync();
    }
}

/// <summary>A running record system, and a look into it with its own token.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    public const string Token = "client-token-of-the-tests";
    private const string AdminToken = "admin-token-of-the-tests";

    private readonly DirectoryInfo _folder;
    private readonly RunningRecordSystem _running;
    private readonly HttpClient _client;
    private readonly HttpClient _admin;

    private Recorder(string name, DirectoryInfo folder, RunningRecordSystem running)
    {
        (Name, _folder, _running) = (name, folder, running);
        _client = ClientOf(Token);
        _admin = ClientOf(AdminToken);
    }

    public string Name { get; }
    public string FhirBase => $"{_running.Address.AbsoluteUri.TrimEnd('/')}/fhir";

    public static async Task<Recorder> StartAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory("monipolku-records-");
        var running = await RunningRecordSystem.StartAsync(new RecordSystemOptions
        {
            Name = name,
            Url = "http://127.0.0.1:0",
            Database = Path.Combine(folder.FullName, name + ".db"),
            Token = Token,
            AdminToken = AdminToken,
        });
        return new Recorder(name, folder, running);
    }

    /// <summary>Switches faults on; those that are not named are off.</summary>
    public async Task Switch(JsonObject faults)
    {
        using var answer = await _admin.PutAsync("admin/faults", new StringContent(faults.ToJsonString(), Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonNode> Statistics() => JsonNode.Parse(await _admin.GetStringAsync("admin/statistics"))!;

    public Task Restart() => _running.RestartAsync();

    /// <summary>The resources of the type with that identifier of ours.</summary>
    public Task<IReadOnlyList<JsonNode>> Find(string type, string noun, string id) =>
        Search($"{type}?identifier={Uri.EscapeDataString($"https://monipolku.fi/fhir/identifier/{noun}|{id}")}");

    public async Task<IReadOnlyList<JsonNode>> Search(string query)
    {
        var found = JsonNode.Parse(await _client.GetStringAsync("fhir/" + query))!;
        return [.. (found["entry"]?.AsArray() ?? []).Select(e => e!["resource"]!)];
    }

    /// <summary>All versions, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> History(string type, string id)
    {
        var found = JsonNode.Parse(await _client.GetStringAsync($"fhir/{type}/{id}/_history"))!;
        return [.. found["entry"]!.AsArray().Select(e => e!["resource"]!).Reverse()];
    }

    /// <summary>Somebody else writes into the record system.</summary>
    public async Task Write(HttpMethod method, string path, JsonNode resource)
    {
        using var request = new HttpRequestMessage(method, "fhir/" + path)
        {
            Content = new StringContent(resource.ToJsonString(), Encoding.UTF8, "application/fhir+json"),
        };
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _admin.Dispose();
        await _running.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private HttpClient ClientOf(string token)
    {
        var client = new HttpClient { BaseAddress = _running.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
