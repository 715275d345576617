using System.Buffers.Text;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>Checks what a client asks of a user, whether it comes through the browser or is pushed.</summary>
internal sealed class AuthorizationRequests(IdentityDb db, SecretText secrets, Issuer issuer, TimeProvider clock)
{
    public const string LaunchPurpose = "identity.launch";

    private const int HashLength = 43;
    private static readonly string[] Prompts = ["none", "login", "consent", "select_account"];
    private static readonly string[] Languages = ["fi", "sv", "en"];

    /// <summary>The caller has checked the client and that <c>redirect_uri</c> is its own. Saves nothing.</summary>
    public async Task<(AuthorizationRequest? Request, OAuthError? Wrong)> Check(Parameters asked, Client client, CancellationToken ct)
    {
        if (CheckForm(asked, client) is { } wrong) return (null, wrong);
        if (Scopes.Split(asked["scope"]) is not { } wished) return (null, OAuthRefusals.ScopeMissing);

        // What only makes sense without a user is left out as if the client might not have it.
        var given = Scopes.Narrow(wished, client.Scopes)
            .Where(s => s != Scopes.Introspect && !s.StartsWith("system/", StringComparison.Ordinal))
            .Where(s => s is not (Scopes.OfflineAccess or Scopes.OnlineAccess) || client.May(GrantType.RefreshToken))
            .ToList();
        if (given.Count == 0) return (null, OAuthRefusals.ScopeNotAllowed);
        if (CheckAudience(asked, given) is { } audience) return (null, audience);

        var prompt = asked["prompt"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (prompt.Except(Prompts).Any() || (prompt.Contains("none") && prompt.Length > 1)) return (null, OAuthRefusals.PromptWrong);
        int? maxAge = null;
        if (asked["max_age"] is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return (null, OAuthRefusals.MaxAgeWrong);
            maxAge = seconds;
        }
        if (asked["dpop_jkt"] is { } thumbprint && !IsHash(thumbprint)) return (null, OAuthRefusals.DpopThumbprintWrong);

        var (launch, wrongLaunch) = await FindLaunch(asked["launch"], given, client, ct);
        if (wrongLaunch is not null) return (null, wrongLaunch);
        return (new AuthorizationRequest
        {
            ClientId = client.Id,
            RedirectUri = asked["redirect_uri"]!,
            Scopes = given,
            Narrowed = !Scopes.IsWhole(wished, given),
            State = asked["state"],
            Nonce = asked["nonce"],
            CodeChallenge = asked["code_challenge"]!,
            Prompt = prompt,
            MaxAge = maxAge,
            LoginHint = asked["login_hint"] is { Length: <= 200 } hint ? hint : null,
            UiLocales = [.. (asked["ui_locales"] ?? "").Split(' ').Select(l => l.Split('-')[0].ToLowerInvariant()).Where(Languages.Contains).Distinct()],
            Audience = given.Any(Scopes.IsFhir) ? issuer.FhirBase : null,
            DpopThumbprint = asked["dpop_jkt"],
            LaunchId = launch?.Id,
            LaunchPersonId = launch?.PersonId,
            LaunchSubject = launch?.Subject,
        }, null);
    }

    private static OAuthError? CheckForm(Parameters asked, Client client)
    {
        if (asked.Wrong is { } wrong) return wrong;
        if (asked["request"] is not null) return OAuthRefusals.RequestUnsupported;
        if (asked["registration"] is not null) return OAuthRefusals.RegistrationUnsupported;
        if (asked["response_type"] is not { } type) return OAuthRefusals.ResponseTypeMissing;
        if (type != "code") return OAuthRefusals.ResponseTypeUnsupported;
        if (asked["response_mode"] is not (null or "query")) return OAuthRefusals.ResponseModeUnsupported;
        if (!client.May(GrantType.AuthorizationCode)) return OAuthRefusals.CodeNotAllowed;
        if (asked["nonce"] is { Length: > 500 }) return OAuthRefusals.TooLarge;
        if (asked["code_challenge"] is not { } challenge || !IsHash(challenge)) return OAuthRefusals.ChallengeMissing;
        // Left out it would mean plain (RFC 7636 4.3).
        return asked["code_challenge_method"] == "S256" ? null : OAuthRefusals.ChallengeMethod;
    }

    private OAuthError? CheckAudience(Parameters asked, List<string> scopes)
    {
        if (asked["resource"] is { } resource && !IsFhirBase(resource) && resource.TrimEnd('/') != issuer.Value) return OAuthRefusals.ResourceWrong;
        if (asked["aud"] is { } audience && !IsFhirBase(audience)) return OAuthRefusals.AudienceWrong;
        if (!scopes.Any(Scopes.IsFhir)) return null;
        if (asked["aud"] is null && asked["resource"] is null) return OAuthRefusals.AudienceMissing;
        return asked["aud"] is null && !IsFhirBase(asked["resource"]!) ? OAuthRefusals.ResourceWrong : null;
    }

    private bool IsFhirBase(string address) => address == issuer.FhirBase || address == issuer.FhirBase + "/";

    private async Task<(Launch? Launch, OAuthError? Wrong)> FindLaunch(string? handle, List<string> scopes, Client client, CancellationToken ct)
    {
        if (handle is null) return (null, scopes.Contains(Scopes.Launch) ? OAuthRefusals.LaunchMissing : null);
        if (!scopes.Contains(Scopes.Launch)) return (null, OAuthRefusals.LaunchUnexpected);
        var now = clock.GetUtcNow();
        var hash = secrets.KeyedHash(handle, LaunchPurpose);
        var launch = await db.Launches.AsNoTracking().FirstOrDefaultAsync(l => l.Hash == hash, ct);
        if (launch is null || launch.ClientId != client.Id || launch.UsedAt is not null || now >= launch.ExpiresAt) return (null, OAuthRefusals.LaunchUnknown);
        return (launch, null);
    }

    private static bool IsHash(string value) => value.Length == HashLength && Base64Url.IsValid(value) && !value.Contains('=', StringComparison.Ordinal);
}
