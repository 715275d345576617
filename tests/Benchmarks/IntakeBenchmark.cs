using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Monipolku.Demo;
using Npgsql;

/// <summary>
/// The queue's page of 50 at 1 000, 10 000 and 100 000 open matters: three services with a database each, in alternating rounds, so that a
/// drifting machine drifts for all. PostgreSQL too where MONIPOLKU_TEST_POSTGRESQL names a server.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Rounds = 5;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly (string Name, string Query)[] Pages =
    [
        ("unit, by due day", "queue?view=unit"),
        ("unit, deep page", "queue?view=unit&cursor=$deep"),
        ("unit, by arrival", "queue?view=unit&sort=arrived"),
        ("unit, arrived only, by arrival", "queue?view=unit&status=arrived&sort=arrived"),
        ("unit, urgent only", "queue?view=unit&urgency=1"),
        ("unit, urgent only, by arrival", "queue?view=unit&urgency=1&sort=arrived"),
        ("unit, contacts only", "queue?view=unit&kind=contact"),
        ("unit, contacts only, by arrival", "queue?view=unit&kind=contact&sort=arrived"),
        ("unit, urgent contacts", "queue?view=unit&urgency=1&kind=contact"),
        ("unit, urgent in assessment", "queue?view=unit&urgency=1&status=inAssessment"),
        ("unit, contacts in assessment", "queue?view=unit&kind=contact&status=inAssessment"),
        ("unassigned contacts", "queue?view=unassigned&kind=contact"),
        ("breached, urgent only", "queue?view=breached&urgency=1"),
        ("mine", "queue?view=mine"),
        ("unassigned", "queue?view=unassigned"),
        ("due today", "queue?view=dueToday"),
        ("breached", "queue?view=breached"),
        ("forecast", "forecast"),
    ];

    /// <param name="part">queue, batch, or null for both.</param>
    public static async Task RunAsync(string? part)
    {
        if (part != "queue") await BatchBenchmark.RunAsync();
        if (part != "batch") await QueueAsync();
    }

    private static async Task QueueAsync()
    {
        Console.WriteLine($"Queue page of 50: one connection, {Rounds} alternating rounds of {RoundTime.TotalSeconds} s, medians of p50 in ms; {Environment.ProcessorCount} cores shared with the client");
        Console.WriteLine("database    view                             " + string.Concat(Sizes.Select(s => $"{s,9:N0}")) + "    ratio");
        await RunAsync("sqlite", _ => Task.FromResult("Data Source=" + Path.Combine(Directory.CreateTempSubdirectory("monipolku-bench").FullName, "monipolku.db")));
        if (Environment.GetEnvironmentVariable("MONIPOLKU_TEST_POSTGRESQL") is not { Length: > 0 } server) return;
        var names = new List<string>();
        await RunAsync("postgresql", async _ =>
        {
            names.Add("monipolku_bench_" + Guid.NewGuid().ToString("N"));
            await ApiBenchmark.Execute(server, "CREATE DATABASE " + names[^1]);
            return new NpgsqlConnectionStringBuilder(server) { Database = names[^1], MaxPoolSize = 16 }.ConnectionString;
        });
        foreach (var name in names) await ApiBenchmark.Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task RunAsync(string provider, Func<int, Task<string>> database)
    {
        var services = new List<FilledService>();
        try
        {
            foreach (var size in Sizes) services.Add(await FilledService.StartAsync(provider, await database(size), size));
            foreach (var (name, query) in Pages)
            {
                var rounds = services.ToDictionary(s => s, _ => new List<double>());
                foreach (var service in services)
                {
                    await service.SignInAsync();
                    await service.Load(query, WarmUp);
                }
                for (var i = 0; i < Rounds; i++)
                    foreach (var service in services) rounds[service].Add((await service.Load(query, RoundTime)).P50);
                var medians = services.Select(s => rounds[s].Order().ElementAt(Rounds / 2)).ToList();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{provider,-11} {name,-32} {string.Concat(medians.Select(m => m.ToString("N2", CultureInfo.InvariantCulture).PadLeft(9)))} {medians[^1] / medians[0],8:N2}"));
            }
        }
        finally
        {
            foreach (var service in services) service.Stop();
        }
    }

    /// <summary>A service with one intake unit, in which the administrator is on duty.</summary>
    internal static async Task<(Uri Address, System.Diagnostics.Process Process, HttpClient Client, Guid Administrator)> StartServiceAsync(string provider, string connectionString)
    {
        var address = new Uri($"http://127.0.0.1:{ApiBenchmark.FreePort()}");
        var process = ApiBenchmark.Start("Monipolku.Host.dll",
        [
            "--urls=" + address, .. DemoSignIn.Settings.Select(s => $"--{s.Key}={s.Value}"), "--environment=Development",
            "--Identity:Issuer=" + address.ToString().TrimEnd('/'), "--Database:Provider=" + provider, "--Database:ConnectionString=" + connectionString,
            "--Secrets:KeyFile=" + Path.Combine(Directory.CreateTempSubdirectory("monipolku-bench").FullName, "secrets.json"),
            "--Logging:LogLevel:Default=Warning", "--Limits:AccountPerMinute=0", "--Limits:ClientPerMinute=0", "--Limits:AddressPerMinute=0",
        ]);
        await ApiBenchmark.Ready(new Uri(address, "/health/ready"), HttpStatusCode.OK);
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await SignIn(address));
        var unit = await Post(client, "/api/v1/units", new { name = "Vastaanotto", sector = "social", organizationOid = "1.2.246.10.1234567.10.2", receivesIntake = true });
        var staff = (await client.GetFromJsonAsync<JsonObject>("/api/v1/staff"))!["items"]![0]!;
        await Post(client, $"/api/v1/staff/{staff["id"]}/places", new { unitId = unit["id"], roles = new[] { "dutyWorker" } });
        return (address, process, client, Guid.Parse(staff["id"]!.GetValue<string>()));
    }

    internal static async Task<string> SignIn(Uri address) =>
        await new DemoSignIn(address).Token(DemoSignIn.Administrator, DemoSignIn.Password, DemoSignIn.FirstPassword)
        ?? throw new InvalidOperationException("The administrator cannot sign in.");

    internal static async Task<JsonObject> Post(HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException(text);
    }

    /// <summary>A service whose one intake unit has that many open matters.</summary>
    private sealed class FilledService(Uri address, System.Diagnostics.Process process, string deep)
    {
        private string _token = "";

        /// <summary>Tokens live five minutes.</summary>
        public async Task SignInAsync() => _token = await SignIn(address);

        public Task<LoadResult> Load(string query, TimeSpan time)
        {
            var request = ApiBenchmark.Get("/api/v1/intake/" + query.Replace("$deep", deep, StringComparison.Ordinal), _token);
            return global::Load.RunAsync(address, 1, time, 200, () => request);
        }

        public void Stop() => process.Kill();

        public static async Task<FilledService> StartAsync(string provider, string connectionString, int matters)
        {
            var (address, process, client, staff) = await StartServiceAsync(provider, connectionString);
            var template = await Post(client, "/api/v1/intake/notifications", JsonNode.Parse(ApiBenchmark.Notification())!);
            await Fill(provider, connectionString, matters, Guid.Parse(template["id"]!.GetValue<string>()), staff);

            client.DefaultRequestHeaders.Authorization = new("Bearer", await SignIn(address));
            var deep = "";
            for (var page = 0; page < 3; page++)
                deep = (await client.GetFromJsonAsync<JsonObject>("/api/v1/intake/queue?limit=200" + (deep.Length == 0 ? "" : "&cursor=" + deep)))!["next"]!.GetValue<string>();
            return new FilledService(address, process, deep);
        }

        /// <summary>
        /// Copies of one matter with persons of their own: arrivals over three months, of which each tenth is undecided, overdue, due today, and
        /// independent of that each tenth urgent and a contact, and those in assessment decided within ten days, so that a page is full at every size
        /// with one filter, and at the larger two with two; a worker for each two hundred.
        /// </summary>
        private static async Task Fill(string provider, string connectionString, int matters, Guid template, Guid worker)
        {
            await using DbConnection connection = provider == "postgresql" ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
            await connection.OpenAsync();
            var (matter, relationship) = (await Row(connection, "intake_matters", "Id", template), await Row(connection, "access_client_relationships", "BecauseOfId", template));
            var unit = matter.Single(c => c.Column == "OwnerUnitId").Value;
            var random = new Random(1);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            await using var transaction = await connection.BeginTransactionAsync();
            await using var addMatter = Insert(connection, transaction, "intake_matters", matter);
            await using var addRelationship = Insert(connection, transaction, "access_client_relationships", relationship);
            for (var i = 1; i < matters; i++)
            {
                var undecided = i % 10 == 0;
                var due = undecided ? today.AddDays(1 + random.Next(9)) : i % 10 == 1 ? today.AddDays(-1 - random.Next(30)) : i % 10 == 2 ? today : today.AddDays(1 + random.Next(90));
                var arrived = due.AddDays(undecided ? -9 : -92);
                var (status, clock) = undecided ? ("Arrived", "StartAssessment") : ("InAssessment", "CompleteAssessment");
                var clocks = $$"""[{"name":"{{char.ToLowerInvariant(clock[0]) + clock[1..]}}","force":"statutory","basis":"LSL 26 §","startedOn":"{{arrived:O}}","dueOn":"{{due:O}}","stoppedOn":null}]""";
                var (id, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
                Set(addMatter, matter, ("Id", id), ("PersonId", person), ("OpenFor", person), ("ArrivedOn", arrived), ("NextDueOn", due), ("NextClock", clock), ("Clocks", clocks), ("Status", status), ("StepsSeen", 1),
                    ("DecidedOn", undecided ? DBNull.Value : arrived.AddDays(10)), ("DecidedByUnitId", undecided ? DBNull.Value : unit), ("DecidedInDays", undecided ? DBNull.Value : random.Next(10)),
                    ("Kind", i / 10 % 10 == 3 ? "Contact" : "ChildWelfareNotification"), ("UrgencyCode", undecided ? DBNull.Value : i / 100 % 10 == 4 ? "1" : "3"),
                    ("OwnerId", undecided ? DBNull.Value : i % Math.Max(1, matters / 200) == 0 ? worker : Guid.CreateVersion7()));
                Set(addRelationship, relationship, ("Id", Guid.CreateVersion7()), ("PersonId", person), ("BecauseOfId", id));
                await addMatter.ExecuteNonQueryAsync();
                await addRelationship.ExecuteNonQueryAsync();
            }
            await transaction.CommitAsync();
            // What autovacuum does by itself in a database that lives longer than this one.
            if (provider != "postgresql") return;
            await using var analyze = connection.CreateCommand();
            analyze.CommandText = "VACUUM ANALYZE";
            await analyze.ExecuteNonQueryAsync();
        }

        private static async Task<List<(string Column, object Value)>> Row(DbConnection connection, string table, string key, Guid id)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} WHERE \"{key}\" = @id";
            Add(command, "@id", id);
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync()) throw new InvalidOperationException($"{table} has no such row.");
            return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetValue(i)))];
        }

        private static DbCommand Insert(DbConnection connection, DbTransaction transaction, string table, List<(string Column, object Value)> row)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO {table} ({string.Join(", ", row.Select(c => $"\"{c.Column}\""))}) VALUES ({string.Join(", ", row.Select((_, i) => $"@p{i}"))})";
            for (var i = 0; i < row.Count; i++) Add(command, $"@p{i}", row[i].Value);
            return command;
        }

        private static void Set(DbCommand command, List<(string Column, object Value)> row, params (string Column, object Value)[] values)
        {
            foreach (var (column, value) in values)
            {
                var index = row.FindIndex(c => c.Column == column);
                if (index < 0) throw new InvalidOperationException($"There is no column {column}.");
                command.Parameters[index].Value = value;
            }
        }

        private static void Add(DbCommand command, string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
