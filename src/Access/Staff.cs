using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>A professional as this service knows them. What they may do is decided here, not by their token.</summary>
internal sealed class Staff : IVersioned
{
    public required Guid Id { get; init; }

    /// <summary>The <c>sub</c> of the tokens that the sign-in service gives this person.</summary>
    public required string Subject { get; init; }
    public required string Name { get; set; }
    public required IReadOnlyList<Role> Roles { get; set; }

    /// <summary>The work team. Access follows this one and the <see cref="TeamMembership"/>s, never the employer.</summary>
    public required Guid UnitId { get; set; }

    /// <summary>The unit that pays the salary, where it is another one than the work team; null otherwise.</summary>
    public Guid? EmployerUnitId { get; set; }

    /// <summary>Area that the work covers (alue), as the county calls it; null for all.</summary>
    public string? Area { get; set; }

    /// <summary>What the person is qualified for; null where the work needs none.</summary>
    public Qualification? Qualification { get; set; }

    /// <summary>Keyed hash of the person's own identity code: their own and their relatives' records are closed to every role. Null when not told.</summary>
    public string? IdentityCodeHash { get; set; }
    public DateTimeOffset? From { get; set; }
    public DateTimeOffset? Until { get; private set; }
    public int Version { get; private set; } = 1;

    public static Staff New(Guid id, string subject, StaffDetails details, SecretText secrets)
    {
        var staff = new Staff { Id = id, Subject = subject, Name = details.Name, Roles = [], UnitId = details.UnitId };
        staff.Set(details, secrets);
        return staff;
    }

    /// <summary>Everything as the request says; an identity code left out stays as it is.</summary>
    public void Change(StaffDetails details, SecretText secrets)
    {
        Set(details, secrets);
        Version++;
    }

    public Refusal? End(DateTimeOffset now)
    {
        if (Until <= now) return AccessRefusals.StaffEnded;
        Until = now;
        Version++;
        return null;
    }

    /// <summary>Something was decided by this row: whoever read it before decides anew.</summary>
    public void Touch() => Version++;

    private void Set(StaffDetails details, SecretText secrets)
    {
        Name = details.Name;
        Roles = [.. details.Roles.Distinct()];
        UnitId = details.UnitId;
        EmployerUnitId = details.EmployerUnitId;
        Area = details.Area;
        Qualification = details.Qualification;
        if (details.IdentityCode is { } code) IdentityCodeHash = RecordIdentity.Hash(secrets, code);
        From = details.ValidFrom is { } first ? WorkingDays.StartOf(first) : null;
        Until = details.ValidTo is { } last ? WorkingDays.StartOf(last.AddDays(1)) : null;
    }
}

/// <summary>
/// A place in another team for given days: a second unit, or that of a colleague whose substitute one is. Taken for what it says at each
/// decision; the audit log names whose place it is.
/// </summary>
internal sealed class TeamMembership
{
    public required Guid Id { get; init; }
    public required Guid StaffId { get; init; }
    public required Guid UnitId { get; init; }
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>The colleague whose unit and roles these are; null for a place of one's own.</summary>
    public required Guid? SubstituteFor { get; init; }
    public required DateTimeOffset From { get; init; }
    public DateTimeOffset? Until { get; set; }
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

    /// <summary>When it was closed; its staff open nothing in its name from then on.</summary>
    public DateTimeOffset? Until { get; private set; }
    public int Version { get; private set; } = 1;

    public void Change(string name, bool receivesIntake)
    {
        (Name, ReceivesIntake) = (name, receivesIntake);
        Version++;
    }

    public Refusal? Close(DateTimeOffset now)
    {
        if (Until is not null) return AccessRefusals.UnitClosed;
        if (ReceivesIntake) return AccessRefusals.UnitReceivesIntake;
        Until = now;
        Version++;
        return null;
    }
}
