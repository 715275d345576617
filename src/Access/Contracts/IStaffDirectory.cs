namespace Monipolku.Access.Contracts;

/// <summary>Who works where, for modules that name somebody responsible or show who acted.</summary>
public interface IStaffDirectory
{
    /// <summary>Those of the asked ids that are staff today; an unknown or ended one is left out. One query.</summary>
    Task<IReadOnlyDictionary<Guid, StaffMember>> FindStaff(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>
    /// The units in which those of the asked ids who are staff today work today: their own, and those of their places in other teams. One query.
    /// </summary>
    Task<ILookup<Guid, Guid>> FindUnitsOfStaff(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>The staff member whom the authority knows by that subject; null for somebody unknown or ended.</summary>
    Task<Guid?> FindBySubject(string subject, CancellationToken ct);

    /// <summary>Whether that subject is one whose work, or whose sign-in as a client, has ended: they sign in no more. False for somebody unknown.</summary>
    Task<bool> HasEnded(string subject, CancellationToken ct);

    /// <summary>Whether that subject is or was a human being's, of staff or a client: no program is registered under it.</summary>
    Task<bool> IsHumans(string subject, CancellationToken ct);

    Task<IReadOnlyDictionary<Guid, UnitOfCare>> FindUnits(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>The unit that receives notifications and contacts now; null when none is set up.</summary>
    Task<UnitOfCare?> IntakeUnit(CancellationToken ct);
}

/// <param name="Qualification">Null where none is recorded.</param>
public sealed record StaffMember(Guid Id, string Name, IReadOnlyList<Role> Roles, Guid UnitId, Sector Sector, Qualification? Qualification = null);

/// <param name="OrganizationOid">National organisation id, <c>1.2.246.10.&lt;business id&gt;.10.n</c>.</param>
public sealed record UnitOfCare(Guid Id, string Name, Sector Sector, string OrganizationOid);
