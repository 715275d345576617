using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="UnitId">One of the caller's units.</param>
/// <param name="StartsOn">A Monday.</param>
/// <param name="WorkerId">The one named social worker or duty worker, of that unit.</param>
/// <param name="Substitutes">Of that unit; at most 10. With days: stands in on those. Without: where the named worker works there no more.</param>
public sealed record PlanDutyWeekRequest(
    Guid UnitId,
    [property: Range(typeof(DateOnly), "2020-01-01", "2100-12-31", ParseLimitsInInvariantCulture = true)] DateOnly StartsOn,
    Guid WorkerId,
    [property: MaxLength(10)] IReadOnlyList<Substitute> Substitutes);

/// <param name="OnDutyId">Who receives today: the first by the roster who still works in the unit. Null outside the week, and where none of those named is left.</param>
public sealed record DutyWeekView(
    Guid Id, Guid UnitId, DateOnly StartsOn, Guid WorkerId, IReadOnlyList<Substitute> Substitutes, Guid? OnDutyId, int Version) : IVersioned
{
    /// <param name="receivers">By week, see <see cref="DutyWeek.FindReceivers"/>.</param>
    internal static DutyWeekView Of(DutyWeek week, IReadOnlyDictionary<Guid, Guid?> receivers) => new(
        week.Id, week.UnitId, week.StartsOn, week.WorkerId, week.Substitutes, receivers.GetValueOrDefault(week.Id), week.Version);

    internal static async Task<DutyWeekView> Of(DutyWeek week, DateOnly today, IStaffDirectory staff, CancellationToken ct) =>
        Of(week, await DutyWeek.FindReceivers([week], today, staff, ct));
}

/// <summary>Names who has the duty in a week. What arrives then is theirs at once.</summary>
internal static class PlanDutyWeek
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/duty-weeks", Handle)
        .WithName(nameof(PlanDutyWeek))
        .WithSummary("Name who has the duty in a week")
        .WithDescription("What arrives in that week in that unit is assigned to the worker on duty that day.")
        .WithExample(new PlanDutyWeekRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), new DateOnly(2026, 9, 21), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000003"),
            [new Substitute(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"), new DateOnly(2026, 9, 24), new DateOnly(2026, 9, 25))]))
        .Requires(Rights.PlanDuty)
        .OneOfTwoAtOnce(IntakeRefusals.DutyWeekExists)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<DutyWeekView>, ProblemHttpResult>> Handle(
        PlanDutyWeekRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IStaffDirectory staff, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.PlanDuty, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!access.Actor.UnitIds.Contains(request.UnitId)) return IntakeRefusals.NotYourUnit.At("$.unitId").ToProblem();
        if (DutyWeek.Check(request.StartsOn, request.WorkerId, request.Substitutes) is { } wrong) return wrong.ToProblem();
        if (await CheckStaff(request.UnitId, request.WorkerId, request.Substitutes, staff, ct) is { } refusal) return refusal.ToProblem();

        var now = clock.GetUtcNow();
        var week = new DutyWeek
        {
            Id = Guid.CreateVersion7(now),
            UnitId = request.UnitId,
            StartsOn = request.StartsOn,
            WorkerId = request.WorkerId,
            Substitutes = request.Substitutes,
        };
        db.DutyWeeks.Add(week);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/duty-weeks/{week.Id}", await DutyWeekView.Of(week, WorkingDays.DateOf(now), staff, ct), ct);
    }

    /// <summary>Those who handle intake in that unit: nobody else could open what becomes theirs.</summary>
    public static async Task<Refusal?> CheckStaff(Guid unitId, Guid workerId, IReadOnlyList<Substitute> substitutes, IStaffDirectory staff, CancellationToken ct)
    {
        var found = await staff.FindStaff([workerId, .. substitutes.Select(s => s.StaffId)], ct);
        if (!CanReceive(workerId)) return IntakeRefusals.CannotHaveDuty.At("$.workerId");
        for (var i = 0; i < substitutes.Count; i++)
        {
            if (!CanReceive(substitutes[i].StaffId)) return IntakeRefusals.CannotHaveDuty.At($"$.substitutes[{i}].staffId");
        }
        return null;

        bool CanReceive(Guid id) => found.TryGetValue(id, out var one) && one.UnitId == unitId && one.Roles.Any(r => r is Role.DutyWorker or Role.SocialWorker);
    }
}
