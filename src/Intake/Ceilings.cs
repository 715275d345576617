using Microsoft.Extensions.Configuration;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// How many clients a worker may have, by role: settings <c>Intake:Ceilings:SocialWorker</c> and so on. LSL 13 b §: a social worker at most 30
/// children; a county may set fewer, not more.
/// </summary>
internal sealed class Ceilings
{
    private const int ChildrenOfLaw = 30;

    private readonly Dictionary<Role, int> _byRole = new() { [Role.SocialWorker] = ChildrenOfLaw };

    public static Ceilings From(IConfiguration configuration)
    {
        var ceilings = new Ceilings();
        foreach (var setting in configuration.GetSection("Intake:Ceilings").GetChildren())
        {
            var name = "Intake:Ceilings:" + setting.Key;
            if (!Enum.TryParse<Role>(setting.Key, ignoreCase: true, out var role) || char.IsAsciiDigit(setting.Key[0])) throw new SettingException(name, "must name a role");
            if (!int.TryParse(setting.Value, out var children) || children is < 1 or > 1000) throw new SettingException(name, "must be a number of children, 1 to 1000");
            if (role == Role.SocialWorker && children > ChildrenOfLaw) throw new SettingException(name, "must be at most 30 (LSL 13 b §)");
            ceilings._byRole[role] = children;
        }
        return ceilings;
    }

    /// <summary>The lowest of the roles' ceilings; null where none has one.</summary>
    public int? Of(IReadOnlyList<Role> roles) => roles.Where(_byRole.ContainsKey).Select(r => (int?)_byRole[r]).Min();

    public int Lowest => _byRole.Values.Min();
}

/// <summary>What one worker answers for in one unit.</summary>
internal sealed record Caseload
{
    public required Guid UnitId { get; init; }
    public required Guid StaffId { get; init; }

    /// <summary>Persons with an open matter of child welfare.</summary>
    public required int Children { get; init; }

    /// <summary>Persons with any open matter, children among them.</summary>
    public required int Clients { get; init; }
    public required int Matters { get; init; }

    /// <summary>Open matters by who answers for them. A child with two matters is one child.</summary>
    public static IQueryable<Caseload> Of(IQueryable<IntakeMatter> matters) => matters
        .Where(m => m.NextDueOn != null && m.OwnerId != null)
        .GroupBy(m => new { m.OwnerUnitId, m.OwnerId })
        .Select(g => new Caseload
        {
            UnitId = g.Key.OwnerUnitId,
            StaffId = g.Key.OwnerId!.Value,
            Children = g.Where(m => m.Kind == MatterKind.ChildWelfareNotification || m.Kind == MatterKind.JointRequestWithFamily).Select(m => m.PersonId).Distinct().Count(),
            Clients = g.Select(m => m.PersonId).Distinct().Count(),
            Matters = g.Count(),
        });
}
