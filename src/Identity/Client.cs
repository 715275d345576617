using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

public enum ClientType
{
    /// <summary>Runs at the user's: cannot keep a key. Known by its redirect address alone.</summary>
    Public,

    /// <summary>Proves itself with a signed assertion (<c>private_key_jwt</c>, RFC 7523).</summary>
    Confidential,
}

/// <summary>A way to get tokens (RFC 6749). There is no implicit and no password grant.</summary>
public enum GrantType
{
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
}

/// <summary>How a client's access tokens are bound.</summary>
public enum TokenBinding
{
    /// <summary>Bearer; bound all the same when the client sends a DPoP proof.</summary>
    Bearer,

    /// <summary>Without a DPoP proof (RFC 9449) the client gets no token.</summary>
    Dpop,
}

/// <summary>A program that may ask for tokens.</summary>
internal sealed partial class Client : IVersioned
{
    /// <summary>The <c>client_id</c>. An adapter's is also its staff row's subject.</summary>
    public required string Id { get; init; }

    /// <summary>As people know it: the consent page shows it.</summary>
    public required string Name { get; set; }

    public required ClientType Type { get; set; }

    /// <summary>Compared as text, character by character (RFC 9700 2.1); of a loopback address the port may differ (RFC 8252 7.3).</summary>
    public IReadOnlyList<string> RedirectUris { get; set; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; set; } = [];
    public IReadOnlyList<GrantType> GrantTypes { get; set; } = [];

    /// <summary>The most that it may be given; SMART scopes in the form of version 2.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Public keys as JSON Web Key Set text. A confidential client has this or <see cref="JwksUri"/>.</summary>
    public string? Jwks { get; set; }

    public string? JwksUri { get; set; }

    /// <summary>Where the record system opens the app (SMART EHR launch); null for an app that starts by itself.</summary>
    public string? LaunchUri { get; set; }

    /// <summary>False for our own and the county's own programs: their users are not asked.</summary>
    public bool RequiresConsent { get; set; } = true;

    public TokenBinding TokenBinding { get; set; }

    /// <summary>True where the setting <c>Identity:Clients</c> says all this: then only the setting changes it.</summary>
    public bool FromSettings { get; init; }

    /// <summary>Another at each registration: what a removed program was given stays ended when its client id is registered again.</summary>
    public required Guid Registration { get; init; }

    public int Version { get; set; } = 1;

    public static Client Of(string id, OAuthClientDetails details, bool fromSettings, DateTimeOffset now)
    {
        var client = new Client
        { Id = id, Name = details.Name, Type = details.Type, FromSettings = fromSettings, Registration = Guid.CreateVersion7(now) };
        client.Set(details);
        return client;
    }

    public void Change(OAuthClientDetails details)
    {
        Set(details);
        Version++;
    }

    public bool May(GrantType type) => GrantTypes.Contains(type);

    /// <summary>Whether the client has registered this redirect address.</summary>
    public bool RedirectsTo(string address) =>
        RedirectUris.Any(known => known == address || (Loopback().Match(known) is { Success: true } ours && Loopback().Match(address) is { Success: true } theirs
            && ours.Groups["host"].Value == theirs.Groups["host"].Value && ours.Groups["rest"].Value == theirs.Groups["rest"].Value));

    /// <summary>
    /// Whether only this client gets what is sent to the address: it proves itself, or the address is on the web. Any program on the user's
    /// machine may listen on a port or take a scheme of its own, so that the user is asked each time (RFC 8252 8.6).
    /// </summary>
    public bool IsAssuredAt(string redirect) => Type == ClientType.Confidential || redirect.StartsWith("https://", StringComparison.Ordinal);

    private void Set(OAuthClientDetails details)
    {
        (Name, Type, RequiresConsent, TokenBinding) = (details.Name, details.Type, details.RequiresConsent, details.TokenBinding);
        (RedirectUris, PostLogoutRedirectUris, GrantTypes) = (details.Redirects, details.PostLogoutRedirects, details.GrantTypes);
        // One form, that of version 2: what is compared later has been understood now.
        Scopes = [.. details.Scopes.Select(s => SmartScope.Parse(s)?.ToString() ?? s).Distinct(StringComparer.Ordinal)];
        (Jwks, JwksUri, LaunchUri) = (details.Jwks, details.JwksUri, details.LaunchUri);
    }

    public static void Map(ModelBuilder model) => model.Entity<Client>(client =>
    {
        client.ToTable("identity_clients");
        client.Property(c => c.Id).HasMaxLength(100);
        client.Property(c => c.Name).HasMaxLength(200);
        client.Property(c => c.RedirectUris).IsJson();
        client.Property(c => c.PostLogoutRedirectUris).IsJson();
        client.Property(c => c.GrantTypes).IsJson();
        client.Property(c => c.Scopes).IsJson();
        client.Property(c => c.Jwks).HasMaxLength(20_000);
        client.Property(c => c.JwksUri).HasMaxLength(500);
        client.Property(c => c.LaunchUri).HasMaxLength(500);
        client.Property(c => c.Version).IsConcurrencyToken();
    });

    /// <summary>A program on the user's machine listens on whatever port is free (RFC 8252 7.3); <c>localhost</c> may be somebody else.</summary>
    [GeneratedRegex(@"^http://(?<host>127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?(?<rest>/.*)?\z", RegexOptions.Singleline)]
    private static partial Regex Loopback();
}
