using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>A week in which one named social worker of a unit receives what arrives (R8, R9), with those who may stand in.</summary>
internal sealed class DutyWeek : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>A Monday, Europe/Helsinki.</summary>
    public required DateOnly StartsOn { get; init; }
    public required Guid WorkerId { get; set; }
    public required IReadOnlyList<Substitute> Substitutes { get; set; }
    public int Version { get; private set; } = 1;

    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>
    /// Who receives on that day, the first of them who works in the unit: a substitute whose days it is, the named worker, then the substitutes
    /// without days in their order.
    /// </summary>
    public static IReadOnlyList<Guid> OnDuty(DateOnly day, Guid workerId, IReadOnlyList<Substitute> substitutes) =>
        [.. substitutes.Where(s => s.From <= day && day <= s.To).Select(s => s.StaffId), workerId, .. substitutes.Where(s => s.From is null).Select(s => s.StaffId)];

    /// <summary>Of those named the first who works in the unit; null where none of them does any more.</summary>
    /// <param name="works">The units in which each works today.</param>
    public static Guid? Receiver(IReadOnlyList<Guid> named, Guid unitId, ILookup<Guid, Guid> works) =>
        named.Where(id => works[id].Contains(unitId)).Select(id => (Guid?)id).FirstOrDefault();

    /// <summary>Who receives today, by week: of the weeks that today is in. One query.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Guid?>> FindReceivers(IReadOnlyList<DutyWeek> weeks, DateOnly today, IStaffDirectory staff, CancellationToken ct)
    {
        var present = weeks.Where(w => w.StartsOn == MondayOf(today)).Select(w => (w.Id, w.UnitId, Named: OnDuty(today, w.WorkerId, w.Substitutes))).ToList();
        if (present.Count == 0) return new Dictionary<Guid, Guid?>();
        var works = await staff.FindUnitsOfStaff([.. present.SelectMany(w => w.Named).Distinct()], ct);
        return present.ToDictionary(w => w.Id, w => Receiver(w.Named, w.UnitId, works));
    }

    /// <param name="startsOn">The week that the substitutes' days must lie in.</param>
    public static Refusal? Check(DateOnly startsOn, Guid workerId, IReadOnlyList<Substitute> substitutes)
    {
        if (startsOn.DayOfWeek != DayOfWeek.Monday) return IntakeRefusals.NotAMonday;
        for (var i = 0; i < substitutes.Count; i++)
        {
            var one = substitutes[i];
            var path = $"$.substitutes[{i}]";
            if (one.StaffId == workerId) return IntakeRefusals.OwnSubstitute.At(path + ".staffId");
            if (one.From is null != one.To is null || one.To < one.From || one.From < startsOn || one.To > startsOn.AddDays(6)) return IntakeRefusals.SubstituteDays.At(path);
            if (substitutes.Take(i).Any(earlier => earlier.From <= one.To && one.From <= earlier.To)) return IntakeRefusals.TwoSubstitutes.At(path);
        }
        return null;
    }

    public void Change(Guid workerId, IReadOnlyList<Substitute> substitutes)
    {
        (WorkerId, Substitutes) = (workerId, substitutes);
        Version++;
    }
}

/// <summary>Who may stand in.</summary>
/// <param name="From">First day of standing in, within the week; null: whenever the named worker works there no more.</param>
/// <param name="To">Last day; with from.</param>
public sealed record Substitute(Guid StaffId, DateOnly? From = null, DateOnly? To = null);
