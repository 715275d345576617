namespace Monipolku.Access.Contracts;

/// <summary>What the gate asks when data crosses the border of the two registers. Answered by Consents, now, from its own tables.</summary>
public interface ISharingBasis
{
    /// <param name="recipientUnit">
    /// The unit that would read; null where the whole sector's register would receive. A permission may name its recipients (STM 457/2024 25 §).
    /// </param>
    Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, Guid? recipientUnit, DateOnly today, CancellationToken ct);
}

/// <param name="JointWork">The client's consent to joint work and a joint plan (suostumus).</param>
/// <param name="Permission">The client's permission to disclose in that direction, covering that class (luovutuslupa).</param>
public sealed record Sharing(SharingState JointWork, SharingState Permission);

public enum SharingState
{
    None,
    InForce,
    Withdrawn,

    /// <summary>Its validity has ended, or has not begun.</summary>
    NotValidToday,

    /// <summary>In force, but for other classes or recipients.</summary>
    DoesNotCover,
}
