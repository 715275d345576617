using System.Globalization;
using Monipolku.Demo;
using Npgsql;

/// <summary>
/// The gate's decisions a second about persons who have given 0, 10 and 1 000 permissions, each but the newest replaced: the gate asks for the
/// one in force and need not meet the others. One service, alternating rounds. PostgreSQL too where MONIPOLKU_TEST_POSTGRESQL names a server.
/// </summary>
internal static class GateBenchmark
{
    private const int Rounds = 5;
    private const int Connections = 8;
    private static readonly int[] Permissions = [0, 10, 1_000];
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        Console.WriteLine($"Decisions a second: {Connections} connections, {Rounds} alternating rounds of {RoundTime.TotalSeconds} s, medians; {Environment.ProcessorCount} cores shared with the client");
        Console.WriteLine("database    " + string.Concat(Permissions.Select(p => $"{p,9:N0}")) + "    first of last");
        await RunAsync("sqlite", "Data Source=" + Path.Combine(Directory.CreateTempSubdirectory("monipolku-bench").FullName, "monipolku.db"));
        if (Environment.GetEnvironmentVariable("MONIPOLKU_TEST_POSTGRESQL") is not { Length: > 0 } server) return;
        var name = "monipolku_bench_" + Guid.NewGuid().ToString("N");
        await ApiBenchmark.Execute(server, "CREATE DATABASE " + name);
        await RunAsync("postgresql", new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 16 }.ConnectionString);
        await ApiBenchmark.Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task RunAsync(string provider, string connectionString)
    {
        var (address, process, client, _) = await IntakeBenchmark.StartServiceAsync(provider, connectionString);
        try
        {
            var persons = new List<Guid>();
            foreach (var count in Permissions) persons.Add(await Person(client, count));
            var token = await IntakeBenchmark.SignIn(address);
            Task<LoadResult> Ask(Guid person, TimeSpan time)
            {
                var request = ApiBenchmark.Get($"/api/v1/access/explain?right=read-health-part&personId={person}", token);
                return Load.RunAsync(address, Connections, time, 200, () => request);
            }
            foreach (var person in persons) await Ask(person, WarmUp);
            var rates = persons.ToDictionary(p => p, _ => new List<double>());
            for (var i = 0; i < Rounds; i++)
                foreach (var person in persons) rates[person].Add((await Ask(person, RoundTime)).PerSecond);
            var medians = persons.Select(p => rates[p].Order().ElementAt(Rounds / 2)).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{provider,-11} {string.Concat(medians.Select(m => m.ToString("N0", CultureInfo.InvariantCulture).PadLeft(9)))} {medians[0] / medians[^1],16:N2}"));
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>A client of the administrator's unit who has said yes so often.</summary>
    private static async Task<Guid> Person(HttpClient client, int permissions)
    {
        var notification = await IntakeBenchmark.Post(client, "/api/v1/intake/notifications", new
        {
            kind = "childWelfareNotification",
            person = new { identityCode = TestIdentityCode.Of15YearOld(), givenNames = "Nella", familyName = "Nuori" },
            notifier = new { kind = "professional", code = "15", name = "Kaisa Kuraattori", title = "Koulukuraattori", organization = "Keskuskoulu" },
            reasonCodes = new[] { "10" },
            description = "Poissaoloja.",
        });
        var matter = notification["id"]!.GetValue<Guid>();
        using var read = await client.GetAsync($"/api/v1/intake/matters/{matter}");
        var person = System.Text.Json.Nodes.JsonNode.Parse(await read.Content.ReadAsStringAsync())!["personId"]!.GetValue<Guid>();
        await Consent(client, person, matter, permission: false);
        for (var i = 0; i < permissions; i++) await Consent(client, person, matter, permission: true);
        return person;
    }

    private static Task<System.Text.Json.Nodes.JsonObject> Consent(HttpClient client, Guid person, Guid matter, bool permission) => IntakeBenchmark.Post(client, "/api/v1/consents", new
    {
        personId = person,
        matterId = matter,
        kind = permission ? "disclosurePermission" : "jointWork",
        givenBy = new { client = true },
        form = "paper",
        language = "fi",
        informationTextVersion = "2026-1",
        signedOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
        purpose = "Yhteinen suunnitelma",
        direction = permission ? "healthToSocial" : null,
        classes = permission ? new[] { "healthAssessmentPart" } : [],
        competence = new { assessed = true, competent = true },
    });
}
