using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>What the authorization server tells of itself: OpenID Connect Discovery, RFC 8414, SMART App Launch 2.2, and its keys.</summary>
internal static class Discovery
{
    private static readonly string[] AuthenticationMethods = ["none", "private_key_jwt"];
    private static readonly string[] GrantTypes = ["authorization_code", "refresh_token", "client_credentials"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", (Issuer issuer) => TypedResults.Json(OpenId(issuer))).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/.well-known/oauth-authorization-server", (Issuer issuer) => TypedResults.Json(OpenId(issuer))).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/fhir/.well-known/smart-configuration", (Issuer issuer) => TypedResults.Json(Smart(issuer))).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(Endpoints.Keys, Keys).AllowAnonymous().ExcludeFromDescription();
    }

    private static Dictionary<string, object> Common(Issuer issuer) => new()
    {
        ["issuer"] = issuer.Value,
        ["authorization_endpoint"] = issuer.Endpoint(Endpoints.Authorize),
        ["token_endpoint"] = issuer.Endpoint(Endpoints.Token),
        ["jwks_uri"] = issuer.Endpoint(Endpoints.Keys),
        ["introspection_endpoint"] = issuer.Endpoint(Endpoints.Introspect),
        ["revocation_endpoint"] = issuer.Endpoint(Endpoints.Revoke),
        ["scopes_supported"] = Scopes.Supported,
        ["response_types_supported"] = new[] { "code" },
        ["grant_types_supported"] = GrantTypes,
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = AuthenticationMethods,
        ["token_endpoint_auth_signing_alg_values_supported"] = ClientAuthentication.Algorithms,
    };

    private static Dictionary<string, object> OpenId(Issuer issuer)
    {
        var document = Common(issuer);
        document["userinfo_endpoint"] = issuer.Endpoint(Endpoints.UserInfo);
        document["end_session_endpoint"] = issuer.Endpoint(Endpoints.EndSession);
        document["pushed_authorization_request_endpoint"] = issuer.Endpoint(Endpoints.PushedRequest);
        document["require_pushed_authorization_requests"] = false;
        document["response_modes_supported"] = new[] { "query" };
        document["subject_types_supported"] = new[] { "public" };
        document["id_token_signing_alg_values_supported"] = new[] { SigningKeys.ForIdTokens };
        document["introspection_endpoint_auth_methods_supported"] = new[] { "private_key_jwt" };
        document["introspection_endpoint_auth_signing_alg_values_supported"] = ClientAuthentication.Algorithms;
        document["revocation_endpoint_auth_methods_supported"] = AuthenticationMethods;
        document["revocation_endpoint_auth_signing_alg_values_supported"] = ClientAuthentication.Algorithms;
        document["dpop_signing_alg_values_supported"] = DpopProofs.Algorithms;
        document["authorization_response_iss_parameter_supported"] = true;
        document["claims_supported"] = new[] { "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "at_hash", "fhirUser" };
        document["prompt_values_supported"] = new[] { "none", "login", "consent", "select_account" };
        document["ui_locales_supported"] = new[] { "fi", "sv", "en" };
        document["claims_parameter_supported"] = false;
        document["request_parameter_supported"] = false;
        document["request_uri_parameter_supported"] = false;
        return document;
    }

    private static Dictionary<string, object> Smart(Issuer issuer)
    {
        var document = Common(issuer);
        document["capabilities"] = new[]
        {
            "launch-ehr", "launch-standalone", "authorize-post", "client-public", "client-confidential-asymmetric", "sso-openid-connect",
            "context-banner", "context-ehr-patient", "context-standalone-patient", "permission-offline", "permission-online", "permission-patient",
            "permission-user", "permission-v1", "permission-v2",
        };
        return document;
    }

    /// <summary>Public parts only.</summary>
    private static async Task<IResult> Keys(SigningKeys keys, CancellationToken ct) =>
        TypedResults.Json(new Dictionary<string, object> { ["keys"] = (await keys.Published(ct)).Select(PublicPart).ToList() });

    private static Dictionary<string, string> PublicPart(SecurityKey key)
    {
        var jwk = key is RsaSecurityKey rsa
            ? JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.Rsa.ExportParameters(includePrivateParameters: false)))
            : JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)key);
        return jwk.Kty == JsonWebAlgorithmsKeyTypes.RSA
            ? new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = SigningKeys.ForIdTokens, ["kid"] = key.KeyId, ["n"] = jwk.N, ["e"] = jwk.E }
            : new() { ["kty"] = "EC", ["use"] = "sig", ["alg"] = SigningKeys.ForAccessTokens, ["kid"] = key.KeyId, ["crv"] = jwk.Crv, ["x"] = jwk.X, ["y"] = jwk.Y };
    }
}
