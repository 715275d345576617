using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>A request that the client sent itself, past the browser (RFC 9126). Works once.</summary>
internal sealed class PushedRequest
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(90);

    /// <summary>Keyed hash of the reference in <c>request_uri</c>.</summary>
    public required string Id { get; init; }

    public required AuthorizationRequest Request { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<PushedRequest>(pushed =>
    {
        pushed.ToTable("identity_pushed_requests");
        pushed.Property(p => p.Id).HasMaxLength(64);
        pushed.Property(p => p.Request).IsJson();
        pushed.HasIndex(p => p.ExpiresAt);
    });
}
