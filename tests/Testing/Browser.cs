using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monipolku.Testing;

/// <summary>A browser without scripts: keeps cookies, follows no redirect by itself, fills in forms as a page gave them.</summary>
public sealed partial class Browser : IDisposable
{
    public const string Password = "kolme kukkoa pihalla";

    private readonly HttpClient _client;

    /// <param name="from">Loopback address that the server sees, for what counts by address.</param>
    public Browser(TestHost host, string language = "en", IPAddress? from = null)
    {
        Host = host;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        if (from is not null) handler.ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        };
        _client = new HttpClient(handler) { BaseAddress = host.Address };
        _client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public TestHost Host { get; private set; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The same browser at another instance of the service.</summary>
    public Browser At(TestHost host)
    {
        var other = new Browser(host);
        // Cookies know no port.
        foreach (Cookie cookie in Cookies.GetCookies(Host.Address)) other.Cookies.Add(host.Address, new Cookie(cookie.Name, cookie.Value, cookie.Path));
        return other;
    }

    public async Task<BrowserPage> Get(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
        return await BrowserPage.Of(answer);
    }

    /// <summary>Opens the page, fills in its form and sends it.</summary>
    public async Task<BrowserPage> Submit(string path, params (string Name, string Value)[] fields)
    {
        var page = await Get(path);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
        return await Post(path, [("check", page.FormToken), .. fields]);
    }

    /// <summary>Sends these fields and nothing else.</summary>
    public async Task<BrowserPage> Post(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await _client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), form);
        return await BrowserPage.Of(answer);
    }

    /// <summary>Signs in with the user's own password.</summary>
    /// <param name="query">Query of the sign-in page: <c>?request=…</c>.</param>
    public Task<BrowserPage> SignIn(TestAccount account, string query = "") =>
        Submit("/account/login" + query, ("username", account.Username), ("password", Password));

    public void Dispose() => _client.Dispose();
}

/// <summary>What a browser got.</summary>
public sealed partial record BrowserPage(HttpStatusCode Status, string Text, string? Location, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The hidden field against forged forms.</summary>
    public string FormToken => FormTokenField().Match(Text) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException("No form: " + Text);

    internal static async Task<BrowserPage> Of(HttpResponseMessage answer) => new(
        answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString(),
        answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex("name=\"check\" value=\"([^\"]+)\"")]
    private static partial Regex FormTokenField();
}

/// <summary>An account whose user has chosen <see cref="Browser.Password"/>.</summary>
public sealed record TestAccount(Guid Id, string Subject, string Username, string InitialPassword)
{
    public string Path => $"/api/v1/accounts/{Id}";

    /// <summary>As an administrator creates it: with the initial password.</summary>
    public static async Task<TestAccount> Create(TestHost host, string kind = "staff", string? subject = null, string language = "en")
    {
        var administrator = await host.As(TestHost.Administrator);
        var username = "user." + Guid.NewGuid().ToString("N");
        var created = await administrator.Post("/api/v1/accounts", new { subject = subject ?? "subject." + Guid.NewGuid().ToString("N"), kind, username, language });
        var account = created["account"]!.AsObject();
        return new TestAccount(account.Id(), account.Text("subject"), username, created.Text("initialPassword"));
    }

    /// <summary>Ready to sign in; without a second factor.</summary>
    public static async Task<TestAccount> Ready(TestHost host, string kind = "staff", string? subject = null)
    {
        var account = await Create(host, kind, subject);
        using var browser = new Browser(host);
        await browser.Submit("/account/login", ("username", account.Username), ("password", account.InitialPassword));
        var changed = await browser.Submit("/account/password", ("new-password", Browser.Password));
        changed.Location.ShouldNotBeNull(changed.Text);
        return account;
    }

    public async Task<JsonObject> Read(TestHost host) => await (await host.As(TestHost.Administrator)).Get(Path);
}
