using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <param name="ClientId">The app; one with a launch address.</param>
/// <param name="PersonId">The client at whose record the professional works.</param>
public sealed record CreateLaunchRequest([property: Pattern("^[A-Za-z0-9][A-Za-z0-9._~-]{2,99}$")] string ClientId, Guid PersonId);

/// <summary>A launch that waits for its app.</summary>
/// <param name="Launch">The <c>launch</c> parameter; works once, for this professional and this app, for 5 minutes.</param>
/// <param name="Url">Open it in the professional's browser.</param>
/// <param name="Version">Always 1.</param>
public sealed record LaunchView(string Launch, Uri Url, DateTimeOffset ExpiresAt, int Version) : IVersioned
{
    public override string ToString() => nameof(LaunchView);
}

/// <summary>Opens an app for a client from where the professional works (SMART EHR launch): who may read the person may do it.</summary>
internal static class CreateLaunch
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/launches", Handle)
        .WithName(nameof(CreateLaunch))
        .WithSummary("Open an app for a client")
        .WithExample(new CreateLaunchRequest("work-app", Guid.Parse("0192f0c1-7c1e-7000-8000-000000000002")))
        .Requires(Rights.ReadPerson)
        .Idempotent<IdentityDb>();

    private static async Task<Results<Created<LaunchView>, ProblemHttpResult>> Handle(
        CreateLaunchRequest request, Idempotency idempotency, Caller caller, IdentityDb db, IAccessGate gate, SecretText secrets, Issuer issuer,
        TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadPerson, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var client = await db.Clients.AsNoTracking().FirstOrDefaultAsync(c => c.Id == request.ClientId, ct);
        if (client?.LaunchUri is not { } launchUri) return IdentityRefusals.ClientNotLaunched.ToProblem();

        var now = clock.GetUtcNow();
        var handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var launch = new Launch
        {
            Id = Guid.CreateVersion7(now),
            Hash = secrets.KeyedHash(handle, AuthorizationRequests.LaunchPurpose),
            ClientId = client.Id,
            Subject = caller.Subject,
            PersonId = request.PersonId,
            ExpiresAt = now + Launch.Lifetime,
        };
        db.Launches.Add(launch);
        var url = QueryHelpers.AddQueryString(launchUri, new Dictionary<string, string?> { ["iss"] = issuer.FhirBase, ["launch"] = handle });
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/launches/{launch.Id}", new LaunchView(handle, new Uri(url), launch.ExpiresAt, 1), ct);
    }
}
