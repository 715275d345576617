using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

public enum DisclosureKind
{
    /// <summary>Staff of the other sector used it here.</summary>
    Use,

    /// <summary>It was recorded in the other sector's record system.</summary>
    Delivery,
}

/// <summary>
/// One disclosure out of one register into the other: a row of the audit log, or a delivery that the other end has recorded. Both are kept
/// already, so that this is only a way to read them.
/// </summary>
/// <param name="Key">Its place in its source: the same at every read.</param>
/// <param name="Register">Whose data.</param>
/// <param name="StaffId">Who used it; null of a delivery.</param>
/// <param name="UnitId">In which unit; of a delivery, the unit whose plan it is.</param>
/// <param name="RecordSystem">Which record system has it; null of a use.</param>
/// <param name="SourceId">The document that was delivered; null of a use, which the log tells by its class.</param>
internal sealed record Disclosure(
    DisclosureKind Kind, string Key, DateTimeOffset At, Guid PersonId, Sector Register, DataClass DataClass, Guid? StaffId, Guid? UnitId, Role? Role,
    string? RecordSystem, Guid? SourceId, string Purpose, string Basis)
{
    /// <summary>An OID made of the key (2.25, X.667): globally unique, and the same at every read.</summary>
    public string Oid
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind} {Key}"));
            return "2.25." + new BigInteger(hash.AsSpan(0, 16), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
        }
    }
}

/// <summary>Finds disclosures in their two sources, in one order: by time, uses before deliveries of the same moment.</summary>
internal sealed class Disclosures(FhirDb db, IDisclosureLog log)
{
    /// <summary>So long a period at most: the log is long.</summary>
    public const int MostDays = 366;

    private const string DeliveryBasis = "SHL 39 §, 703/2023 46 §: joint plan";

    /// <summary>Which registers the caller watches: an auditor both, an adapter its own end's.</summary>
    public static IReadOnlyList<Sector> RegistersOf(Actor actor) => actor.Roles.Contains(Role.Auditor) ? [Sector.Social, Sector.Health]
        : actor.Sector is Sector.Other ? [] : [actor.Sector];

    /// <summary>Null when the period is one.</summary>
    public static Refusal? Check(DateTimeOffset from, DateTimeOffset to) =>
        from >= to ? FhirRefusals.PeriodBackwards : to - from > TimeSpan.FromDays(MostDays) ? FhirRefusals.PeriodTooLong : null;

    /// <param name="cursor">Of the page before; null on the first.</param>
    /// <returns>One more than the limit where there is more; null where the cursor is none of ours.</returns>
    public async Task<IReadOnlyList<Disclosure>?> FindAsync(DisclosuresAsked asked, string? cursor, int limit, CancellationToken ct)
    {
        if (!TryDecode(cursor, out var afterUse, out var afterDelivery)) return null;
        var uses = await log.Find(asked, afterUse, limit + 1, ct);
        // The joint plan, out of the social register, is all that is delivered of one register's data (R38).
        var deliveries = asked.Registers.Contains(Sector.Social) ? await DeliveriesAsync(asked, afterDelivery, limit + 1, ct) : [];
        return [.. uses.Select(Of).Concat(deliveries).OrderBy(d => d.At).ThenBy(d => d.Kind).Take(limit + 1)];
    }

    public static string CursorOf(Disclosure one) =>
        string.Create(CultureInfo.InvariantCulture, $"{one.At.ToUnixTimeMilliseconds()} {(one.Kind == DisclosureKind.Use ? 'u' : 'd')} {one.Key}");

    private async Task<List<Disclosure>> DeliveriesAsync(DisclosuresAsked asked, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken ct)
    {
        var (afterAt, afterId) = after ?? (DateTimeOffset.UnixEpoch, Guid.Empty);
        var person = asked.PersonId;
        return await (
            from delivery in db.Deliveries.AsNoTracking()
            from step in delivery.Steps
            where delivery.Kind == DeliveryKind.Plan && delivery.Sector == Sector.Health && (person == null || delivery.PersonId == person)
                && !asked.LeftOut.Contains(delivery.PersonId)
                // Recorded once: a later step in that state has a reason.
                && step.State == DeliveryState.Recorded && step.Reason == null && step.At >= asked.From && step.At < asked.To
                && (step.At > afterAt || (step.At == afterAt && delivery.Id > afterId))
            orderby step.At, delivery.Id
            select new Disclosure(
                DisclosureKind.Delivery, delivery.Id.ToString(), step.At, delivery.PersonId, Sector.Social, DataClass.JointPlan, null, null, null,
                delivery.System, delivery.SourceId, "TREAT", DeliveryBasis)).Take(limit).ToListAsync(ct);
    }

    private static Disclosure Of(DisclosedUse use) => new(
        DisclosureKind.Use, string.Create(CultureInfo.InvariantCulture, $"{use.Place.Sequence} {use.Place.Stream}"), use.Place.At, use.PersonId, use.Register, use.DataClass,
        use.StaffId, use.UnitId, use.Role, null, null, use.Purpose, use.Basis);

    private static bool TryDecode(string? cursor, out DisclosurePlace? afterUse, out (DateTimeOffset At, Guid Id)? afterDelivery)
    {
        (afterUse, afterDelivery) = (null, null);
        if (cursor is null) return true;
        if (!Pages.TryDecode(cursor, out var key) || key.Split(' ', 3) is not [var time, var kind, var rest]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (kind == "d")
        {
            if (!Guid.TryParse(rest, out var id)) return false;
            (afterUse, afterDelivery) = (new DisclosurePlace(at.AddMilliseconds(1), null, 0), (at, id));
            return true;
        }
        if (kind != "u" || rest.Split(' ', 2) is not [var place, var stream]
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        (afterUse, afterDelivery) = (new DisclosurePlace(at, stream, sequence), (at.AddMilliseconds(-1), Guid.AllBitsSet));
        return true;
    }
}
