using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Monipolku.Demo;
using Monipolku.RecordSystem;
using Npgsql;

/// <summary>
/// The service against bare endpoints over the same database in the same run: read of one plan with token, gate and audit; filing a
/// notification with two clocks, outbox, audit and idempotency. PostgreSQL too where MONIPOLKU_TEST_POSTGRESQL names a server.
/// </summary>
internal static partial class ApiBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(3);

    /// <summary>Until the runtime has compiled the hot paths for good.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Known persons after the warm-up, as most are in a county's intake.</summary>
    private static readonly string[] Persons = [.. Enumerable.Range(0, 400).Select(_ => TestIdentityCode.Of15YearOld())];

    /// <param name="only"><c>plan</c>, <c>gate</c>, <c>token</c> or <c>notification</c>; null for all.</param>
    public static async Task RunAsync(string? only)
    {
        Console.WriteLine($"{Connections} connections, {Rounds} alternating rounds of {RoundTime.TotalSeconds} s, medians; {Environment.ProcessorCount} cores shared with the client");
        Console.WriteLine("database    what                          requests/s   p50 ms   p99 ms   of bare");
        var folder = Directory.CreateTempSubdirectory("monipolku-bench").FullName;
        await RunAsync("sqlite", "Data Source=" + Path.Combine(folder, "monipolku.db"), folder, only);
        if (Environment.GetEnvironmentVariable("MONIPOLKU_TEST_POSTGRESQL") is { Length: > 0 } server)
        {
            var name = "monipolku_bench_" + Guid.NewGuid().ToString("N");
            await Execute(server, "CREATE DATABASE " + name);
            var connection = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxAutoPrepare = 50, NoResetOnClose = true, MaxPoolSize = 24 };
            await RunAsync("postgresql", connection.ConnectionString, Directory.CreateTempSubdirectory("monipolku-bench").FullName, only);
            await Execute(server, $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private static async Task RunAsync(string provider, string connectionString, string folder, string? only)
    {
        await using var social = await RunningRecordSystem.StartAsync(System(folder, "social"));
        await using var health = await RunningRecordSystem.StartAsync(System(folder, "health"));
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var bareAddress = new Uri($"http://127.0.0.1:{FreePort()}");
        var openAddress = new Uri($"http://127.0.0.1:{FreePort()}");
        var tokens = new TokenLoad();
        string[] settings =
        [
            .. tokens.Settings,
            .. DemoSignIn.Settings.Select(s => $"--{s.Key}={s.Value}"),
            "--environment=Development", "--Identity:Issuer=" + address.ToString().TrimEnd('/'), "--Database:Provider=" + provider, "--Database:ConnectionString=" + connectionString,
            "--Secrets:KeyFile=" + Path.Combine(folder, "secrets.json"),
            "--Logging:LogLevel:Default=Warning", "--Limits:AccountPerMinute=0", "--Limits:ClientPerMinute=0", "--Limits:AddressPerMinute=0",
            $"--RecordSystems:social:Url={social.Address}fhir", "--RecordSystems:social:Token=bench-social", "--RecordSystems:social:Sector=social",
            $"--RecordSystems:health:Url={health.Address}fhir", "--RecordSystems:health:Token=bench-health", "--RecordSystems:health:Sector=health",
        ];
        using var service = Start("Monipolku.Host.dll", ["--urls=" + address, .. settings]);
        using var bare = Start("Monipolku.Benchmarks.dll", "bare", provider, connectionString, bareAddress.ToString());
        try
        {
            await Ready(new Uri(address, "/health/ready"), HttpStatusCode.OK);
            await Ready(new Uri(bareAddress, "/bare/none"), HttpStatusCode.NotFound);
            var told = new StringWriter();
            await new DemoStory(() => new HttpClient { BaseAddress = address }, told).Play();
            var planId = Plan().Match(told.ToString()).Groups[1].Value;

            var worker = await SignIn(address, "sari.sosiaali");
            var plan = await worker.Client.GetStringAsync(new Uri("/api/v1/plans/" + planId, UriKind.Relative));
            using (var client = new HttpClient { BaseAddress = bareAddress })
                (await client.PostAsJsonAsync(new Uri("/bare", UriKind.Relative), new BareRow(planId, plan))).EnsureSuccessStatusCode();

            if (only is null or "plan") await Compare(provider, "read one plan", 200,
                (bareAddress, () => Get("/bare/" + planId, null)),
                (address, () => Get("/api/v1/plans/" + planId, worker.Token)));

            foreach (var logs in only is null or "gate" ? (bool[])[true, false] : [])
            {
                using var open = Start("Monipolku.Benchmarks.dll",
                    ["open", "--urls=" + openAddress, "--Outbox:Enabled=false", "--Deliveries:Enabled=false", "--Instance:Name=open", $"--Open:Logs={logs}", .. settings]);
                await Ready(new Uri(openAddress, "/health/ready"), HttpStatusCode.OK);
                var reader = await SignIn(address, "sari.sosiaali");
                await Compare(provider, logs ? "read one plan, gate" : "read one plan, gate and log", 200,
                    (openAddress, () => Get("/api/v1/plans/" + planId, reader.Token)),
                    (address, () => Get("/api/v1/plans/" + planId, reader.Token)));
                open.Kill();
            }

            tokens.Prepare(address);
            if (only is null or "token") await Compare(provider, "token", 200, (bareAddress, () => Get("/sign", null)), (address, tokens.Next));

            var curator = await SignIn(address, "kaisa.kuraattori");
            if (only is null or "notification") await Compare(provider, "file a notification", 201,
                (bareAddress, () => Post("/bare", null, $$"""{"id":"{{Guid.NewGuid()}}","content":{{JsonValue.Create(Notification()).ToJsonString()}}}""")),
                (address, () => Post("/api/v1/intake/notifications", curator.Token, Notification())));
        }
        finally
        {
            service.Kill();
            bare.Kill();
        }
    }

    private static async Task Compare(string provider, string what, int status, (Uri Address, Func<byte[]> Request) bare, (Uri Address, Func<byte[]> Request) ours)
    {
        await Load.RunAsync(bare.Address, Connections, RoundTime, status, bare.Request);
        await Load.RunAsync(ours.Address, Connections, WarmUp, status, ours.Request);
        var (bareRounds, ourRounds) = (new List<LoadResult>(), new List<LoadResult>());
        for (var i = 0; i < Rounds; i++)
        {
            bareRounds.Add(await Load.RunAsync(bare.Address, Connections, RoundTime, status, bare.Request));
            ourRounds.Add(await Load.RunAsync(ours.Address, Connections, RoundTime, status, ours.Request));
        }
        var baseline = Median(bareRounds);
        Print(provider, what + ", bare", baseline, baseline);
        Print(provider, what, Median(ourRounds), baseline);
    }

    private static LoadResult Median(List<LoadResult> rounds) => rounds.OrderBy(r => r.PerSecond).ElementAt(rounds.Count / 2);

    private static void Print(string provider, string what, LoadResult result, LoadResult baseline) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{provider,-11} {what,-28} {result.PerSecond,11:N0} {result.P50,8:N2} {result.P99,8:N2} {result.PerSecond / baseline.PerSecond,9:N2}"));

    internal static byte[] Get(string path, string? token) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: bench\r\n{Bearer(token)}\r\n");

    internal static byte[] Post(string path, string? token, string body) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: bench\r\n{Bearer(token)}Idempotency-Key: {Guid.NewGuid()}\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static string Bearer(string? token) => token is null ? "" : $"Authorization: Bearer {token}\r\n";

    internal static string Notification() => new JsonObject
    {
        ["kind"] = "childWelfareNotification",
        ["person"] = new JsonObject { ["identityCode"] = Persons[Random.Shared.Next(Persons.Length)], ["givenNames"] = "Nella", ["familyName"] = "Nuori" },
        ["notifier"] = new JsonObject { ["kind"] = "professional", ["code"] = "15", ["name"] = "Kaisa Kuraattori" },
        ["reasonCodes"] = new JsonArray("10"),
        ["description"] = "Paljon poissaoloja koulusta, ahdistuneisuutta ja alkoholin käyttöä viikonloppuisin.",
    }.ToJsonString();

    private static async Task<(HttpClient Client, string Token)> SignIn(Uri address, string subject)
    {
        var client = new HttpClient { BaseAddress = address };
        var token = await new DemoSignIn(address).Token(subject, DemoSignIn.Password) ?? throw new InvalidOperationException($"{subject} cannot sign in.");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (client, token);
    }

    private static RecordSystemOptions System(string folder, string name) => new()
    {
        Name = name,
        Url = "http://127.0.0.1:0",
        Database = Path.Combine(folder, name + ".db"),
        Token = "bench-" + name,
        AdminToken = "bench-admin-" + name,
    };

    internal static Process Start(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    internal static async Task Ready(Uri address, HttpStatusCode expected)
    {
        using var client = new HttpClient();
        for (var left = 300; left > 0; left--)
        {
            try
            {
                using var answer = await client.GetAsync(address);
                if (answer.StatusCode == expected) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        throw new InvalidOperationException($"{address} did not get ready.");
    }

    internal static async Task Execute(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("; plan ([0-9a-f-]{36})")]
    private static partial Regex Plan();
}
