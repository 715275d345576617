using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Access.Contracts;

namespace Monipolku.Identity;

/// <summary>
/// Token introspection (RFC 7662), for clients that prove who they are: of their own tokens, and of all with scope <c>introspect</c>.
/// Of every other token it says only that it is not active.
/// </summary>
internal static class IntrospectToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Endpoints.Introspect, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication authentication, IssuedTokens tokens, RevokedTokens revoked, IStaffDirectory staff, Issuer issuer, CancellationToken ct)
    {
        var (asked, unreadable) = await Parameters.OfForm(http);
        if (unreadable is not null) return unreadable.ToResult();
        var (client, unknown) = await authentication.Find(http, asked!, ct);
        if (client is null) return unknown!.ToResult();
        if (client.Type == ClientType.Public) return OAuthRefusals.PublicClient.ToResult();
        if (asked!["token"] is not { } token) return OAuthRefusals.TokenMissing.ToResult();

        bool MaySee(string? clientId) => clientId == client.Id || client.Scopes.Contains(Scopes.Introspect);
        var answer = new Dictionary<string, object> { ["active"] = false };
        if (await tokens.AccessToken(token, ct) is { } access)
        {
            // Whose work has ended opens nothing: their token does not either.
            if (MaySee(access.GetPayloadValue<string>("client_id")) && await revoked.ScopesLeft(access, ct) is { } scope && !await staff.HasEnded(access.Subject, ct))
            {
                // All that the token says, and nothing that is not in it; of its scopes what its client may have now.
                foreach (var (name, value) in JsonNode.Parse(Base64UrlEncoder.Decode(access.EncodedPayload))!.AsObject()) answer[name] = value!;
                answer["scope"] = scope;
                if (!scope.Split(' ').Contains(Scopes.FhirUser)) answer.Remove("fhirUser");
                answer["active"] = true;
                answer["token_type"] = answer.ContainsKey("cnf") ? "DPoP" : "Bearer";
            }
        }
        else if (await tokens.RefreshToken(token, ct) is var (refresh, grant) && MaySee(grant.ClientId) && tokens.IsActive(refresh, grant)
            && await tokens.ScopesLeft(grant, ct) is { } left && !await staff.HasEnded(grant.Subject, ct))
        {
            answer["active"] = true;
            answer["iss"] = issuer.Value;
            answer["sub"] = grant.Subject;
            answer["client_id"] = grant.ClientId;
            answer["scope"] = string.Join(' ', left);
            answer["exp"] = refresh.ExpiresAt.ToUnixTimeSeconds();
            answer["iat"] = grant.At.ToUnixTimeSeconds();
            answer["sid"] = grant.SessionId;
        }
        return TypedResults.Json(answer);
    }
}
