using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>A professional as this service knows them. What they may do is decided here, not by their token.</summary>
internal sealed class Staff : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>The <c>sub</c> of the tokens that the sign-in service gives this person.</summary>
    public required string Subject { get; init; }
    public required string Name { get; set; }
    public required IReadOnlyList<Role> Roles { get; set; }
    public required Guid UnitId { get; set; }
    public DateTimeOffset? Until { get; set; }
    public int Version { get; set; } = 1;
}

/// <summary>A team or service with one task, in one sector.</summary>
internal sealed class Unit : IVersioned
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required Sector Sector { get; init; }

    /// <summary>National organisation id without <c>urn:oid:</c>.</summary>
    public required string OrganizationOid { get; init; }

    /// <summary>Whether notifications and contacts arrive here.</summary>
    public bool ReceivesIntake { get; set; }
    public int Version { get; set; } = 1;
}
