using Monipolku.Access.Contracts;

namespace Monipolku.Consents.Contracts;

/// <summary>The one place that says what of a prohibition is told to whom, over REST and over FHIR.</summary>
public static class ProhibitionSight
{
    /// <summary>What the child keeps from the guardian who asks (703/2023 51 §); nothing for everybody else. At most one query.</summary>
    public static async Task<IReadOnlySet<DataClass>> KeptFrom(this ISharingBasis sharing, Decision access, Guid personId, CancellationToken ct) =>
        access.GuardianId is { } guardian ? await sharing.HiddenFromGuardian(personId, guardian, ct) : new HashSet<DataClass>();

    /// <summary>
    /// Whether there is no such prohibition for the guardian who asks: that a child has said no to their guardians is not for the guardians to know, nor that
    /// there is a document of a class which the child keeps from them.
    /// </summary>
    /// <param name="kept">As <see cref="KeptFrom"/> says.</param>
    /// <param name="documents">Classes of the single documents that it names.</param>
    public static bool HidesProhibition(this Decision access, IReadOnlySet<DataClass> kept, ProhibitionKind kind, IEnumerable<DataClass> documents) =>
        access.GuardianId is not null && (kind == ProhibitionKind.Guardians || documents.Any(kept.Contains));

    /// <summary>
    /// Whether the single documents are named: to the client and to the register that may not disclose them, which must know what to hold back. Others are told that
    /// single documents are forbidden, and not which: that would tell what is there.
    /// </summary>
    public static bool NamesDocuments(this Decision access, Direction? direction) =>
        access.ByClient || access.Actor.Sector == (direction == Direction.HealthToSocial ? Sector.Health : Sector.Social);
}
