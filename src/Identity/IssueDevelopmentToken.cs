using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Identity;

/// <param name="Subject">A staff member's subject, such as the demo's <c>paula.paivystaja</c>.</param>
/// <param name="Scope">Scopes with spaces between; all of them when left out.</param>
public sealed record IssueDevelopmentTokenRequest(
    [property: Visible, StringLength(200, MinimumLength = 2)] string Subject,
    [property: StringLength(1000)] string? Scope = null);

/// <summary>Gives a token to whoever asks. Mapped in the Development environment only; the real sign-in takes its place.</summary>
internal static class IssueDevelopmentToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/development/token", Handle)
        .WithName(nameof(IssueDevelopmentToken))
        .WithTags("Development")
        .WithSummary("Get a token for a demo staff member (Development only)")
        .WithExample(new IssueDevelopmentTokenRequest("paula.paivystaja"))
        .AllowAnonymous();

    private static async Task<Ok<TokenAnswer>> Handle(IssueDevelopmentTokenRequest request, AccessTokens tokens, CancellationToken ct)
    {
        var scopes = Scopes.Split(request.Scope) ?? [.. Scopes.OfRest, "user/*.rs"];
        var token = await tokens.Issue(new AccessToken(request.Subject, scopes, "development") { Lifetime = Lifetime }, ct);
        return TypedResults.Ok(new TokenAnswer(token, "Bearer", (int)Lifetime.TotalSeconds, string.Join(' ', scopes)));
    }
}
