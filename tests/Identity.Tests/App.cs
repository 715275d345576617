using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;

namespace Monipolku.Identity.Tests;

/// <summary>An app whose checked request brings the user to the pages.</summary>
internal sealed record App(Guid RequestId)
{
    public const string RedirectUri = "https://app.example/callback";

    public string Query => "?request=" + RequestId;

    public static async Task<App> Asks(
        Browser browser, IReadOnlyList<string> scopes, string name = "Polkuni", string redirectUri = RedirectUri, IReadOnlyList<string>? uiLocales = null)
    {
        var host = browser.Host;
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var client = new Client
        {
            Id = "app." + Guid.NewGuid().ToString("N"),
            Name = name,
            Type = ClientType.Public,
            RedirectUris = [redirectUri],
            GrantTypes = [GrantType.AuthorizationCode],
            Scopes = scopes,
            Registration = Guid.CreateVersion7(host.Clock.GetUtcNow()),
        };
        var cookie = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        browser.Cookies.Add(host.Address, new Cookie("monipolku.authorize", cookie, "/"));
        var pending = new PendingAuthorization
        {
            Id = Guid.CreateVersion7(host.Clock.GetUtcNow()),
            At = host.Clock.GetUtcNow(),
            BrowserHash = scope.ServiceProvider.GetRequiredService<SecretText>().KeyedHash(cookie, "identity.authorize-cookie"),
            Request = new AuthorizationRequest
            {
                ClientId = client.Id,
                RedirectUri = redirectUri,
                Scopes = scopes,
                CodeChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                UiLocales = uiLocales ?? [],
            },
        };
        db.AddRange(client, pending);
        await db.SaveChangesAsync();
        return new App(pending.Id);
    }

    public async Task<PendingAuthorization> State(TestHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IdentityDb>().PendingAuthorizations.FindAsync(RequestId))!;
    }
}
