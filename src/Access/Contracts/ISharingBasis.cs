namespace Monipolku.Access.Contracts;

/// <summary>What the gate asks when data crosses the border of the two registers. Answered by Consents, now, from its own tables.</summary>
public interface ISharingBasis
{
    /// <param name="item">What is known of the one item; null where nothing is, and then what is limited by date or service task does not cover it.</param>
    /// <param name="recipientUnit">
    /// The unit that would read; null where the whole sector's register would receive. A permission may name its recipients (STM 457/2024 25 §).
    /// </param>
    Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, DataItem? item, Guid? recipientUnit, DateOnly today, CancellationToken ct);

    /// <summary>What a minor who understands the matter has forbidden to be told to that guardian (703/2023 51 §). One query.</summary>
    Task<IReadOnlySet<DataClass>> HiddenFromGuardian(Guid personId, Guid guardianId, CancellationToken ct);
}

public static class Vetoes
{
    /// <summary>
    /// Whether what was permitted must leave out what it tells of another class: a guardian who reads a referral would know by its plan that there is
    /// one, which the child has kept from them. False for everybody who is no guardian.
    /// </summary>
    public static async Task<bool> HidesFrom(this ISharingBasis sharing, Decision access, Guid personId, DataClass other, CancellationToken ct) =>
        access.GuardianId is { } guardian && (await sharing.HiddenFromGuardian(personId, guardian, ct)).Contains(other);
}

/// <param name="JointWork">The client's consent to joint work and a joint plan (suostumus).</param>
/// <param name="Permission">The client's permission to disclose in that direction, covering that class (luovutuslupa).</param>
/// <param name="Prohibited">Whether the client prohibits it in that direction and class (kielto, 703/2023 59 §).</param>
/// <param name="ProhibitedInEmergency">Whether the prohibition is meant to hold in an emergency too.</param>
/// <param name="ProhibitedItems">Of the class: items that the client prohibits one by one. <paramref name="Prohibited"/> counts them for whoever asks of one item.</param>
/// <param name="Statutory">What in the law itself opens that class to that unit today; null for nothing.</param>
public sealed record Sharing(
    SharingState JointWork, SharingState Permission, bool Prohibited = false, bool ProhibitedInEmergency = false, StatutoryGround? Statutory = null,
    IReadOnlyList<ProhibitedItem>? ProhibitedItems = null);

/// <param name="InEmergency">Whether that is meant to hold in an emergency too.</param>
public sealed record ProhibitedItem(Guid Id, bool InEmergency);

/// <param name="Paragraph"><c>703/2023 55 §</c>.</param>
public sealed record StatutoryGround(Guid Id, string Paragraph);

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
