using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>What a client's registration must keep, wherever it comes from.</summary>
internal sealed partial class ClientRules(ClientKeys keys, ServedFhirTypes fhir, IHostEnvironment environment)
{
    private const int LongestAddress = 500;

    public Refusal? Check(OAuthClientDetails details)
    {
        var confidential = details.Type == ClientType.Confidential;
        if (details.GrantTypes.Count == 0) return IdentityRefusals.ClientWrong("Name at least one grant type.").At("$.grantTypes");
        if (details.GrantTypes.Contains(GrantType.ClientCredentials) && !confidential)
            return IdentityRefusals.ClientWrong("Client credentials need a confidential client.").At("$.grantTypes");
        var withCode = details.GrantTypes.Contains(GrantType.AuthorizationCode);
        if (details.GrantTypes.Contains(GrantType.RefreshToken) && !withCode)
            return IdentityRefusals.ClientWrong("Refresh tokens come from the authorization code grant.").At("$.grantTypes");
        if (withCode != details.Redirects.Count > 0)
            return IdentityRefusals.ClientWrong("The authorization code grant, and only it, needs redirect addresses.").At("$.redirectUris");

        for (var i = 0; i < details.Redirects.Count; i++)
            if (!IsRedirect(details.Redirects[i], details.Type)) return IdentityRefusals.AddressWrong.At($"$.redirectUris[{i}]");
        for (var i = 0; i < details.PostLogoutRedirects.Count; i++)
            if (!IsRedirect(details.PostLogoutRedirects[i], details.Type)) return IdentityRefusals.AddressWrong.At($"$.postLogoutRedirectUris[{i}]");
        if (details.LaunchUri is { } launch && !IsRedirect(launch, ClientType.Confidential)) return IdentityRefusals.AddressWrong.At("$.launchUri");

        for (var i = 0; i < details.Scopes.Count; i++)
        {
            var scope = details.Scopes[i];
            if (!Scopes.IsWellFormed(scope) || !Scopes.IsKnown(scope) || !IsServed(scope)) return IdentityRefusals.ScopeUnknown.At($"$.scopes[{i}]");
            if (SmartScope.Parse(scope) is { Context: "system" } && !details.GrantTypes.Contains(GrantType.ClientCredentials))
                return IdentityRefusals.ClientWrong("A system/ scope needs client credentials.").At($"$.scopes[{i}]");
        }
        return CheckKeys(details, confidential);
    }

    private bool IsServed(string scope) => SmartScope.Parse(scope) is not { Type: var type } || type == "*" || fhir.Names.Contains(type);

    private Refusal? CheckKeys(OAuthClientDetails details, bool confidential)
    {
        if (!confidential)
            return details.Jwks is null && details.JwksUri is null ? null : IdentityRefusals.ClientWrong("A public client cannot keep a key.").At("$.type");
        if (details.Jwks is null == details.JwksUri is null)
            return IdentityRefusals.ClientWrong("A confidential client has jwks or jwksUri, and not both.").At("$.jwks");
        if (details.Jwks is { } set && ClientKeys.Check(set) is { } wrong) return IdentityRefusals.ClientWrong(wrong).At("$.jwks");
        return details.JwksUri is { } address && !keys.IsAllowed(address) ? IdentityRefusals.JwksHostUnknown.At("$.jwksUri") : null;
    }

    /// <summary>
    /// https; http to this user's own machine; and for public clients a scheme of an app's own with a dot in it (RFC 8252 7.1), which no
    /// browser runs as <c>javascript:</c>. No pattern, no fragment, no name and password.
    /// </summary>
    private bool IsRedirect(string address, ClientType type)
    {
        if (address.Length > LongestAddress || address.Any(c => c is < '!' or > '~' or '*' or '\\' or '"' or '<' or '>' or '#')) return false;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0) return false;
        if (uri.Scheme == Uri.UriSchemeHttps) return true;
        if (uri.Scheme == Uri.UriSchemeHttp) return uri.Host is "127.0.0.1" or "[::1]" || (environment.IsDevelopment() && uri.IsLoopback);
        return type == ClientType.Public && OwnScheme().IsMatch(address);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:/")]
    private static partial Regex OwnScheme();
}
