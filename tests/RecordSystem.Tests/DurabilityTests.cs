using System.Diagnostics;
using System.Net;
using static Monipolku.RecordSystem.Tests.TestSystem;

namespace Monipolku.RecordSystem.Tests;

/// <summary>The program as a process of its own: settings, and what a sudden end leaves.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("record-system-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_answered_is_there_after_the_process_was_killed()
    {
        var database = Path.Combine(_folder.FullName, "data", "health.db");
        var answered = new List<Uri>();
        using (var process = StartHealth(database))
        {
            using var client = ClientOf(await AddressOf(process));
            // Several writers, so that the kill falls among writes that are under way.
            var killed = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    var number = $"{writer}-{i}";
                    var condition = $"identifier=urn:local|{number}";
                    var patient = Patient(number);
                    patient["identifier"]![0]!["system"] = "urn:local";
                    using var answer = await client.SendAsync(Request(HttpMethod.Post, "fhir/Patient", patient, ("If-None-Exist", condition)));
                    answer.StatusCode.ShouldBe(HttpStatusCode.Created);
                    lock (answered)
                    {
                        answered.Add(new Uri(answer.Headers.Location!.AbsolutePath, UriKind.Relative));
                        if (answered.Count == 100) process.Kill(); // SIGKILL
                    }
                }
            })));
            await Should.ThrowAsync<HttpRequestException>(() => killed);
            await process.WaitForExitAsync();
        }
        answered.Count.ShouldBeGreaterThanOrEqualTo(100);

        using var again = StartHealth(database);
        using var reader = ClientOf(await AddressOf(again));
        foreach (var location in answered) (await reader.GetAsync(location)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var admin = ClientOf(reader.BaseAddress!, AdminToken);
        var statistics = await Json(await admin.GetAsync(new Uri("admin/statistics", UriKind.Relative)));
        statistics["sharedIdentifiers"]!.GetValue<int>().ShouldBe(0);
        statistics["resources"]!["Patient"]!.GetValue<int>().ShouldBeInRange(answered.Count, answered.Count + 4);

        again.Kill();
    }

    [Fact]
    public async Task No_content_and_no_token_reaches_the_log()
    {
        using var process = StartHealth(Path.Combine(_folder.FullName, "health.db"));
        using var client = ClientOf(await AddressOf(process));
        using var stranger = ClientOf(client.BaseAddress!, "a-strange-token");
        await client.SendAsync(Request(HttpMethod.Post, "fhir/Patient", Patient("020516C903K", "Salainen")));
        await client.GetAsync(new Uri("fhir/Patient?identifier=020516C903K", UriKind.Relative));
        await client.GetAsync(new Uri("fhir/Patient?name=Salainen", UriKind.Relative));
        await client.SendAsync(Request(HttpMethod.Post, "fhir", Patient("020516C903K", "Salainen")));
        await stranger.GetAsync(new Uri("fhir/Patient?identifier=020516C903K", UriKind.Relative));

        process.Kill();
        var log = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        foreach (var secret in new[] { "020516C903K", "Salainen", Token, AdminToken, "a-strange-token" }) log.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("Name")]
    [InlineData("Urls")]
    [InlineData("Database")]
    [InlineData("Token")]
    [InlineData("AdminToken")]
    public async Task A_missing_setting_stops_the_start_and_is_named(string missing)
    {
        var settings = new Dictionary<string, string>
        {
            ["Name"] = "health",
            ["Urls"] = "http://127.0.0.1:0",
            ["Database"] = Path.Combine(_folder.FullName, "health.db"),
            ["Token"] = Token,
            ["AdminToken"] = AdminToken,
        };
        settings.Remove(missing);
        using var process = Start([.. settings.SelectMany(one => new[] { "--" + one.Key, one.Value })]);
        (await process.StandardError.ReadToEndAsync()).ShouldContain($"The setting {missing} ");
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("Urls", "https://127.0.0.1:0")]
    [InlineData("Urls", "http://127.0.0.1:0/fhir")]
    [InlineData("Urls", "nonsense")]
    [InlineData("Urls", "http://records.example:5081")]
    [InlineData("Urls", "http://localhost:0")]
    [InlineData("Token", "with space")]
    [InlineData("AdminToken", Token)]
    [InlineData("Database", "/proc/nowhere/health.db")]
    public void A_wrong_setting_stops_the_start_and_is_named(string name, string value)
    {
        var good = OptionsIn(_folder.FullName);
        var options = name switch
        {
            "Urls" => good with { Url = value },
            "Token" => good with { Token = value },
            "AdminToken" => good with { AdminToken = value },
            _ => good with { Database = value },
        };
        Should.Throw<RecordSystemStartException>(() => RecordSystemServer.Create(options)).Message.ShouldStartWith($"The setting {name} ");
    }

    [Fact]
    public async Task A_taken_address_stops_the_start_and_the_file_of_something_else_does_too()
    {
        await using var first = await RunningRecordSystem.StartAsync(OptionsIn(_folder.FullName));
        var second = OptionsIn(_folder.FullName) with { Url = first.Address.ToString() };
        var taken = await Should.ThrowAsync<RecordSystemStartException>(() => RunningRecordSystem.StartAsync(second));
        taken.Message.ShouldStartWith("The setting Urls ");

        // An address of documentation (RFC 5737), which no machine has.
        var foreign = await Should.ThrowAsync<RecordSystemStartException>(
            () => RunningRecordSystem.StartAsync(second with { Url = "http://192.0.2.1:5081" }));
        foreign.Message.ShouldStartWith("The setting Urls ");

        var file = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("These are notes, not a database. ", 100)));
        Should.Throw<RecordSystemStartException>(() => RecordSystemServer.Create(second with { Database = file }))
            .Message.ShouldStartWith("The setting Database ");
    }

    [Fact]
    public void Options_never_print_their_tokens()
    {
        var printed = OptionsIn(_folder.FullName).ToString();
        printed.ShouldNotContain(Token);
        printed.ShouldNotContain(AdminToken);
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start_and_is_named()
    {
        using var process = Start("--Databse", "x");
        (await process.StandardError.ReadToEndAsync()).ShouldContain("There is no setting Databse.");
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(1);
    }

    private static Process StartHealth(string database) => Start(
        "--Name", "health", "--Urls", "http://127.0.0.1:0", "--Database", database, "--Token", Token, "--AdminToken", AdminToken);

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(RecordSystemServer).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<Uri> AddressOf(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        line.ShouldNotBeNull(await (process.HasExited ? process.StandardError.ReadToEndAsync() : Task.FromResult("")));
        return new Uri(line.Split(' ')[^1]);
    }
}
