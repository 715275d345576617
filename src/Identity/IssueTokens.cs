using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Monipolku.Identity;

/// <summary>OAuth's token answer (RFC 6749 5.1) with SMART's launch context.</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Patient">Id of the person whom the app is about.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope,
    [property: JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken = null,
    [property: JsonPropertyName("id_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdToken = null,
    [property: JsonPropertyName("patient"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Patient = null,
    [property: JsonPropertyName("need_patient_banner"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? NeedPatientBanner = null)
{
    public override string ToString() => nameof(TokenAnswer);
}

/// <summary>The token endpoint (RFC 6749 3.2).</summary>
internal static class IssueTokens
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Endpoints.Token, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication authentication, DpopProofs proofs, CodeGrant codes, RefreshGrant refreshes, ClientCredentialsGrant clients,
        CancellationToken ct)
    {
        var (asked, unreadable) = await Parameters.OfForm(http);
        if (unreadable is not null) return unreadable.ToResult();
        if (asked!["grant_type"] is not { } name) return OAuthRefusals.GrantTypeMissing.ToResult();
        GrantType? type = name switch
        {
            "authorization_code" => GrantType.AuthorizationCode,
            "refresh_token" => GrantType.RefreshToken,
            "client_credentials" => GrantType.ClientCredentials,
            _ => null,
        };
        if (type is null) return OAuthRefusals.GrantTypeUnsupported.ToResult();

        var (client, unknown) = await authentication.Find(http, asked, ct);
        if (client is null) return unknown!.ToResult();
        if (!client.May(type.Value)) return OAuthRefusals.GrantTypeNotAllowed.ToResult();
        var (thumbprint, wrongProof) = await proofs.Check(http, accessToken: null, ct);
        if (wrongProof is not null) return wrongProof.ToResult();
        if (thumbprint is null && client.TokenBinding == TokenBinding.Dpop) return OAuthRefusals.ProofMissing.ToResult();

        var (answer, wrong) = type switch
        {
            GrantType.AuthorizationCode => await codes.Redeem(asked, client, thumbprint, ct),
            GrantType.RefreshToken => await refreshes.Refresh(asked, client, thumbprint, ct),
            _ => await clients.Issue(asked, client, thumbprint, ct),
        };
        if (answer is null) return wrong!.ToResult();
        http.Response.Headers.Pragma = "no-cache";
        return TypedResults.Ok(answer);
    }
}
