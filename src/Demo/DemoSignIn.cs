using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monipolku.Demo;

/// <summary>
/// Signs in as a person does, without a script: fills in the sign-in page that the authorization endpoint sends to, and changes the code
/// that comes back for a token (authorization code with PKCE).
/// </summary>
/// <param name="service">Address of the service.</param>
public sealed partial class DemoSignIn(Uri service)
{
    /// <summary>Of every demo account. Good enough for a service on this machine with nobody's real data.</summary>
    public const string Password = "monipolku demo 2026";

    /// <summary>What an administrator hands over; changed at the first sign-in.</summary>
    public const string FirstPassword = "first sign-in 2026";

    /// <summary>The first administrator's subject and username.</summary>
    public const string Administrator = "aino.yllapitaja";

    private const string ClientId = "demo";
    private const string Scope =
        "openid access.admin access.read people.read people.write intake.read intake.write assessments.read assessments.write consents.read "
        + "consents.write plans.read plans.write referrals.read referrals.write user/*.rs";

    /// <summary>How long a service that does not answer is asked again: one that is killed and started on a busy machine.</summary>
    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Called once, when the service does not answer at first.</summary>
    public Action? Waiting { get; init; }

    private string Redirect => new Uri(service, "/demo/callback").ToString();

    /// <summary>Settings of a service that the demo signs in to, <c>Development</c> environment only.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Identity:FirstPassword"] = FirstPassword,
        // An authenticator app would keep most from trying the demo.
        ["Identity:StaffSecondFactor"] = "false",
        [$"Identity:Clients:{ClientId}:Name"] = "Monipolku demo",
        [$"Identity:Clients:{ClientId}:Type"] = "Public",
        [$"Identity:Clients:{ClientId}:GrantTypes:0"] = "AuthorizationCode",
        [$"Identity:Clients:{ClientId}:RedirectUris:0"] = "http://127.0.0.1/demo/callback",
        [$"Identity:Clients:{ClientId}:RequiresConsent"] = "false",
    }.Concat(Scope.Split(' ').Select((scope, i) => KeyValuePair.Create($"Identity:Clients:{ClientId}:Scopes:{i}", (string?)scope))).ToDictionary();

    /// <summary>An access token for that user; null where none of the passwords opens.</summary>
    /// <param name="passwords">Tried in that order. One that was handed over is changed to <see cref="Password"/>.</param>
    public async Task<string?> Token(string username, params string[] passwords)
    {
        var until = Environment.TickCount64 + (long)LongestOutage.TotalMilliseconds;
        for (var first = true; ; first = false)
        {
            try
            {
                return await SignIn(username, passwords);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException && Environment.TickCount64 < until)
            {
                // The line broke, and with it perhaps a code that works once: begin anew.
                if (first) Waiting?.Invoke();
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private async Task<string?> SignIn(string username, string[] passwords)
    {
        // Cookies and redirects as a browser's; nobody else's session.
        using var browser = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = service, Timeout = TimeSpan.FromSeconds(60) };
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = ClientId,
            ["redirect_uri"] = Redirect,
            ["scope"] = Scope,
            ["state"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
            ["aud"] = new Uri(service, "/fhir").ToString(),
        };
        var page = await Page.Of(await browser.GetAsync(new Uri("/connect/authorize?" + Encode(query), UriKind.Relative)));
        foreach (var password in passwords)
        {
            page = await Page.Of(await browser.PostAsync(page.Address, page.Form(("username", username), ("password", password))));
            if (page.Address.AbsolutePath == "/account/password")
                page = await Page.Of(await browser.PostAsync(page.Address, page.Form(("new-password", Password))));
            if (page.Address.AbsolutePath != "/account/login") break;
        }
        if (page.Address.AbsolutePath == "/account/login") return null;

        var answer = page.Address.Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[^1]));
        if (page.Address.AbsolutePath != "/demo/callback" || answer.GetValueOrDefault("state") != state || !answer.TryGetValue("code", out var code))
            throw new DemoFailedException($"Signing in as {username} led to {page.Address.AbsolutePath} {(int)page.Status} {answer.GetValueOrDefault("error")}");
        using var tokens = await browser.PostAsync(new Uri("/connect/token", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = ClientId,
            ["redirect_uri"] = Redirect,
            ["code"] = code,
            ["code_verifier"] = verifier,
        }));
        var body = JsonNode.Parse(await tokens.Content.ReadAsStringAsync())!.AsObject();
        return body["access_token"]?.GetValue<string>() ?? throw new DemoFailedException($"Signing in as {username} gave no token: {body["error"]} {body["error_description"]}");
    }

    private static string Encode(Dictionary<string, string> query) => string.Join('&', query.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>Where the browser has come to.</summary>
    private sealed partial record Page(Uri Address, HttpStatusCode Status, string Text)
    {
        public static async Task<Page> Of(HttpResponseMessage answer)
        {
            using (answer) return new Page(answer.RequestMessage!.RequestUri!, answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        /// <summary>The page's form, filled in; with its hidden fields.</summary>
        public FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(
            Hidden().Matches(Text).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))
                .Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

        [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
        private static partial Regex Hidden();
    }
}
