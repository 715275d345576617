using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>What a user who knows the password must still do.</summary>
internal enum SignInStep
{
    ChangePassword,
    EnrolSecondFactor,
    CheckSecondFactor,

    /// <summary>Signed in.</summary>
    Done,
}

/// <summary>A browser's session, or a sign-in that is not done. The cookie holds its id only, so that a session can be ended here.</summary>
internal sealed class Session
{
    /// <summary>However busy the user is (NIST SP 800-63B 4.2.3: 12 hours at most).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>NIST SP 800-63B 4.2.3: 30 minutes of inactivity.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>How exactly inactivity is known: a write for every request would be waste.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string Subject { get; init; }
    public required AccountKind Kind { get; init; }
    public required string Language { get; init; }
    public required SignInStep Step { get; init; }

    /// <summary>How the user proved who they are (RFC 8176).</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>When the user proved who they are.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The key shown to a user who takes an authenticator app into use; encrypted. It becomes the account's when a code has proved it.</summary>
    public string? OfferedTotpSecret { get; init; }

    public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < At + Longest && now < SeenAt + Idle;

    public static void Map(ModelBuilder model) => model.Entity<Session>(session =>
    {
        session.ToTable("identity_sessions");
        session.Property(s => s.Subject).HasMaxLength(200);
        session.Property(s => s.Language).HasMaxLength(2);
        session.Property(s => s.Methods).IsJson().HasMaxLength(100);
        session.Property(s => s.OfferedTotpSecret).HasMaxLength(200);
        session.HasIndex(s => s.AccountId);
        session.HasIndex(s => s.At);
    });
}
