using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>A client, or a client's guardian, who signs in themselves: which person a token's subject is.</summary>
internal sealed class ClientUser : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>The <c>sub</c> of this person's tokens. Never a staff member's: a professional signs in to the own matters with another account.</summary>
    public required string Subject { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>From when on the subject stands for nobody; null while it does.</summary>
    public DateTimeOffset? Until { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? Reopen(Guid personId)
    {
        if (Until is null || PersonId != personId) return AccessRefusals.SubjectTaken;
        Until = null;
        Version++;
        return null;
    }

    public Refusal? End(DateTimeOffset now)
    {
        if (Until is not null) return AccessRefusals.ClientUserEnded;
        Until = now;
        Version++;
        return null;
    }
}
