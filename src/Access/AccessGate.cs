using System.Data.Common;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>
/// Order: staff and role -> client relationship (703/2023 9 §) -> own register? -> else the client's consent to joint work and,
/// for the other register's own data, a permission in that direction -> else no.
/// </summary>
internal sealed class AccessGate(Database database, ISharingBasis sharing, AuditLog audit, GateWasAsked asked, TimeProvider clock) : IAccessGate
{
    private const string DeliverySubject = "delivery";

    private const string FindCaller = """
        SELECT s."Id", s."UnitId", u."Sector", s."Roles", EXISTS (
            SELECT 1 FROM access_client_relationships r
            WHERE r."PersonId" = $2 AND r."UnitId" = s."UnitId" AND r."From" <= $3 AND (r."Until" IS NULL OR r."Until" > $3))
        FROM access_staff s JOIN access_units u ON u."Id" = s."UnitId"
        WHERE s."Subject" = $1 AND (s."Until" IS NULL OR s."Until" > $3)
        """;

    public async Task<Decision> Decide(Caller caller, Right right, Guid? personId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = await Find(caller.Subject, personId ?? Guid.Empty, now, ct);
        var decision = await Decide(known, right, personId, ct);
        await Record(new AuditEntry(
            now, caller.RequestId, caller.Subject, known?.Actor.StaffId, known?.Actor.UnitId, personId,
            right.Name, right.Class.ToString(), decision.Refusal is null, decision.Basis ?? decision.Refusal!.Code), ct);
        return decision;
    }

    public Task<Decision> DecideReplay(Caller caller, Right right, CancellationToken ct) =>
        Decide(caller, right with { Name = right.Name + " again", NeedsRelationship = false }, null, ct);

    public async Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct)
    {
        var refusal = await Sharing(recipient, null, dataClass, personId, ct);
        var decision = refusal is null ? Decision.Permit(null, BasisOf(dataClass)) : Decision.Deny(refusal);
        await Record(new AuditEntry(
            clock.GetUtcNow(), requestId, DeliverySubject, null, null, personId,
            "deliver-to-" + JsonRules.CodeOf(recipient), dataClass.ToString(), refusal is null, decision.Basis ?? refusal!.Code), ct);
        return decision;
    }

    private async Task<Decision> Decide(KnownCaller? known, Right right, Guid? personId, CancellationToken ct)
    {
        if (known is null) return Decision.Deny(AccessRefusals.NotStaff);
        var actor = known.Actor;
        if (!actor.Roles.Any(right.Roles.Contains)) return Decision.Deny(AccessRefusals.RoleMissing);
        if (!right.NeedsRelationship) return Decision.Permit(actor, "role");
        if (personId is not { } person || !known.HasRelationship) return Decision.Deny(AccessRefusals.NoRelationship);
        return await Sharing(actor.Sector, actor.UnitId, right.Class, person, ct) is { } refusal
            ? Decision.Deny(refusal)
            : Decision.Permit(actor, "703/2023 9 §: client relationship; " + BasisOf(right.Class));
    }

    /// <summary>Null where that sector may have that class of the person's data.</summary>
    private async Task<Refusal?> Sharing(Sector to, Guid? unitId, DataClass dataClass, Guid personId, CancellationToken ct)
    {
        var (holder, jointByConsent) = HolderOf(dataClass);
        if (holder is null || holder == to) return null;

        var direction = holder == Sector.Social ? Direction.SocialToHealth : Direction.HealthToSocial;
        var found = await sharing.Find(personId, direction, dataClass, unitId, WorkingDays.Today(clock), ct);
        if (found.JointWork != SharingState.InForce)
            return found.JointWork == SharingState.Withdrawn ? AccessRefusals.JointWorkWithdrawn : AccessRefusals.JointWorkMissing;
        if (jointByConsent) return null;
        return found.Permission switch
        {
            SharingState.InForce => null,
            SharingState.Withdrawn => AccessRefusals.PermissionWithdrawn,
            SharingState.NotValidToday => AccessRefusals.PermissionNotValid,
            SharingState.DoesNotCover => AccessRefusals.PermissionDoesNotCover,
            _ => AccessRefusals.PermissionMissing,
        };
    }

    /// <summary>Whose register holds the class (null: both), and whether consent to joint work alone opens it to the other sector.</summary>
    private static (Sector? Holder, bool JointByConsent) HolderOf(DataClass dataClass) => dataClass switch
    {
        DataClass.IntakeMatter or DataClass.SocialAssessmentPart => (Sector.Social, false),
        DataClass.HealthAssessmentPart => (Sector.Health, false),
        DataClass.JointPlan => (Sector.Social, true),
        DataClass.Person or DataClass.JointAssessment or DataClass.ConsentRecord or DataClass.Referral or DataClass.Administration => (null, false),
        _ => throw new InvalidOperationException("A class of data has no holder."),
    };

    private static string BasisOf(DataClass dataClass) => dataClass switch
    {
        DataClass.JointPlan => "SHL 39 §, 703/2023 46 §: joint plan",
        DataClass.JointAssessment => "SHL 41 §, 703/2023 46 §: joint assessment",
        DataClass.SocialAssessmentPart or DataClass.HealthAssessmentPart or DataClass.IntakeMatter => "own register, or 703/2023 53 §: permission",
        _ => "both registers",
    };

    /// <summary>Not through EF Core: it runs at every request. Its columns are those of <see cref="AccessDb"/>.</summary>
    private async Task<KnownCaller?> Find(string subject, Guid personId, DateTimeOffset now, CancellationToken ct) =>
        (await database.QueryAsync(FindCaller, KnownCaller.Read, ct, subject, personId, now.ToUnixTimeMilliseconds())).SingleOrDefault();

    private async Task Record(AuditEntry entry, CancellationToken ct)
    {
        await audit.AppendAsync(entry, ct);
        asked.Yes = true;
    }

    private sealed record KnownCaller(Actor Actor, bool HasRelationship)
    {
        public static KnownCaller Read(DbDataReader row) => new(
            new Actor(row.GetGuid(0), row.GetGuid(1), Enum.Parse<Sector>(row.GetString(2)), JsonColumns.Read<IReadOnlyList<Role>>(row.GetString(3))),
            row.GetBoolean(4));
    }
}
