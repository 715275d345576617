using System.Data.Common;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>
/// Order: role -> own and relatives' records -> client relationship (703/2023 9 §) -> own register? -> else prohibition (59 §) -> consent
/// to joint work and, for the other register's own data, a permission in that direction (53 §) -> else a statutory basis -> else a broken
/// glass -> else no. For a client of the services: own record -> a guardian's right to a child's record, without what the child has vetoed.
/// At most two queries for staff: one for the caller, one for what the client has said. A client who signs in costs one more.
/// </summary>
internal sealed class AccessGate(Database database, ISharingBasis sharing, AuditLog audit, GateWasAsked asked, AnswerAbout about, TimeProvider clock) : IAccessGate
{

    /// <summary>Persons whose records are the hat's own, a child's or other represented person's, or a guardian's.</summary>
    private const string OwnRecords = """
        SELECT i."PersonId" FROM access_record_identities i WHERE i."IdentityCodeHash" = h."IdentityCodeHash"
        UNION
        SELECT p."PersonId" FROM access_record_identities me
            JOIN access_record_identities g ON g."PersonId" = me."PersonId" AND g."Relation" <> 'Self'
            JOIN access_record_identities p ON p."IdentityCodeHash" = g."IdentityCodeHash" AND p."Relation" = 'Self'
        WHERE me."IdentityCodeHash" = h."IdentityCodeHash" AND me."Relation" = 'Self'
        """;

    /// <summary>One row for each unit in which the caller has a place today, the own one first.</summary>
    private const string FindStaff = $"""
        SELECT h."Id", h."UnitId", u."Sector", h."Roles", h."SubstituteFor",
            EXISTS (
                SELECT 1 FROM access_client_relationships r
                WHERE r."PersonId" = $2 AND r."UnitId" = h."UnitId" AND r."From" <= $3 AND (r."Until" IS NULL OR r."Until" > $3)),
            h."IdentityCodeHash" IS NOT NULL AND $2 IN ({OwnRecords}),
            (SELECT b."Id" FROM access_break_glass b WHERE b."PersonId" = $2 AND b."StaffId" = h."Id" AND b."Until" > $3 LIMIT 1),
            h."IdentityCodeHash", h."Qualification"
        FROM (
            SELECT s."Id", s."UnitId", s."Roles", s."IdentityCodeHash", s."Qualification", NULL AS "SubstituteFor", 0 AS "Place" FROM access_staff s
            WHERE s."Subject" = $1 AND (s."From" IS NULL OR s."From" <= $3) AND (s."Until" IS NULL OR s."Until" > $3)
            UNION ALL
            SELECT s."Id", m."UnitId", m."Roles", s."IdentityCodeHash", s."Qualification", m."SubstituteFor", 1 FROM access_staff s
                JOIN access_team_memberships m ON m."StaffId" = s."Id" AND m."From" <= $3 AND (m."Until" IS NULL OR m."Until" > $3)
            WHERE s."Subject" = $1 AND (s."From" IS NULL OR s."From" <= $3) AND (s."Until" IS NULL OR s."Until" > $3)
            ) h JOIN access_units u ON u."Id" = h."UnitId" AND (u."Until" IS NULL OR u."Until" > $3)
        ORDER BY h."Place"
        """;

    private static readonly string FindOwnRecords = OwnRecords.Replace("h.\"IdentityCodeHash\"", "$1", StringComparison.Ordinal);

    /// <summary>The person who signs in as a client, and as which guardian of a child they are known in the record asked for.</summary>
    private const string FindClient = """
        SELECT c."PersonId", (
            SELECT g."Id" FROM access_record_identities me
                JOIN access_record_identities g ON g."IdentityCodeHash" = me."IdentityCodeHash" AND g."PersonId" = $2
            WHERE me."PersonId" = c."PersonId" AND me."Relation" = 'Self' AND g."Relation" = 'Guardian' AND g."ClientBornOn" > $4 LIMIT 1)
        FROM access_client_users c WHERE c."Subject" = $1 AND (c."Until" IS NULL OR c."Until" > $3)
        """;

    private const string FindUnit = """
        SELECT u."Sector", EXISTS (
            SELECT 1 FROM access_client_relationships r
            WHERE r."PersonId" = $2 AND r."UnitId" = u."Id" AND r."From" <= $3 AND (r."Until" IS NULL OR r."Until" > $3))
        FROM access_units u WHERE u."Id" = $1 AND (u."Until" IS NULL OR u."Until" > $3)
        """;

    public async Task<Decision> Decide(Caller caller, Right right, Guid? personId, CancellationToken ct, DataItem? item = null)
    {
        var (decision, entry) = await Find(caller, right, personId, item, ct);
        await Record(right, entry, ct);
        if (decision.Refusal is null && about.Right is null) (about.PersonId, about.Right) = (personId, right.Name);
        return decision;
    }

    public async Task<Decision> DecideList(Caller caller, Right right, Guid? personId, CancellationToken ct)
    {
        var (decision, entry) = await Find(caller, right, personId, null, ct);
        if (decision.Refusal is null)
        {
            asked.For(right);
            return asked.Unlogged = decision with { Unlogged = entry };
        }
        await Record(right, entry, ct);
        return decision;
    }

    public async Task Show(Decision list, IEnumerable<Guid> personIds, CancellationToken ct)
    {
        if (list.Unlogged is not { } entry || !ReferenceEquals(list, asked.Unlogged))
            throw new InvalidOperationException("Only a permit of DecideList that is not in the log yet is shown.");
        await audit.AppendAsync(entry with { Shown = [.. personIds] }, ct);
        asked.Unlogged = null;
    }

    private async Task<(Decision, AuditEntry)> Find(Caller caller, Right right, Guid? personId, DataItem? item, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var places = await database.QueryAsync(FindStaff, Place.Read, ct, caller.Subject, personId ?? Guid.Empty, now.ToUnixTimeMilliseconds());
        // A program is an adapter or nobody: whoever registers it may have called it by a person's subject (RFC 9700 4.15).
        if (caller.IsProgram)
            places = [.. places.Where(p => p.Actor.Roles.Contains(Role.Adapter)).Select(p => p with { Actor = p.Actor with { Roles = [Role.Adapter] } })];
        var decision = IsOutsideLaunch(caller, right, personId) ? Decision.Deny(AccessRefusals.OutsideLaunch)
            : places.Count == 0 ? await DecideForClient(caller, right, personId, now, ct)
            : await Decide(places, right, personId, item, ct);
        var actor = decision.Refusal is null && places.Count > 0 ? decision.Actor : places is [var first, ..] ? first.Actor : null;
        return (decision, new AuditEntry(
            now, caller.RequestId, caller.Subject, actor?.StaffId, actor?.UnitId, personId,
            right.Name, right.Class.ToString(), decision.Refusal is null, Logged(decision, actor), RoleOf(actor, right), caller.ClientId,
            PurposeOf(decision, right)));
    }

    public Task<Decision> DecideReplay(Caller caller, Right right, AnswerAbout about, CancellationToken ct) =>
        Decide(caller, right with { Name = (about.Right ?? right.Name) + Rights.Again }, about.PersonId, ct);

    public async Task<Decision> DecideSharing(Caller caller, Right right, Guid personId, Guid? recipientUnit, CancellationToken ct, DataItem? item = null)
    {
        var own = await Decide(caller, right, personId, ct, item);
        if (own.Refusal is not null || own.ByClient) return own;
        var now = clock.GetUtcNow();
        var units = await database.QueryAsync(
            FindUnit, row => (Sector: Enum.Parse<Sector>(row.GetString(0)), HasRelationship: row.GetBoolean(1)),
            ct, recipientUnit ?? Guid.Empty, personId, now.ToUnixTimeMilliseconds());
        var recipient = units is [var unit] ? new Place(new Actor(Guid.Empty, recipientUnit!.Value, unit.Sector, right.Roles), unit.HasRelationship, false, null, null) : null;
        // What a register holds goes to the other one or, by a law or by the client's own will, outside: never through this gate.
        var decision = recipientUnit is null || (recipient is { Actor.Sector: Sector.Other } && DataClasses.HolderOf(right.Class) is not null)
            ? Decision.Deny(AccessRefusals.RecipientOutside)
            : recipient is null ? Decision.Deny(AccessRefusals.RecipientUnknown)
            : !right.NeedsRelationship ? own
            : !recipient.HasRelationship ? Decision.Deny(AccessRefusals.UnitHasNoRelationship)
            : await Open(recipient, right, personId, item, ct);
        await Record(right, new AuditEntry(
            now, caller.RequestId, caller.Subject, null, recipientUnit, personId,
            right.Name + " shared", right.Class.ToString(), decision.Refusal is null, decision.Logged, ClientId: caller.ClientId), ct);
        return decision;
    }

    public async Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct, DataItem? item = null)
    {
        var facts = await Facts(recipient, null, dataClass, personId, item, ct);
        var decision = CheckSharing(dataClass, facts) is { } refusal ? Decision.Deny(refusal) : Decision.Permit(null, BasisOf(dataClass, facts));
        await Record(null, new AuditEntry(
            clock.GetUtcNow(), requestId, SubjectAttribute.Delivery, null, null, personId,
            "deliver-to-" + JsonRules.CodeOf(recipient), dataClass.ToString(), decision.Refusal is null, decision.Logged), ct);
        return decision;
    }

    /// <summary>The first place that permits it; else the "no" of the place that came farthest.</summary>
    private async Task<Decision> Decide(IReadOnlyList<Place> places, Right right, Guid? personId, DataItem? item, CancellationToken ct)
    {
        if (!places.Any(p => p.Has(right))) return Decision.Deny(AccessRefusals.RoleMissing);
        if (places[0].IsOwnRecord) return Decision.Deny(AccessRefusals.OwnRecord);
        if (right.Class != DataClass.Administration && places[0].Qualification?.IsValidOn(WorkingDays.Today(clock)) == false)
            return Decision.Deny(AccessRefusals.LicenceNotValid);
        if (!right.NeedsRelationship) return await DecideByRole([.. places.Where(p => p.Has(right))], right, ct);
        if (personId is not { } person) return Decision.Deny(AccessRefusals.NoRelationship);

        Decision? denied = null;
        foreach (var place in places.Where(p => p.Has(right)).OrderByDescending(p => p.HasRelationship))
        {
            var decision = await Open(place, right, person, item, ct);
            if (decision.Refusal is null) return decision;
            denied ??= decision;
        }
        return denied!;
    }

    /// <summary>
    /// Own record; or a child's, as far as the child has not vetoed it. A guardian is not told that there is a veto: what is hidden answers as what is not
    /// there, after the same queries.
    /// </summary>
    private async Task<Decision> DecideForClient(Caller caller, Right right, Guid? personId, DateTimeOffset now, CancellationToken ct)
    {
        if (caller.IsProgram) return Decision.Deny(AccessRefusals.NotStaff);
        var ofAge = RecordIdentity.OfAge(WorkingDays.DateOf(now));
        var found = await database.QueryAsync(
            FindClient, row => (PersonId: row.GetGuid(0), GuardianId: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)),
            ct, caller.Subject, personId ?? Guid.Empty, now.ToUnixTimeMilliseconds(), ofAge);
        if (found is not [var client]) return Decision.Deny(AccessRefusals.NotStaff);
        if (!right.ForClients) return Decision.Deny(AccessRefusals.NotForClients);
        if (!right.NeedsRelationship) return Decision.Permit(null, new LegalBasis("role", "role"));
        if (client.PersonId == personId) return Decision.Permit(null, new LegalBasis(LegalBasis.OwnRecord, "own record (JulkL 12 §, GDPR 15)"));
        var vetoed = !right.LeavesOut && (await sharing.HiddenFromGuardian(personId ?? Guid.Empty, client.GuardianId ?? Guid.Empty, ct)).Contains(right.Class);
        if (client.GuardianId is not { } guardian) return Decision.Deny(AccessRefusals.NotYours);
        var asGuardian = LegalBasis.OfGuardian(guardian);
        return vetoed ? Decision.Hide(asGuardian) : Decision.Permit(null, asGuardian);
    }

    private async Task<Decision> DecideByRole(IReadOnlyList<Place> places, Right right, CancellationToken ct)
    {
        if (!right.Lists) return Decision.Permit(places[0].Actor, new LegalBasis("role", "role"));
        // A list holds what its register holds: the other register's queue is not opened by a role.
        var holder = DataClasses.HolderOf(right.Class);
        var listing = places.Where(p => holder is null || holder == p.Actor.Sector).ToList();
        if (listing.Count == 0) return Decision.Deny(AccessRefusals.OutsideRegister);
        var own = listing[0].IdentityCodeHash is { } hash ? await database.QueryAsync(FindOwnRecords, row => row.GetGuid(0), ct, hash) : [];
        return Decision.Permit(
            listing[0].Actor with { UnitIds = [.. listing.Select(p => p.Actor.UnitId).Distinct()], OwnRecords = own }, new LegalBasis("role", "role"));
    }

    private async Task<Decision> Open(Place place, Right right, Guid personId, DataItem? item, CancellationToken ct)
    {
        var (actor, glass) = (place.Actor, right.Reads ? place.BrokenGlass : null);
        if (!place.HasRelationship && glass is null) return Decision.Deny(AccessRefusals.NoRelationship);

        var facts = await Facts(actor.Sector, actor.UnitId, right.Class, personId, item, ct);
        var refusal = !place.HasRelationship ? AccessRefusals.NoRelationship
            : facts is not null && actor.Sector == Sector.Other ? AccessRefusals.OutsideBothRegisters
            : CheckSharing(right.Class, facts);
        // The law opens what the client has forbidden (703/2023 55 §); in an emergency that holds which is meant to.
        var byLaw = place.HasRelationship && right.Reads ? facts?.Statutory : null;
        var forbidden = byLaw is not null ? [] : facts?.ProhibitedItems?.Where(i => glass is null || i.InEmergency).Select(i => i.Id).ToList() ?? [];
        if (refusal is null) return Decision.Permit(actor, BasisOf(right.Class, facts)) with { LeavesOut = forbidden };
        if (byLaw is { } law)
            return Decision.Permit(actor, new LegalBasis("statutory-basis", $"703/2023 9 §: client relationship; {law.Paragraph}: statutory basis {law.Id}"));
        return glass is not null && facts?.ProhibitedInEmergency != true
            ? Decision.Permit(actor, new LegalBasis(LegalBasis.Emergency, $"emergency: break-glass {glass}")) with { LeavesOut = forbidden }
            : Decision.Deny(refusal);
    }

    /// <summary>What the client has said of sharing; null where that sector's own register holds the class.</summary>
    private async Task<Sharing?> Facts(Sector to, Guid? unitId, DataClass dataClass, Guid personId, DataItem? item, CancellationToken ct)
    {
        if (DataClasses.HolderOf(dataClass) is not { } holder || holder == to) return null;
        // Nobody outside both registers is a recipient of a permission.
        if (to == Sector.Other) return new Sharing(SharingState.None, SharingState.None);
        var direction = holder == Sector.Social ? Direction.SocialToHealth : Direction.HealthToSocial;
        return await sharing.Find(personId, direction, dataClass, item, unitId, WorkingDays.Today(clock), ct);
    }

    private static Refusal? CheckSharing(DataClass dataClass, Sharing? found)
    {
        if (found is null) return null;
        if (found.Prohibited) return AccessRefusals.Prohibited;
        if (found.JointWork != SharingState.InForce)
            return found.JointWork == SharingState.Withdrawn ? AccessRefusals.JointWorkWithdrawn : AccessRefusals.JointWorkMissing;
        // Consent to joint work alone opens the joint plan (SHL 39 §).
        if (dataClass == DataClass.JointPlan) return null;
        return found.Permission switch
        {
            SharingState.InForce => null,
            SharingState.Withdrawn => AccessRefusals.PermissionWithdrawn,
            SharingState.NotValidToday => AccessRefusals.PermissionNotValid,
            SharingState.DoesNotCover => AccessRefusals.PermissionDoesNotCover,
            _ => AccessRefusals.PermissionMissing,
        };
    }

    /// <param name="shared">Null where the own register holds the class, or both do.</param>
    private static LegalBasis BasisOf(DataClass dataClass, Sharing? shared)
    {
        var (code, text) = dataClass switch
        {
            DataClass.JointPlan => ("joint-plan", "SHL 39 §, 703/2023 46 §: joint plan"),
            DataClass.JointAssessment => ("joint-assessment", "SHL 41 §, 703/2023 46 §: joint assessment"),
            _ when shared is not null => ("permission", "703/2023 53 §: permission"),
            _ when DataClasses.HolderOf(dataClass) is not null => (LegalBasis.OwnRegister, "own register"),
            _ => ("both-registers", "both registers"),
        };
        return new LegalBasis(code, "703/2023 9 §: client relationship; " + text);
    }

    /// <summary>A token with a launch context opens that person and nobody else; lists over many clients are not for it.</summary>
    private static bool IsOutsideLaunch(Caller caller, Right right, Guid? personId) =>
        caller.Patient is { } patient && patient != personId && (right.Class != DataClass.Administration || right.Lists);

    /// <summary>The first of theirs that the right asks for, else their first.</summary>
    private static Role? RoleOf(Actor? actor, Right right) =>
        actor is not { Roles: [var first, ..] roles } ? null : roles.Where(right.Roles.Contains).Append(first).First();

    /// <summary>HL7 v3 PurposeOfUse.</summary>
    private static string PurposeOf(Decision decision, Right right) => decision.AsIfNothingWereHidden?.Code switch
    {
        LegalBasis.OwnRecord => "PATRQT",
        LegalBasis.GuardiansRight => "FAMRQT",
        LegalBasis.Emergency => "ETREAT",
        _ when right.Name == Rights.BreakGlass.Name => "ETREAT",
        _ => right.Class == DataClass.Administration ? "HOPERAT" : AuditEntry.Care,
    };

    private static string Logged(Decision decision, Actor? actor) =>
        actor?.SubstituteFor is { } absent && decision.Refusal is null ? $"{decision.Logged}; substitute for {absent}" : decision.Logged;

    private async Task Record(Right? right, AuditEntry entry, CancellationToken ct)
    {
        await audit.AppendAsync(entry, ct);
        if (right is null) return;
        asked.For(right);
    }

    /// <summary>One unit in which the caller acts.</summary>
    /// <param name="IsOwnRecord">Whether the person is the caller, or a relative.</param>
    /// <param name="BrokenGlass">The open emergency, by id.</param>
    private sealed record Place(
        Actor Actor, bool HasRelationship, bool IsOwnRecord, Guid? BrokenGlass, string? IdentityCodeHash, Qualification? Qualification = null)
    {
        public bool Has(Right right) => Actor.Roles.Any(right.Roles.Contains);

        public static Place Read(DbDataReader row) => new(
            new Actor(
                row.GetGuid(0), row.GetGuid(1), Enum.Parse<Sector>(row.GetString(2)), JsonColumns.Read<IReadOnlyList<Role>>(row.GetString(3)),
                row.IsDBNull(4) ? null : row.GetGuid(4)),
            row.GetBoolean(5),
            row.GetBoolean(6),
            row.IsDBNull(7) ? null : row.GetGuid(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : JsonColumns.Read<Qualification>(row.GetString(9)));
    }
}
