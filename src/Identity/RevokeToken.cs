using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Monipolku.Identity;

/// <summary>
/// Token revocation (RFC 7009). A refresh token goes with its family; an access token goes alone. Both work no longer at
/// the next request. What is no token of ours needs no revoking: that is a success too.
/// </summary>
internal static class RevokeToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Endpoints.Revoke, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication authentication, IssuedTokens tokens, Grants grants, UsedIds used, CancellationToken ct)
    {
        var (asked, unreadable) = await Parameters.OfForm(http);
        if (unreadable is not null) return unreadable.ToResult();
        var (client, unknown) = await authentication.Find(http, asked!, ct);
        if (client is null) return unknown!.ToResult();
        if (asked!["token"] is not { } token) return OAuthRefusals.TokenMissing.ToResult();

        if (await tokens.RefreshToken(token, ct) is var (_, grant))
        {
            if (grant.ClientId != client.Id) return OAuthRefusals.TokenOfAnother.ToResult();
            await grants.Revoke(grant.Id, ct);
        }
        else if (await tokens.AccessToken(token, ct) is { } access)
        {
            if (access.GetPayloadValue<string>("client_id") != client.Id) return OAuthRefusals.TokenOfAnother.ToResult();
            await used.TryUse(UsedIds.RevokedToken, "", access.Id, new DateTimeOffset(access.ValidTo, TimeSpan.Zero), ct);
        }
        return TypedResults.Ok();
    }
}
