using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

public class LimitsTests
{
    [Fact]
    public async Task Who_asks_too_often_waits_as_Retry_After_says_and_nobody_else_does()
    {
        await using var host = await Start(("Limits:AccountPerMinute", "5"));
        using var hurried = await host.As("nobody.here");
        for (var i = 0; i < 5; i++) (await hurried.GetAsync("/api/v1/units")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await hurried.GetAsync("/api/v1/units").ShouldRefuse(HttpStatusCode.TooManyRequests, "platform.too-many-requests");
        using var answer = await hurried.GetAsync("/fhir/Patient?_id=1");
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        var outcome = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        outcome.Text("resourceType").ShouldBe("OperationOutcome");
        outcome["issue"]![0]!.Text("code").ShouldBe("throttled");
        using var other = await host.As("another.one");
        (await other.GetAsync("/api/v1/units")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_counted_by_address_and_health_is_not_counted()
    {
        await using var host = await Start(("Limits:AddressPerMinute", "3"));
        using var client = host.Anonymous();
        for (var i = 0; i < 3; i++) (await client.GetAsync("/fhir/metadata")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.GetAsync("/fhir/metadata")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await client.GetAsync("/api/v1/units")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        // Browsers are sent there: who reads pages gets one, in their language.
        using var visit = new HttpRequestMessage(HttpMethod.Get, "/connect/authorize?client_id=x");
        visit.Headers.Add("Accept", "text/html");
        visit.Headers.Add("Accept-Language", "sv");
        using var page = await client.SendAsync(visit);
        (page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.TooManyRequests, "text/html"));
        (await page.Content.ReadAsStringAsync()).ShouldContain("<html lang=\"sv\"");
        await client.GetAsync("/connect/authorize?client_id=x").ShouldRefuse(HttpStatusCode.TooManyRequests, "platform.too-many-requests");
        for (var i = 0; i < 5; i++) (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_has_a_network_of_addresses_is_counted_once()
    {
        await using var host = await Start(("Limits:AddressPerMinute", "2"), ("Proxies:Known", "127.0.0.0/8"));
        using var client = host.Anonymous();
        async Task<HttpStatusCode> From(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
            request.Headers.Add("X-Forwarded-For", address);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }

        (await From("2001:db8:1:2::1")).ShouldBe(HttpStatusCode.OK);
        (await From("2001:db8:1:2:3::2")).ShouldBe(HttpStatusCode.OK);
        (await From("2001:db8:1:2:ffff:ffff:ffff:ffff")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await From("2001:db8:1:3::1")).ShouldBe(HttpStatusCode.OK);
        (await From("192.0.2.1")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/units", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/fhir/metadata", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/nowhere", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/swagger/index.html", "script-src 'self'; ")]
    public async Task Every_answer_has_the_headers_of_safety(string path, string policy)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var answer = await host.Anonymous().GetAsync(path);

        string Header(string name) => string.Join(", ", answer.Headers.GetValues(name));
        Header("Content-Security-Policy").ShouldContain(policy);
        Header("Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        Header("X-Frame-Options").ShouldBe("DENY");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Referrer-Policy").ShouldBe("no-referrer");
        Header("Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        answer.Headers.Contains("Server").ShouldBeFalse();
        // Over http a browser must not believe it.
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task Another_origin_is_let_in_only_where_it_is_named()
    {
        var closed = await TestHost.Shared(DatabaseProvider.Sqlite);
        await using var open = await Start(("Cors:Origins", "https://app.example.fi, https://other.example.fi"));
        foreach (var (host, origin, allowed) in ((TestHost, string, bool)[])
            [(closed, "https://app.example.fi", false), (open, "https://app.example.fi", true), (open, "https://evil.example.fi", false), (open, "http://app.example.fi", false), (open, "null", false)])
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/units");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "GET");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
            using var answer = await host.Anonymous().SendAsync(preflight);
            answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed, origin);
            answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();

            using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
            request.Headers.Add("Origin", origin);
            using var read = await host.Anonymous().SendAsync(request);
            read.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed, origin);
        }
    }

    [Fact]
    public async Task Only_a_known_proxy_says_for_whom_and_how_it_asks()
    {
        await using var trusting = await Start(("Proxies:Known", "127.0.0.0/8"));
        await using var named = await Start(("Proxies:Known", "10.1.2.3"));
        var unknown = await TestHost.Shared(DatabaseProvider.Sqlite);
        foreach (var (host, believed) in ((TestHost, bool)[])[(trusting, true), (named, false), (unknown, false)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-For", "192.0.2.1");
            using var answer = await host.Anonymous().SendAsync(request);
            answer.Headers.Contains("Strict-Transport-Security").ShouldBe(believed);
        }
    }

    [Fact]
    public async Task Host_header_does_not_decide_where_a_link_leads()
    {
        await using var host = await Start(("Fhir:PublicUrl", "https://monipolku.example.fi/fhir/"), ("AllowedHosts", "127.0.0.1;monipolku.example.fi"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
        using var answer = await host.Anonymous().SendAsync(request);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["implementation"]!.Text("url").ShouldBe("https://monipolku.example.fi/fhir");

        using var forged = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
        forged.Headers.Host = "evil.example.fi";
        (await host.Anonymous().SendAsync(forged)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Oversized_headers_and_addresses_are_refused()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var large = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
        large.Headers.Add("X-Large", new string('a', 40_000));
        (await host.Anonymous().SendAsync(large)).StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        using var many = new HttpRequestMessage(HttpMethod.Get, "/fhir/metadata");
        for (var i = 0; i < 80; i++) many.Headers.Add("X-" + i, "a");
        (await host.Anonymous().SendAsync(many)).StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        (await host.Anonymous().GetAsync("/fhir/metadata?_format=" + new string('a', 9_000))).StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Theory]
    [InlineData("Cors:Origins", "*")]
    [InlineData("Cors:Origins", "https://app.example.fi/path")]
    [InlineData("Proxies:Known", "everybody")]
    [InlineData("Limits:RequestSeconds", "0")]
    [InlineData("Limits:AccountPerMinute", "-1")]
    public async Task Wrong_setting_stops_the_start_and_is_named(string name, string value)
    {
        var failure = await Should.ThrowAsync<Exception>(() => Start((name, value)));
        failure.Message.ShouldContain($"Setting {name} ");
    }

    private static Task<TestHost> Start(params (string Name, string Value)[] settings) =>
        TestHost.StartAsync(DatabaseProvider.Sqlite, settings.ToDictionary(s => s.Name, s => (string?)s.Value));
}
