using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// What the county has set for what arrives now. Asked from the database every time, so that every instance follows a change at once; read
/// anew only when its version is another one.
/// </summary>
internal sealed class ArrivalRules(Database database)
{
    private const string ReadVersion = """SELECT "Version", "ProcessVersion" FROM intake_county_rules""";
    private const string ReadRules = """SELECT "Version", "ProcessVersion", "Holidays", "Sets", "Processes" FROM intake_county_rules""";

    private const string ReadDuty = """
        SELECT r."Version", r."ProcessVersion", w."WorkerId", w."Substitutes" FROM intake_county_rules r
        LEFT JOIN intake_duty_weeks w ON w."UnitId" = $1 AND w."StartsOn" = $2
        """;

    private ClockRules _known = new(0, [], []);

    public async Task<ClockRules> Now(CancellationToken ct) =>
        await Of((await database.QueryAsync(ReadVersion, row => (row.GetInt32(0), row.GetInt32(1)), ct)).Single(), ct);

    /// <summary>The rules and who receives in that unit today. One query, and one more where the roster names somebody.</summary>
    public async Task<Receiving> For(Guid unitId, DateOnly today, IStaffDirectory staff, CancellationToken ct)
    {
        var (version, named) = (await database.QueryAsync(ReadDuty, row => (
            (row.GetInt32(0), row.GetInt32(1)),
            row.IsDBNull(2) ? [] : DutyWeek.OnDuty(today, row.GetGuid(2), JsonColumns.Read<IReadOnlyList<Substitute>>(row.GetString(3)))),
            ct, unitId, DutyWeek.MondayOf(today))).Single();
        var rules = await Of(version, ct);
        if (named.Count == 0) return new Receiving(rules, null, NobodyIsLeft: false);
        // Who is named may have left since.
        var works = await staff.FindUnitsOfStaff(named, ct);
        var onDuty = DutyWeek.Receiver(named, unitId, works);
        return new Receiving(rules, onDuty, NobodyIsLeft: onDuty is null);
    }

    private async Task<ClockRules> Of((int Rules, int Processes) version, CancellationToken ct)
    {
        var known = _known;
        if (version == (known.Version, known.ProcessVersion)) return known;
        var rules = (await database.QueryAsync(ReadRules, row => new ClockRules(
            row.GetInt32(0), JsonColumns.Read<IReadOnlyList<CountyHoliday>>(row.GetString(2)), JsonColumns.Read<IReadOnlyList<RuleSet>>(row.GetString(3)))
        {
            ProcessVersion = row.GetInt32(1),
            Processes = JsonColumns.Read<IReadOnlyList<ProcessStart>>(row.GetString(4)),
        }, ct)).Single();
        _known = rules;
        return rules;
    }
}

/// <param name="OnDuty">Who receives today; null: whoever has the duty takes it.</param>
/// <param name="NobodyIsLeft">Whether the roster names somebody for today, and none of them works in the unit any more.</param>
internal sealed record Receiving(ClockRules Rules, Guid? OnDuty, bool NobodyIsLeft);
