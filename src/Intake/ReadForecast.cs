using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum ForecastVerdict
{
    /// <summary>Its last day has passed, or at the unit's pace will have.</summary>
    WillBreach,

    /// <summary>At the unit's pace it is done when its last day is near: the day from which the clock warns.</summary>
    AtRisk,
    OnTime,

    /// <summary>The unit has done too few of these to tell.</summary>
    NotEnoughHistory,
}

/// <summary>Which open matters will be late at the pace of their unit.</summary>
/// <param name="Paces">Of the asked units, for each clock.</param>
/// <param name="Items">Matters that wait for a decision or are in assessment, the first last day first; at most the asked limit.</param>
/// <param name="Next">Send it as <c>cursor</c> to get the next page; null on the last one.</param>
public sealed record ForecastView(IReadOnlyList<PaceView> Paces, IReadOnlyList<ForecastItem> Items, string? Next);

/// <summary>How fast a unit has been.</summary>
/// <param name="Clock">startAssessment: from arrival to the decision; completeAssessment: from arrival to the completed assessment.</param>
/// <param name="MedianWorkingDays">Null where nothing was done since then.</param>
/// <param name="Count">How many matters it rests on: of more than 1 000 the newest.</param>
/// <param name="Since">The first day looked at: 90 days with today.</param>
/// <param name="Enough">Whether there are at least 5, so that it tells something.</param>
public sealed record PaceView(Guid UnitId, ClockName Clock, decimal? MedianWorkingDays, int Count, DateOnly Since, bool Enough);

/// <summary>An open matter: ids, codes and dates.</summary>
/// <param name="OwnerId">Null: the unit's duty worker.</param>
/// <param name="Clock">The clock that is forecast: of a matter that waits for its decision the seven days, of one in assessment the three months.</param>
/// <param name="DueOn">Its last day; where one of law and one of policy run, that which comes first and has not passed, else the law's.</param>
/// <param name="Force">Whether missing it breaks the law or the county's own policy.</param>
/// <param name="UsedWorkingDays">Working days since the arrival.</param>
/// <param name="ExpectedOn">The arrival and the unit's median, today at the earliest; null where there is not enough history.</param>
/// <param name="BehindPace">Whether it has taken longer than the median already.</param>
/// <param name="Breached">Whether the last day has passed.</param>
public sealed record ForecastItem(
    Guid Id, Guid PersonId, MatterKind Kind, MatterStatus Status, Guid OwnerUnitId, Guid? OwnerId, DateOnly ArrivedOn, ClockName Clock, ClockForce Force,
    DateOnly DueOn, int UsedWorkingDays, DateOnly? ExpectedOn, bool BehindPace, bool Breached, ForecastVerdict Verdict, int Version)
{
    internal static ForecastItem Of(QueueRow row, Pace pace, DateOnly today)
    {
        // Of law and policy that which can still be kept; once both are late, the law's.
        var running = row.Clocks.Where(c => c.Name == pace.Clock && c.StoppedOn is null).ToList();
        var clock = running.Where(c => c.DueOn >= today).MinBy(c => c.DueOn) ?? running.MinBy(c => c.Force) ?? row.Clocks.First(c => c.Name == pace.Clock);
        var used = WorkingDays.Used(row.ArrivedOn, today, closed: clock.Closed);
        var expected = pace.IsEnough ? Expected(row.ArrivedOn, pace.Median!.Value, today, clock.Closed) : (DateOnly?)null;
        var breached = clock.DueOn < today;
        var verdict = breached || expected > clock.DueOn ? ForecastVerdict.WillBreach
            : expected is null ? ForecastVerdict.NotEnoughHistory
            : expected >= (clock.WarnOn ?? clock.DueOn) ? ForecastVerdict.AtRisk
            : ForecastVerdict.OnTime;
        return new ForecastItem(
            row.Id, row.PersonId, row.Kind, row.Status, row.OwnerUnitId, row.OwnerId, row.ArrivedOn, clock.Name, clock.Force, clock.DueOn, used,
            expected, pace.IsEnough && used > pace.Median, breached, verdict, row.Version);
    }

    private static DateOnly Expected(DateOnly arrival, decimal median, DateOnly today, IReadOnlyList<DateOnly> closed)
    {
        var days = (int)Math.Ceiling(median);
        var expected = days == 0 ? arrival : WorkingDays.DueDate(arrival, days, closed);
        return expected > today ? expected : WorkingDays.DueDate(today.AddDays(-1), 1, closed);
    }
}

internal static class ReadForecast
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/forecast", Handle)
        .WithName(nameof(ReadForecast))
        .WithSummary("Read which open matters will be late at the pace of their unit")
        .WithDescription("The pace is the median of working days from arrival to decision, and from arrival to completed assessment, over the last 90 days. "
            + "unitId: one of the caller's units; all of them where left out. Matters whose assessment is complete are not in it.")
        .Requires(Rights.ListIntake);

    private static async Task<Results<Ok<ForecastView>, ProblemHttpResult>> Handle(
        Caller caller, Database database, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        Guid? unitId = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var actor = access.Actor;
        if (unitId is { } asked && !actor.UnitIds.Contains(asked)) return IntakeRefusals.ForecastUnitNotYours.ToProblem();
        if (unitId is { } one) actor = actor with { UnitIds = [one] };

        var now = clock.GetUtcNow();
        var query = new QueueQuery(database.Provider, QueueView.Unit, QueueSort.Due, actor, now, limit + 1);
        if (!query.TryBeginAfter(cursor)) return PlatformRefusals.CursorInvalid.ToProblem();
        query.Except("Status", nameof(MatterStatus.Assessed));
        var rows = await database.QueryAsync(query.Sql(), QueueRow.Read, ct, [.. query.Values]);
        var paces = await Pace.Of(database, actor.UnitIds, query.Today, ct);
        var page = Pages.Of(rows, limit, query.KeyOf, row =>
        {
            var waitsFor = row.Status == MatterStatus.InAssessment ? ClockName.CompleteAssessment : ClockName.StartAssessment;
            return ForecastItem.Of(row, paces[(row.OwnerUnitId, waitsFor)], query.Today);
        });
        await gate.Show(access, page.Items.Select(item => item.PersonId), ct);
        return TypedResults.Ok(new ForecastView(
            [.. paces.Values.Select(p => new PaceView(p.UnitId, p.Clock, p.Median, p.Count, query.Today.AddDays(1 - Pace.Days), p.IsEnough))], page.Items, page.Next));
    }
}
