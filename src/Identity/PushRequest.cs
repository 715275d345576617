using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>RFC 9126 2.2.</summary>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record PushedRequestAnswer(
    [property: JsonPropertyName("request_uri")] string RequestUri,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <summary>The pushed authorization request endpoint (RFC 9126): the request reaches us unseen and unchanged by the browser.</summary>
internal static class PushRequest
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Endpoints.PushedRequest, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication authentication, AuthorizationRequests requests, DpopProofs proofs, IdentityDb db, SecretText secrets,
        TimeProvider clock, CancellationToken ct)
    {
        var (asked, unreadable) = await Parameters.OfForm(http);
        if (unreadable is not null) return unreadable.ToResult();
        var (client, unknown) = await authentication.Find(http, asked!, ct);
        if (client is null) return unknown!.ToResult();
        if (asked!["request_uri"] is not null) return OAuthRefusals.RequestUriPushed.ToResult();
        if (asked["redirect_uri"] is not { } redirect || !client.RedirectsTo(redirect)) return OAuthRefusals.RedirectUnknown.ToResult();

        var (thumbprint, wrongProof) = await proofs.Check(http, accessToken: null, ct);
        if (wrongProof is not null) return wrongProof.ToResult();
        var (request, wrong) = await requests.Check(asked, client, ct);
        if (request is null) return wrong!.ToResult();
        // RFC 9449 10.1: a proof here binds the code as dpop_jkt does, and the two must agree.
        if (thumbprint is not null && request.DpopThumbprint is { } said && said != thumbprint) return OAuthRefusals.ProofInvalid.ToResult();

        var reference = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.PushedRequests.Add(new PushedRequest
        {
            Id = secrets.KeyedHash(reference, Authorize.PushedPurpose),
            Request = request with { DpopThumbprint = thumbprint ?? request.DpopThumbprint },
            ExpiresAt = clock.GetUtcNow() + PushedRequest.Lifetime,
        });
        await db.SaveChangesAsync(ct);
        return TypedResults.Json(
            new PushedRequestAnswer(Authorize.PushedPrefix + reference, (int)PushedRequest.Lifetime.TotalSeconds), statusCode: StatusCodes.Status201Created);
    }
}
