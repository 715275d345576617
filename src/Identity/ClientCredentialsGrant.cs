using Monipolku.Access.Contracts;

namespace Monipolku.Identity;

/// <summary>Tokens for a program itself (RFC 6749 4.4; SMART Backend Services). Its rights are those of the staff row with its name.</summary>
internal sealed class ClientCredentialsGrant(AccessTokens accessTokens, Issuer issuer, IStaffDirectory staff)
{
    public async Task<(TokenAnswer? Answer, OAuthError? Wrong)> Issue(Parameters asked, Client client, string? thumbprint, CancellationToken ct)
    {
        if (client.Type != ClientType.Confidential) return (null, OAuthRefusals.GrantTypeNotAllowed);
        if (asked["resource"] is { } resource && resource.TrimEnd('/') != issuer.FhirBase && resource.TrimEnd('/') != issuer.Value)
            return (null, OAuthRefusals.ResourceWrong);
        if (Scopes.Split(asked["scope"]) is not { } wished) return (null, OAuthRefusals.ScopeMissing);
        if (wished.Any(NeedsUser)) return (null, OAuthRefusals.ScopeOfUsers);
        var scopes = Scopes.Narrow(wished, client.Scopes);
        if (scopes.Count == 0) return (null, OAuthRefusals.ScopeNotAllowed);

        if (await staff.HasEnded(client.Id, ct)) return (null, OAuthRefusals.GrantTypeNotAllowed);

        var token = await accessTokens.Issue(new AccessToken(client.Id, scopes, client.Id) { Origin = client.Registration, DpopThumbprint = thumbprint }, ct);
        return (new TokenAnswer(token, thumbprint is null ? "Bearer" : "DPoP", (int)AccessTokens.Lifetime.TotalSeconds, string.Join(' ', scopes)), null);
    }

    private static bool NeedsUser(string scope) =>
        scope is Scopes.OpenId or Scopes.FhirUser or Scopes.Profile or Scopes.OfflineAccess or Scopes.OnlineAccess or Scopes.Launch or Scopes.LaunchPatient
        || SmartScope.Parse(scope) is { Context: not "system" };
}
