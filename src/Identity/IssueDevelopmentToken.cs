using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Identity;

/// <param name="Subject">A staff member's subject, such as the demo's <c>paula.paivystaja</c>.</param>
/// <param name="Scope">Scopes with spaces between; all of them when left out.</param>
public sealed record IssueDevelopmentTokenRequest(
    [property: Visible, StringLength(200, MinimumLength = 2)] string Subject,
    [property: StringLength(1000)] string? Scope = null);

/// <summary>OAuth's token answer (RFC 6749 5.1).</summary>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record TokenAnswer(
    [property: System.Text.Json.Serialization.JsonPropertyName("access_token")] string AccessToken,
    [property: System.Text.Json.Serialization.JsonPropertyName("token_type")] string TokenType,
    [property: System.Text.Json.Serialization.JsonPropertyName("expires_in")] int ExpiresIn,
    [property: System.Text.Json.Serialization.JsonPropertyName("scope")] string Scope);

/// <summary>Gives a token to whoever asks. Mapped in the Development environment only; the real sign-in takes its place.</summary>
internal static class IssueDevelopmentToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    /// <summary>Every scope there is: those of REST and, for the FHIR facade, SMART's.</summary>
    private static readonly string[] Scopes = [.. Rights.All.Select(r => r.Scope).Distinct().Order(StringComparer.Ordinal), "user/*.rs"];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/development/token", Handle)
        .WithName(nameof(IssueDevelopmentToken))
        .WithTags("Development")
        .WithSummary("Get a token for a demo staff member (Development only)")
        .WithDescription("Subjects: those of the demo's staff. Scopes: " + string.Join(' ', Scopes) + ". Press Authorize and paste access_token.")
        .WithExample(new IssueDevelopmentTokenRequest("paula.paivystaja"))
        .AllowAnonymous();

    private static Results<Ok<TokenAnswer>, ProblemHttpResult> Handle(IssueDevelopmentTokenRequest request, DevelopmentKey key, TimeProvider clock)
    {
        var asked = request.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? Scopes;
        if (asked.Except(Scopes).Any()) return IdentityRefusals.ScopeUnknown.ToProblem();

        var now = clock.GetUtcNow().UtcDateTime;
        var scope = string.Join(' ', asked);
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = IdentityModule.DevelopmentIssuer,
            Audience = IdentityModule.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            TokenType = "at+jwt",
            Claims = new Dictionary<string, object> { ["sub"] = request.Subject, ["scope"] = scope, ["jti"] = Guid.CreateVersion7().ToString() },
            SigningCredentials = new SigningCredentials(key.Key, SecurityAlgorithms.RsaSha256),
        });
        return TypedResults.Ok(new TokenAnswer(token, "Bearer", (int)Lifetime.TotalSeconds, scope));
    }
}
