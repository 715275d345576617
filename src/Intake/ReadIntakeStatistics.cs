using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What arrived in a year, and what came of it. Counts only: nobody can be told from them.</summary>
/// <param name="Quarters">The year's four.</param>
public sealed record IntakeStatistics(int Year, IntakeFigures Whole, IReadOnlyList<QuarterFigures> Quarters);

/// <param name="Quarter">1 to 4.</param>
public sealed record QuarterFigures(int Quarter, IntakeFigures Figures);

/// <param name="Intakes">What became pending (vireillepano): each notification and contact by its day of arrival, also one that joined an open matter.</param>
/// <param name="ByKind">The same by kind; kinds of which none arrived are left out.</param>
/// <param name="Matters">The matters that they opened.</param>
/// <param name="Undecided">Of them those that wait for a decision now.</param>
/// <param name="Assessments">Of them those in which a service-needs assessment was started (SHL 36 §).</param>
/// <param name="AssessmentPercent">Assessments of a hundred intakes, to one decimal; null where nothing arrived.</param>
/// <param name="DecidedOnDay">
/// How the seven days are used: the matters decided on the day of arrival (0), on the 1st to 7th working day after it, and <c>later</c>.
/// Days on which none was decided are left out.
/// </param>
/// <param name="MissedSteps">Steps of these matters that were missed, by their code in the matter's process; codes of which none was are left out.</param>
/// <param name="Completed">Of the assessments those that are completed.</param>
/// <param name="CompletedInTime">Of them those completed by the last day of the three months: where both of law and of policy ran, by the earlier.</param>
/// <param name="MedianDays">Days from arrival to completion, of the completed ones; null where there are none.</param>
public sealed record IntakeFigures(
    int Intakes, IReadOnlyDictionary<string, int> ByKind, int Matters, int Undecided, int Assessments, decimal? AssessmentPercent,
    IReadOnlyDictionary<string, int> DecidedOnDay, IReadOnlyDictionary<string, int> MissedSteps,
    int Completed, int CompletedInTime, decimal? MedianDays);

/// <summary>A year's intake in figures that anybody can count again (R132).</summary>
internal static class ReadIntakeStatistics
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/statistics", Handle)
        .WithName(nameof(ReadIntakeStatistics))
        .WithSummary("Read a year's intake in figures")
        .WithDescription("The whole county's, by day of arrival (Europe/Helsinki), as the database stands now. What is decided later is counted for the quarter in which it arrived.")
        .Requires(Rights.ReadIntakeStatistics);

    private static async Task<Results<Ok<IntakeStatistics>, ProblemHttpResult>> Handle(
        [Range(2000, 2100)] int year, Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadIntakeStatistics, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var (from, until) = (new DateOnly(year, 1, 1), new DateOnly(year + 1, 1, 1));
        var arrived = await db.Notifications
            .Where(n => n.ArrivedOn >= from && n.ArrivedOn < until)
            .GroupBy(n => new { n.ArrivedOn.Month, n.Kind })
            .Select(g => new Arrived(g.Key.Month, g.Key.Kind, g.Count()))
            .ToListAsync(ct);
        var opened = await db.Matters
            .Where(m => m.ArrivedOn >= from && m.ArrivedOn < until)
            .GroupBy(m => new { m.ArrivedOn.Month, m.Status, m.DecidedInDays })
            .Select(g => new Opened(g.Key.Month, g.Key.Status, g.Key.DecidedInDays, g.Count()))
            .ToListAsync(ct);
        var missed = await db.Alerts
            .Where(a => a.Kind == AlertKind.MissedStep)
            .Join(db.Matters.Where(m => m.ArrivedOn >= from && m.ArrivedOn < until), a => a.MatterId, m => m.Id, (a, m) => new { m.ArrivedOn.Month, a.StepCode })
            .GroupBy(a => a)
            .Select(g => new Missed(g.Key.Month, g.Key.StepCode!, g.Count()))
            .ToListAsync(ct);
        var completed = (await db.Matters
            .Where(m => m.ArrivedOn >= from && m.ArrivedOn < until && m.Status == MatterStatus.Assessed)
            .Select(m => new { m.ArrivedOn, m.Clocks })
            .ToListAsync(ct))
            .Select(m => (m.ArrivedOn, Clock: m.Clocks.Where(c => c.Name == ClockName.CompleteAssessment).MinBy(c => c.DueOn)!))
            .Where(m => m.Clock.StoppedOn is not null)
            .Select(m => new Completed(m.ArrivedOn.Month, m.Clock.StoppedOn!.Value.DayNumber - m.ArrivedOn.DayNumber, m.Clock.StoppedOn <= m.Clock.DueOn))
            .ToList();
        return TypedResults.Ok(new IntakeStatistics(
            year, Figures(arrived, opened, missed, completed),
            [.. Enumerable.Range(1, 4).Select(quarter => new QuarterFigures(quarter, Figures(
                [.. arrived.Where(a => QuarterOf(a.Month) == quarter)], [.. opened.Where(o => QuarterOf(o.Month) == quarter)],
                [.. missed.Where(m => QuarterOf(m.Month) == quarter)], [.. completed.Where(c => QuarterOf(c.Month) == quarter)])))]));
    }

    private static int QuarterOf(int month) => ((month - 1) / 3) + 1;

    private static IntakeFigures Figures(List<Arrived> arrived, List<Opened> opened, List<Missed> missed, List<Completed> completed)
    {
        var intakes = arrived.Sum(a => a.Count);
        var assessments = In(MatterStatus.InAssessment, MatterStatus.Assessed);
        return new IntakeFigures(
            intakes,
            arrived.GroupBy(a => a.Kind).ToDictionary(g => JsonRules.CodeOf(g.Key), g => g.Sum(a => a.Count)),
            opened.Sum(o => o.Count), In(MatterStatus.Arrived, MatterStatus.Evaluated), assessments,
            intakes == 0 ? null : Math.Round(100m * assessments / intakes, 1, MidpointRounding.AwayFromZero),
            opened.Where(o => o.DecidedInDays is not null).GroupBy(o => Math.Min(o.DecidedInDays!.Value, Clock.WorkingDaysToStart + 1)).OrderBy(g => g.Key)
                .ToDictionary(g => g.Key > Clock.WorkingDaysToStart ? "later" : g.Key.ToString(CultureInfo.InvariantCulture), g => g.Sum(o => o.Count)),
            missed.GroupBy(m => m.StepCode).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(m => m.Count)),
            completed.Count, completed.Count(c => c.InTime), Median([.. completed.Select(c => c.Days).Order()]));

        int In(params MatterStatus[] statuses) => opened.Where(o => statuses.Contains(o.Status)).Sum(o => o.Count);
    }

    private static decimal? Median(IReadOnlyList<int> days) => days.Count == 0 ? null : (days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2m;

    private sealed record Completed(int Month, int Days, bool InTime);

    private sealed record Arrived(int Month, MatterKind Kind, int Count);

    private sealed record Opened(int Month, MatterStatus Status, int? DecidedInDays, int Count);

    private sealed record Missed(int Month, string StepCode, int Count);
}
