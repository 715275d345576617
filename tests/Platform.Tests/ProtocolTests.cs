using System.Diagnostics;
using System.Net;
using System.Text;
using Monipolku.Access.Contracts;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

/// <summary>What every operation has in common, as a stranger's program meets it.</summary>
public class ProtocolTests
{
    [Theory]
    [InlineData("/api/v1/units?limit=1")]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/fhir/metadata")]
    [InlineData("/swagger/index.html")]
    public async Task HEAD_answers_as_GET_but_without_a_body(string path)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);

        using var get = await client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await client.SendAsync(request);

        get.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        (await get.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/units", "application/json; charset=utf-7")]
    [InlineData("/api/v1/units", "application/json; charset=bogus")]
    [InlineData("/api/v1/units", "application/json; charset=\"utf-16\"")]
    [InlineData("/connect/token", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/account/login", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/fhir/Patient/_search", "application/x-www-form-urlencoded; charset=utf-7")]
    public async Task A_body_of_another_charset_is_refused(string path, string contentType)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent("a=b"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("UTF-8");
    }

    [Fact]
    public async Task HEAD_is_refused_as_GET_is()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var anonymous = host.Anonymous();
        using var stranger = await host.As("nobody.here");
        foreach (var (client, status) in ((HttpClient, HttpStatusCode)[])[(anonymous, HttpStatusCode.Unauthorized), (stranger, HttpStatusCode.Forbidden)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/units");
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(status);
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("/health/ready", "POST", "GET, HEAD")]
    [InlineData("/health/live", "DELETE", "GET, HEAD")]
    [InlineData("/api/v1/access/explain", "PUT", "GET, HEAD")]
    public async Task Another_method_is_405_and_Allow_says_which(string path, string method, string allow)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", answer.Content.Headers.Allow).ShouldBe(allow);
    }

    [Theory]
    [InlineData("limt=1", "limt")]
    [InlineData("limit=1&UnitId=x", "UnitId")]
    [InlineData("id=0192f0c1-7c1e-7000-8000-000000000002", "id")]
    [InlineData("=1", "?")]
    [InlineData("150311A9032=1", "?")]
    public async Task Unknown_query_parameter_is_refused_by_its_name(string query, string name)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);

        var problem = await client.GetAsync("/api/v1/units?" + query).ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-unknown");

        problem["errors"]!.AsObject().Single().Key.ShouldBe(name);
    }

    [Fact]
    public async Task Query_parameters_of_item_and_creating_operations_are_refused_too()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        var unit = await host.AddUnit(Sector.Social);

        await client.GetAsync($"/api/v1/units/{unit}?id={unit}").ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-unknown");
        await client.GetAsync($"/api/v1/units/{unit}?fields=name").ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-unknown");
        await client.SendJson(HttpMethod.Post, "/api/v1/units?dryRun=true", new { name = "Yksikkö", sector = "social", organizationOid = "1.2.246.10.1234567.10.77" },
            idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-unknown");
        await client.GetAsync("/api/v1/units?cursor=a&cursor=b").ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-repeated");
        await client.Get("/api/v1/units?limit=1");
    }

    [Theory]
    [InlineData("/api/v1/units?limit=1")]
    [InlineData("/fhir/metadata")]
    public async Task Empty_Accept_is_none(string path)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "").ShouldBeTrue();
        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Root_leads_to_Swagger_UI()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        using var answer = await client.GetAsync("/");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location.ShouldBe(new Uri("/swagger", UriKind.Relative));
    }

    [Fact]
    public async Task Member_name_with_half_a_surrogate_pair_is_malformed_JSON()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = await host.As(TestHost.Administrator);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/units")
        {
            Content = new StringContent("""{"\ud800":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());

        await client.SendAsync(request).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
    }

    [Theory]
    [InlineData("Unknown command migrat. ", "migrat")]
    [InlineData("Unknown command migrate now. ", "migrate", "now")]
    [InlineData("Setting Database:Provider must be sqlite or postgresql.", "--Database:Provider=oracle")]
    [InlineData("Setting Secrets:KeyFile names ", "--Secrets:KeyFile=nowhere/secrets.json")]
    [InlineData("Setting Deliveries:QuickRetries must be 0 to 5.", "--Secrets:CreateKeys=true", "--environment=Development", "--Deliveries:QuickRetries=9")]
    public async Task Wrong_command_or_setting_is_said_in_one_line_with_code_2(string line, params string[] arguments)
    {
        var folder = TestDatabases.NewFolder();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Monipolku.Host.dll"), .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);

        process.ExitCode.ShouldBe(2);
        error.ShouldStartWith(line);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("Ä", true)]
    [InlineData("😀", true)]
    [InlineData("…", true)]
    [InlineData("", false)]
    [InlineData(" \t\n", false)]
    [InlineData("\u00a0\u2003", false)]
    [InlineData("\u200b\u200d\ufeff\u2060", false)]
    [InlineData("\u00ad\u202e\u2066", false)]
    [InlineData("\u3164\u115f\u2800", false)]
    [InlineData("\u0301", false)]
    public void Visible_text_shows_something(string text, bool visible) => new VisibleAttribute().IsValid(text).ShouldBe(visible);
}
