using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monipolku.Demo;
using Monipolku.Platform;
using Monipolku.RecordSystem;
using Monipolku.Testing;

namespace Monipolku.Journeys;

/// <summary>The service as a process, and both record systems in this one.</summary>
internal sealed class World : IAsyncDisposable
{
    private const string AdminToken = "journey-admin-token";

    private readonly DatabaseProvider _database;
    private readonly string _folder;
    private readonly string _connectionString;
    private readonly IReadOnlyDictionary<string, RunningRecordSystem> _systems;
    private readonly StubbornHandler _line = new();

    private World(DatabaseProvider database, string folder, string connectionString, IReadOnlyDictionary<string, RunningRecordSystem> systems, ServiceProcess service)
    {
        (_database, _folder, _connectionString, _systems, Service) = (database, folder, connectionString, systems, service);
    }

    public ServiceProcess Service { get; }

    public static async Task<World> StartAsync(DatabaseProvider database)
    {
        var folder = TestDatabases.NewFolder();
        var connectionString = await TestDatabases.CreateMigratedAsync(database, folder);
        var settings = new Dictionary<string, string>(DemoSignIn.Settings.Select(s => KeyValuePair.Create(s.Key, s.Value!)))
        {
            // Everybody of every story signs in from one address.
            ["Identity:SignInsPerMinute"] = "100000",
            ["Identity:PasswordIterations"] = "1000",
            ["Database:Provider"] = JsonRules.CodeOf(database),
            ["Database:ConnectionString"] = connectionString,
            ["Secrets:KeyFile"] = Path.Combine(folder, "secrets.json"),
            ["Secrets:CreateKeys"] = "true",
            // What a killed process held is taken up again after so long.
            ["Outbox:LeaseSeconds"] = "2",
            ["Deliveries:LeaseSeconds"] = "5",
        };
        var systems = new Dictionary<string, RunningRecordSystem>();
        foreach (var name in (string[])["social", "health"])
        {
            var system = await RunningRecordSystem.StartAsync(new RecordSystemOptions
            {
                Name = name,
                Url = "http://127.0.0.1:0",
                Database = Path.Combine(folder, name + ".db"),
                Token = "token-" + name,
                AdminToken = AdminToken,
            });
            systems.Add(name, system);
            settings[$"RecordSystems:{name}:Url"] = new Uri(system.Address, "fhir").ToString();
            settings[$"RecordSystems:{name}:Token"] = "token-" + name;
            settings[$"RecordSystems:{name}:Sector"] = name;
        }
        var service = new ServiceProcess(settings);
        await service.StartAsync();
        return new World(database, folder, connectionString, systems, service);
    }

    public Task<bool> Play() =>
        new DemoStory(() => new HttpClient(_line, disposeHandler: false) { BaseAddress = Service.Address }, TextWriter.Null).Play();

    public async Task Fault(string system, object faults)
    {
        using var admin = Admin(system);
        using var answer = await admin.PutAsJsonAsync(new Uri("/admin/faults", UriKind.Relative), faults);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// What a 2xx said was created is there, and each system holds per story: 3 consents (one with its withdrawal as version 2), 1 plan
    /// with 2 goals and 1 team, one provenance per consent version, all once.
    /// </summary>
    public async Task ShouldHaveEverythingAsync(int stories)
    {
        await CreatedIsThere();
        foreach (var name in _systems.Keys)
        {
            using var admin = Admin(name);
            var statistics = (await admin.GetFromJsonAsync<JsonObject>(new Uri("/admin/statistics", UriKind.Relative)))!;
            var resources = statistics["resources"]!;
            var versions = statistics["versions"]!;
            statistics["sharedIdentifiers"]!.GetValue<int>().ShouldBe(0, name);
            resources["Consent"]!.GetValue<int>().ShouldBe(3 * stories, name);
            versions["Consent"]!.GetValue<int>().ShouldBe(4 * stories, name);
            resources["CarePlan"]!.GetValue<int>().ShouldBe(stories, name);
            versions["CarePlan"]!.GetValue<int>().ShouldBe(stories, name);
            resources["Goal"]!.GetValue<int>().ShouldBe(2 * stories, name);
            resources["CareTeam"]!.GetValue<int>().ShouldBe(stories, name);
            resources["Patient"]!.GetValue<int>().ShouldBe(stories, name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        foreach (var system in _systems.Values) await system.DisposeAsync();
        _line.Dispose();
        await TestDatabases.DropAsync(_database, _connectionString, _folder);
    }

    private async Task CreatedIsThere()
    {
        var created = _line.Created.Keys;
        created.ShouldNotBeEmpty();
        // The social worker has a relationship with every client of the stories; accounts and staff are the administrator's.
        using var worker = await SignedIn("sari.sosiaali");
        using var administrator = await SignedIn(DemoSignIn.Administrator);
        foreach (var address in created)
        {
            var reader = address.Contains("/accounts/", StringComparison.Ordinal) ? administrator : worker;
            using var answer = await reader.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
            answer.IsSuccessStatusCode.ShouldBeTrue($"{address}: {(int)answer.StatusCode}");
        }
    }

    private async Task<HttpClient> SignedIn(string username)
    {
        var client = new HttpClient { BaseAddress = Service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await new DemoSignIn(Service.Address).Token(username, DemoSignIn.Password));
        return client;
    }

    private HttpClient Admin(string system)
    {
        var client = new HttpClient { BaseAddress = _systems[system].Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        return client;
    }
}
