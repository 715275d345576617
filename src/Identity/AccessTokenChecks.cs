using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// What the API takes for an access token: our own, checked with our own keys in this process, or the county's provider's. Bearer tokens
/// (RFC 6750), and tokens bound to a key with a proof at each request (RFC 9449).
/// </summary>
internal static class AccessTokenChecks
{
    /// <summary>Setting <c>Authentication:Dpop</c>: whether the county's provider binds tokens with DPoP.</summary>
    private const string DpopSetting = "Authentication:Dpop";

    /// <summary>Setting <c>Authentication:PatientClaim</c>: the claim in which the county's provider keeps the id of a person as this service knows it.</summary>
    private const string PatientClaimSetting = "Authentication:PatientClaim";

    private const string DpopScheme = "DPoP ";

    /// <summary>Clocks of the county's provider and ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    public static bool HasAuthority(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["Authentication:Authority"]);

    public static void AddAccessTokenChecks(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<RememberedTokens>();
        builder.Services.AddSingleton<RevokedTokens>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.Events = new JwtBearerEvents { OnMessageReceived = Receive, OnTokenValidated = Accept, OnChallenge = Challenge };
            if (!HasAuthority(settings)) return;
            options.Authority = settings["Authentication:Authority"];
            options.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAudience = settings["Authentication:Audience"] ?? IdentityModule.Audience,
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256],
            };
        });
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<AccessTokens, RememberedTokens>((options, tokens, remembered) =>
        {
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(remembered);
            // Token times are compared with the injected clock.
            if (HasAuthority(settings))
                options.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, _) => tokens.IsNow(notBefore, expires, Skew);
        });
    }

    private static async Task Receive(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase)) context.Token = header[DpopScheme.Length..].Trim();
        if (context.Options.Authority is not null) return;

        // Not at start: in development the issuer is the address at which the server came to listen.
        var services = context.HttpContext.RequestServices;
        if (context.Options.TokenValidationParameters.ValidIssuer is null)
            context.Options.TokenValidationParameters = services.GetRequiredService<AccessTokens>().Validation();
        var token = context.Token ?? (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "");
        if (token.Length > 0) await services.GetRequiredService<SigningKeys>().Expect(Jwt.TryRead(token)?.Kid ?? "", context.HttpContext.RequestAborted);
    }

    private static async Task Accept(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var token = (JsonWebToken)context.SecurityToken;
        var header = context.Request.Headers.Authorization.ToString();
        var authority = context.Options.Authority is not null;
        if (authority && IsIdToken(token))
        {
            context.Fail("An ID token is no access token.");
            return;
        }
        // A binding that nobody here checks would let whoever has the token in: such a token is refused, and not taken for one without a binding.
        if (authority && HasClaim(token, "cnf")
            && !http.RequestServices.GetRequiredService<IConfiguration>().GetValue(DpopSetting, false))
        {
            context.Fail("The token is bound, and bound tokens of the provider are not taken here.");
            return;
        }
        var withProof = header.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase);
        var boundTo = token.TryGetPayloadValue<JsonElement>("cnf", out var confirmation) && confirmation.ValueKind == JsonValueKind.Object
            && confirmation.TryGetProperty("jkt", out var thumbprint) ? thumbprint.GetString() : null;
        // RFC 9449 7.1, 7.2: a bound token is no bearer token, and a bearer token gets no better with a proof. Bound in a way that is not read here: neither.
        if (withProof != boundTo is not null || (boundTo is null && HasClaim(token, "cnf")))
        {
            context.Fail("The token and its scheme do not belong together.");
            return;
        }
        if (withProof)
        {
            var (key, wrong) = await http.RequestServices.GetRequiredService<DpopProofs>().Check(http, token.EncodedToken, http.RequestAborted);
            if (wrong is not null || key != boundTo)
            {
                context.Fail(new DpopFailedException());
                return;
            }
        }
        // The county's provider ends its tokens itself; ours end at the next request.
        if (authority)
        {
            MapClaims(context, token);
            return;
        }
        if (await http.RequestServices.GetRequiredService<RevokedTokens>().ScopesLeft(token, http.RequestAborted) is not { } scope)
        {
            context.Fail("The token has been revoked.");
            return;
        }
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (identity.FindFirst("scope") is not { } given || given.Value == scope) return;
        identity.RemoveClaim(given);
        identity.AddClaim(new Claim("scope", scope));
    }

    /// <summary>The county's provider names things its own way: settings <c>Authentication:SubjectClaim</c> and <c>:ScopeClaim</c>.</summary>
    private static void MapClaims(TokenValidatedContext context, JsonWebToken token)
    {
        var settings = context.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
        var (subjectClaim, scopeClaim) = (settings["Authentication:SubjectClaim"] ?? "sub", settings["Authentication:ScopeClaim"] ?? "scope");
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (identity.FindFirst(subjectClaim)?.Value is not { Length: > 0 } subject)
        {
            context.Fail("The token names no subject.");
            return;
        }
        // One claim with spaces between, or one claim for each.
        var scope = string.Join(' ', identity.FindAll(scopeClaim).Select(c => c.Value));
        foreach (var claim in identity.FindAll(c => c.Type is "sub" or "scope").ToList()) identity.RemoveClaim(claim);
        identity.AddClaim(new Claim("sub", subject));
        identity.AddClaim(new Claim("scope", scope));

        // Whose patient that is, only the setting says. A token that is about one person does not become one about all: it opens nobody.
        var patientClaim = settings[PatientClaimSetting];
        var patients = identity.FindAll(c => c.Type == "patient" || c.Type == patientClaim).ToList();
        // A claim that holds no value (an empty list) is there all the same.
        if (patients.Count == 0 && !HasClaim(token, "patient") && (patientClaim is null || !HasClaim(token, patientClaim))) return;
        var person = patients.Where(c => c.Type == patientClaim).Select(c => c.Value).Distinct().ToList() is [var one] ? one : "nobody";
        foreach (var claim in patients) identity.RemoveClaim(claim);
        identity.AddClaim(new Claim("patient", person));
    }

    /// <summary>Whether the token says anything under that name: an empty list too, of which the library makes no claim.</summary>
    private static bool HasClaim(JsonWebToken token, string name) => token.TryGetPayloadValue<object>(name, out _);

    /// <summary>
    /// What only an ID token has (OpenID Connect Core 2), where the header does not say that it is an access token (RFC 9068 2.1): a provider that
    /// gives both the same audience would otherwise let every app in with what it was told about its user.
    /// </summary>
    private static bool IsIdToken(JsonWebToken token) =>
        token.Typ?.ToUpperInvariant() is not ("AT+JWT" or "APPLICATION/AT+JWT") && (HasClaim(token, "nonce") || HasClaim(token, "at_hash"));

    private static async Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var withProof = context.Request.Headers.Authorization.ToString().StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase);
        var error = context.AuthenticateFailure is DpopFailedException ? "invalid_dpop_proof" : "invalid_token";
        // RFC 6750 3: a wrong token is named as such, a missing one is not. RFC 9449 7.1: which proofs are taken.
        context.Response.Headers.WWWAuthenticate = withProof ? $"DPoP error=\"{error}\", algs=\"{string.Join(' ', DpopProofs.Algorithms)}\""
            : context.AuthenticateFailure is null ? "Bearer"
            : "Bearer error=\"invalid_token\"";
        await Problems.Write(context.HttpContext, PlatformRefusals.NotSignedIn);
    }

    private sealed class DpopFailedException : SecurityTokenException;
}
