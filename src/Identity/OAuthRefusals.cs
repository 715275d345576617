using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>A "no" of the OAuth protocol (RFC 6749 5.2).</summary>
/// <param name="Error">The standard's code.</param>
/// <param name="Description">For the client's developer, in English; never quotes what was sent.</param>
internal sealed record OAuthError(string Error, string Description, int Status = StatusCodes.Status400BadRequest)
{
    public IResult ToResult() => new Answer(this);

    private sealed class Answer(OAuthError error) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.Headers.Pragma = "no-cache";
            // RFC 6749 5.2: a client that used the Authorization header is told its scheme.
            if (error.Status == StatusCodes.Status401Unauthorized && httpContext.Request.Headers.Authorization.Count > 0)
                response.Headers.WWWAuthenticate = "Basic realm=\"monipolku\"";
            await TypedResults.Json(new OAuthErrorAnswer(error.Error, error.Description), statusCode: error.Status).ExecuteAsync(httpContext);
        }
    }
}

/// <summary>RFC 6749 5.2.</summary>
public sealed record OAuthErrorAnswer(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string ErrorDescription);

/// <summary>
/// What the service says before an endpoint for programs is reached (a wrong method, too many requests, a bug), in the form that OAuth programs read.
/// No code of RFC 6749 5.2 means "later": status and Retry-After say it (RFC 6585 4), and the code is the one that 4.1.2.1 has for it. <c>invalid_request</c>
/// would tell the program that its request is wrong, and never to send it again.
/// </summary>
internal sealed class OAuthRefusalFormat(string endpoint) : IRefusalFormat
{
    public PathString Below => endpoint;

    public Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors)
    {
        var code = refusal.Status switch { >= 500 => "server_error", 429 => "temporarily_unavailable", _ => "invalid_request" };
        return new OAuthError(code, refusal.Text, refusal.Status).ToResult().ExecuteAsync(http);
    }
}

/// <summary>Every "no" of the protocol endpoints.</summary>
internal static class OAuthRefusals
{
    // RFC 6749 3.1, 3.2: form and parameters.
    public static readonly OAuthError NotAForm = new("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
    public static readonly OAuthError InUrl = new("invalid_request", "Send the parameters in the body: an address is logged.");
    public static readonly OAuthError DuplicateParameter = new("invalid_request", "A parameter stands twice.");
    public static readonly OAuthError TooLarge = new("invalid_request", "A parameter is too long, or there are too many.");
    public static readonly OAuthError NotText = new("invalid_request", "A parameter holds control characters.");

    // Client authentication.
    public static readonly OAuthError ClientUnknown = Unauthorized("The client is not known here.");
    public static readonly OAuthError SecretNotTaken = Unauthorized("Client secrets are not taken: use private_key_jwt.");
    public static readonly OAuthError AssertionMissing = Unauthorized("This client proves itself with client_assertion (private_key_jwt).");
    public static readonly OAuthError AssertionUnexpected = Unauthorized("This client has no key: it sends client_id alone.");
    public static readonly OAuthError AssertionTypeUnknown = Unauthorized("client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.");
    public static readonly OAuthError AssertionMalformed = Unauthorized("client_assertion is not a signed JWT of a form taken here.");
    public static readonly OAuthError AssertionAlgorithm = Unauthorized("Sign client_assertion with RS384, ES384, RS256 or ES256.");
    public static readonly OAuthError AssertionParties = Unauthorized("iss and sub of client_assertion must be the client_id.");
    public static readonly OAuthError AssertionAudience = Unauthorized("aud of client_assertion must be the token endpoint or the issuer, and nobody else.");
    public static readonly OAuthError AssertionTimes = Unauthorized("client_assertion has expired, begins later, or has no exp within 5 minutes.");
    public static readonly OAuthError AssertionJti = Unauthorized("client_assertion needs a jti of 1 to 200 characters.");
    public static readonly OAuthError AssertionReplayed = Unauthorized("This client_assertion has been used.");
    public static readonly OAuthError AssertionSignature = Unauthorized("The signature of client_assertion fits none of the client's keys.");
    public static readonly OAuthError KeysUnavailable = Unauthorized("The client's keys could not be read at its jwks_uri.");

    // Authorization request.
    public static readonly OAuthError ClientIdMissing = new("invalid_request", "client_id is missing.");
    public static readonly OAuthError RedirectUnknown = new("invalid_request", "redirect_uri is missing or is none of the client's, character by character.");
    public static readonly OAuthError ResponseTypeMissing = new("invalid_request", "response_type is missing.");
    public static readonly OAuthError ResponseTypeUnsupported = new("unsupported_response_type", "The only response_type is code.");
    public static readonly OAuthError ResponseModeUnsupported = new("invalid_request", "The only response_mode is query.");
    public static readonly OAuthError CodeNotAllowed = new("unauthorized_client", "This client may not use the authorization code grant.");
    public static readonly OAuthError ChallengeMissing = new("invalid_request", "code_challenge is missing or not of 43 base64url characters: PKCE is required (RFC 7636).");
    public static readonly OAuthError ChallengeMethod = new("invalid_request", "code_challenge_method must be S256.");
    public static readonly OAuthError ScopeMissing = new("invalid_scope", "scope is missing or not of the form that RFC 6749 3.3 says.");
    public static readonly OAuthError ScopeNotAllowed = new("invalid_scope", "The client may have none of what it asked.");
    public static readonly OAuthError AudienceMissing = new("invalid_request", "aud (or resource) is required with FHIR scopes: the FHIR base address.");
    public static readonly OAuthError AudienceWrong = new("invalid_request", "aud is not the FHIR base address of this service.");
    public static readonly OAuthError ResourceWrong = new("invalid_target", "resource is not an address of this service.");
    public static readonly OAuthError LaunchMissing = new("invalid_request", "Scope launch needs the launch parameter.");
    public static readonly OAuthError LaunchUnexpected = new("invalid_request", "The launch parameter needs scope launch.");
    public static readonly OAuthError LaunchUnknown = new("invalid_request", "launch has expired, has been used or is another app's.");
    public static readonly OAuthError LaunchOfAnother = new("access_denied", "The launch is another user's.");
    public static readonly OAuthError PromptWrong = new("invalid_request", "prompt must be none alone, or of login, consent and select_account.");
    public static readonly OAuthError MaxAgeWrong = new("invalid_request", "max_age must be seconds, 0 or more.");
    public static readonly OAuthError DpopThumbprintWrong = new("invalid_request", "dpop_jkt must be a SHA-256 thumbprint, 43 base64url characters.");
    public static readonly OAuthError RequestUnsupported = new("request_not_supported", "Request objects are not taken: push the request (RFC 9126).");
    public static readonly OAuthError RegistrationUnsupported = new("registration_not_supported", "Clients are registered by an administrator.");
    public static readonly OAuthError RequestUriUnknown = new("invalid_request_uri", "request_uri is not from the pushed authorization request endpoint.");
    public static readonly OAuthError RequestUriUsed = new("invalid_request_uri", "The pushed request has expired, has been used or is another client's.");
    public static readonly OAuthError RequestUriPushed = new("invalid_request", "A pushed request cannot hold request_uri.");
    public static readonly OAuthError DeniedByUser = new("access_denied", "The user said no.");

    // Token request.
    public static readonly OAuthError GrantTypeMissing = new("invalid_request", "grant_type is missing.");
    public static readonly OAuthError GrantTypeUnsupported = new("unsupported_grant_type", "Grant types: authorization_code, refresh_token, client_credentials.");
    public static readonly OAuthError GrantTypeNotAllowed = new("unauthorized_client", "This client may not use that grant type.");
    public static readonly OAuthError CodeMissing = new("invalid_request", "code, redirect_uri and code_verifier are required.");
    public static readonly OAuthError CodeInvalid = new("invalid_grant", "The code has expired, has been used or is not for this client and redirect_uri.");
    public static readonly OAuthError VerifierWrong = new("invalid_grant", "code_verifier does not fit the code_challenge.");
    public static readonly OAuthError RefreshTokenMissing = new("invalid_request", "refresh_token is missing.");
    public static readonly OAuthError RefreshTokenInvalid = new("invalid_grant", "The refresh token has expired, has been used or revoked, or is another client's.");
    public static readonly OAuthError ScopeBeyondGrant = new("invalid_scope", "A refresh gives no more than the user gave.");
    public static readonly OAuthError ScopeOfUsers = new("invalid_scope", "Without a user there are system/ scopes and those of the REST API only.");

    // DPoP, RFC 9449.
    public static readonly OAuthError ProofMissing = new("invalid_dpop_proof", "This client's tokens are bound: send a DPoP proof.");
    public static readonly OAuthError ProofInvalid = new("invalid_dpop_proof", "The DPoP proof is not for this request, key and time, or has been used.");
    public static readonly OAuthError ProofOfAnotherKey = new("invalid_grant", "The grant is bound to another DPoP key.");

    // Introspection and revocation.
    public static readonly OAuthError TokenMissing = new("invalid_request", "token is missing.");
    public static readonly OAuthError TokenOfAnother = new("invalid_grant", "The token is another client's.");
    public static readonly OAuthError PublicClient = Unauthorized("A public client cannot prove who it is: it may not introspect.");

    // OpenID Connect RP-initiated logout.
    public static readonly OAuthError LogoutRedirectUnknown = new("invalid_request", "post_logout_redirect_uri is none of the client's, or neither id_token_hint nor client_id says whose it is.");
    public static readonly OAuthError LogoutHintWrong = new("invalid_request", "id_token_hint is not an ID token of ours.");

    /// <summary>With <c>prompt=none</c> (OpenID Connect Core 3.1.2.6).</summary>
    public static OAuthError UserNeeded(AuthorizationStep step) => new(
        step switch
        {
            AuthorizationStep.SignIn => "login_required",
            AuthorizationStep.Consent => "consent_required",
            _ => "interaction_required",
        },
        "The user would have to be asked.");

    private static OAuthError Unauthorized(string description) => new("invalid_client", description, StatusCodes.Status401Unauthorized);
}
