using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Monipolku.Demo;
using Npgsql;

/// <summary>
/// Batches of 1 000 notifications against the same posted one by one, over one connection and over eight, in alternating rounds on one
/// service. Each notification is about somebody not known before: the dearest case of both.
/// </summary>
internal static class BatchBenchmark
{
    private const int Rounds = 5;
    private const int Rows = 1_000;
    private const int Connections = 8;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(4);

    private static int _persons;

    public static async Task RunAsync()
    {
        Console.WriteLine($"Filing notifications: {Rounds} alternating rounds of {RoundTime.TotalSeconds} s single posts and of one batch of {Rows:N0}, medians a second; {Environment.ProcessorCount} cores shared with the client");
        Console.WriteLine("database      one by one   eight at once   in a batch   ratio to one by one");
        await RunAsync("sqlite", "Data Source=" + Path.Combine(Directory.CreateTempSubdirectory("monipolku-bench").FullName, "monipolku.db"));
        if (Environment.GetEnvironmentVariable("MONIPOLKU_TEST_POSTGRESQL") is not { Length: > 0 } server) return;
        var name = "monipolku_bench_" + Guid.NewGuid().ToString("N");
        await ApiBenchmark.Execute(server, "CREATE DATABASE " + name);
        await RunAsync("postgresql", new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 24 }.ConnectionString);
        await ApiBenchmark.Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task RunAsync(string provider, string connectionString)
    {
        var (address, process, client, administrator) = await IntakeBenchmark.StartServiceAsync(provider, connectionString);
        try
        {
            var elsewhere = await IntakeBenchmark.Post(client, "/api/v1/units", new { name = "Rajapinta", sector = "other", organizationOid = "1.2.246.10.1234567.10.3" });
            await IntakeBenchmark.Post(client, $"/api/v1/staff/{administrator}/places", new { unitId = elsewhere["id"], roles = new[] { "adapter" } });

            var (single, eight, batch) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                // Tokens live five minutes.
                var token = await IntakeBenchmark.SignIn(address);
                client.DefaultRequestHeaders.Authorization = new("Bearer", token);
                byte[] Next() => ApiBenchmark.Post("/api/v1/intake/notifications", token, Notification("professionalForm").ToJsonString());
                var (one, many) = (await Load.RunAsync(address, 1, RoundTime, 201, Next), await Load.RunAsync(address, Connections, RoundTime, 201, Next));
                var inBatch = await Batch(client);
                // The first one warms up.
                if (round < 0) continue;
                single.Add(one.PerSecond);
                eight.Add(many.PerSecond);
                batch.Add(inBatch);
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{provider,-12} {Median(single),11:N0} {Median(eight),15:N0} {Median(batch),12:N0} {Median(batch) / Median(single),21:N1}"));
        }
        finally
        {
            process.Kill();
            client.Dispose();
            SqliteConnection.ClearAllPools();
        }
    }

    /// <summary>Rows a second, with the making of the answer.</summary>
    private static async Task<double> Batch(HttpClient client)
    {
        var rows = new JsonArray([.. Enumerable.Range(0, Rows).Select(_ => new JsonObject { ["key"] = Guid.NewGuid().ToString("N"), ["notification"] = Notification("adapter") })]);
        using var body = new StringContent(new JsonObject { ["rows"] = rows }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync(new Uri("/api/v1/intake/notifications/batch", UriKind.Relative), body);
        var filed = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["filed"]!.GetValue<int>();
        if (filed != Rows) throw new InvalidOperationException($"{filed} of {Rows} rows were filed.");
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static JsonNode Notification(string channel)
    {
        var number = Interlocked.Increment(ref _persons);
        var notification = JsonNode.Parse(ApiBenchmark.Notification())!;
        notification["channel"] = channel;
        notification["person"]!["identityCode"] = TestIdentityCode.Of(new DateOnly(2010, 1, 1).AddDays(number / 600), "ABCDEF"[number % 6], 900 + (number / 6 % 100));
        return notification;
    }

    private static double Median(List<double> rounds) => rounds.Order().ElementAt(rounds.Count / 2);
}
