using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Identity;

/// <summary>What a program may do here; also the form of the setting <c>Identity:Clients</c>.</summary>
/// <param name="Name">As the users know it: the consent page shows it. At most 200 characters.</param>
/// <param name="GrantTypes">Ways to get tokens.</param>
/// <param name="Scopes">The most that it may be given: of the REST API (<c>plans.read</c>), SMART (<c>patient/CarePlan.rs</c>), <c>openid</c>, <c>fhirUser</c>, <c>offline_access</c>, <c>launch</c>, <c>launch/patient</c>, <c>introspect</c>.</param>
/// <param name="RedirectUris">Compared character by character; only the port of 127.0.0.1 and [::1] may differ (RFC 8252 7.3).</param>
/// <param name="PostLogoutRedirectUris">Where the browser may go after signing out.</param>
/// <param name="Jwks">Public keys of a confidential client: the text of a JSON Web Key Set in a JSON string, at most 20 000 characters.</param>
/// <param name="JwksUri">Where its public keys are instead; on a host of the setting <c>Identity:JwksHosts</c>.</param>
/// <param name="LaunchUri">Where the record system opens the app (SMART EHR launch).</param>
/// <param name="RequiresConsent">False for the county's own programs: their users are not asked.</param>
/// <param name="TokenBinding"><c>dpop</c>: without a DPoP proof (RFC 9449) it gets no token.</param>
public sealed record OAuthClientDetails(
    [property: Visible, OneLine, StringLength(200, MinimumLength = 2)] string Name,
    ClientType Type,
    [property: MinLength(1), MaxLength(3)] IReadOnlyList<GrantType> GrantTypes,
    [property: MinLength(1), MaxLength(100)] IReadOnlyList<string> Scopes,
    [property: MaxLength(20)] IReadOnlyList<string>? RedirectUris = null,
    [property: MaxLength(20)] IReadOnlyList<string>? PostLogoutRedirectUris = null,
    [property: StringLength(20_000)] string? Jwks = null,
    [property: StringLength(500)] string? JwksUri = null,
    [property: StringLength(500)] string? LaunchUri = null,
    bool RequiresConsent = true,
    TokenBinding TokenBinding = TokenBinding.Bearer)
{
    internal IReadOnlyList<string> Redirects => RedirectUris ?? [];

    internal IReadOnlyList<string> PostLogoutRedirects => PostLogoutRedirectUris ?? [];
}

/// <param name="ClientId">The <c>client_id</c>; of an adapter also the subject of its staff row. Cannot be changed.</param>
public sealed record RegisterOAuthClientRequest(
    [property: Subject, Pattern("^[A-Za-z0-9][A-Za-z0-9._~-]{2,99}$")] string ClientId,
    OAuthClientDetails Client);

/// <summary>A registered program.</summary>
/// <param name="FromSettings">True where the setting <c>Identity:Clients</c> says it: only the setting changes it.</param>
public sealed record OAuthClientView(string ClientId, OAuthClientDetails Client, bool FromSettings, int Version) : IVersioned
{
    internal static OAuthClientView Of(Client client) => new(
        client.Id,
        new OAuthClientDetails(
            client.Name, client.Type, client.GrantTypes, client.Scopes, client.RedirectUris, client.PostLogoutRedirectUris, client.Jwks, client.JwksUri,
            client.LaunchUri, client.RequiresConsent, client.TokenBinding),
        client.FromSettings,
        client.Version);
}

/// <summary>Registers a program that may ask for tokens. There is no dynamic registration.</summary>
internal static class RegisterOAuthClient
{
    internal static readonly OAuthClientDetails Example = new(
        "Nuoren oma suunnitelma", ClientType.Public, [GrantType.AuthorizationCode, GrantType.RefreshToken],
        ["openid", "fhirUser", "launch/patient", "patient/CarePlan.rs", "offline_access"], ["https://app.example.fi/callback"]);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/oauth-clients", Handle)
        .WithName(nameof(RegisterOAuthClient))
        .WithSummary("Register an OAuth client")
        .WithExample(new RegisterOAuthClientRequest("own-plan-app", Example))
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(IdentityRefusals.ClientExists)
        .Idempotent<IdentityDb>();

    private static async Task<Results<Created<OAuthClientView>, ProblemHttpResult>> Handle(
        RegisterOAuthClientRequest request, Idempotency idempotency, Caller caller, IdentityDb db, IAccessGate gate, IStaffDirectory staff, IProgramNames programs, ClientRules rules,
        TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (rules.Check(request.Client) is { } wrong) return wrong.Below("$.client").ToProblem();
        if (await db.Clients.AnyAsync(c => c.Id == request.ClientId, ct)) return IdentityRefusals.ClientExists.ToProblem();
        if (await programs.Contains(request.ClientId, ct)) return IdentityRefusals.ClientIdAlike.ToProblem();
        var lower = request.ClientId.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // becomes SQL
        var signsIn = await db.Set<Account>().AnyAsync(a => a.Subject.ToLower() == lower, ct);
#pragma warning restore CA1304, CA1311, CA1862
        // Whatever the staff register calls them: who has an account is a human being.
        if (signsIn || await staff.IsHumans(request.ClientId, ct)) return IdentityRefusals.ClientIdIsHumans.ToProblem();

        var client = Client.Of(request.ClientId, request.Client, fromSettings: false, clock.GetUtcNow());
        db.Clients.Add(client);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/oauth-clients/{client.Id}", OAuthClientView.Of(client), ct);
    }
}
