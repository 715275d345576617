using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="ValidFrom">Holds for clocks that start on this day or later, also for those that run already.</param>
/// <param name="StartWorkingDays">Policy clock to the start of the assessment, in working days; the law's own 7 stay.</param>
/// <param name="CompleteMonths">Policy clock to its completion, in months; the law's own 3 stay.</param>
/// <param name="WarnWorkingDays">Working days before the last day of a clock of working days.</param>
/// <param name="WarnDays">Calendar days before the last day of a clock of months.</param>
/// <param name="EscalateWorkingDays">Working days after the last day: then the manager is told too.</param>
/// <param name="IdleWorkingDays">Working days without anything written, after which an assessment is idle.</param>
public sealed record AddRuleSetRequest(
    [property: Range(typeof(DateOnly), "2020-01-01", "2100-12-31", ParseLimitsInInvariantCulture = true)] DateOnly ValidFrom,
    [property: Range(1, 60)] int StartWorkingDays = 7,
    [property: Range(1, 12)] int CompleteMonths = 3,
    [property: Range(0, 30)] int WarnWorkingDays = 2,
    [property: Range(0, 60)] int WarnDays = 14,
    [property: Range(1, 30)] int EscalateWorkingDays = 2,
    [property: Range(1, 60)] int IdleWorkingDays = 10);

/// <summary>Sets the county's own clocks anew from a day on. Open clocks are computed anew within a minute, and keep a trace of it.</summary>
internal static class AddRuleSet
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/rule-sets", Handle)
        .WithName(nameof(AddRuleSet))
        .WithSummary("Set the lengths of the county's own clocks and when to warn, from a day on")
        .WithDescription("The law's own clocks keep the law's lengths. Open clocks are computed anew within a minute; each that moves keeps a trace.")
        .WithExample(new AddRuleSetRequest(new DateOnly(2027, 1, 1), StartWorkingDays: 5, WarnWorkingDays: 1))
        .Requires(Rights.AdministerIntake)
        .OneOfTwoAtOnce(IntakeRefusals.RulesChangedMeanwhile)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<RuleSetView>, ProblemHttpResult>> Handle(
        AddRuleSetRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var rules = await db.CountyRules.SingleAsync(ct);
        var set = new RuleSet(
            request.ValidFrom, request.StartWorkingDays, request.CompleteMonths, request.WarnWorkingDays, request.WarnDays, request.EscalateWorkingDays,
            request.IdleWorkingDays);
        if (rules.AddSet(set, access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        return await db.SaveCreatedAsync(idempotency, "/api/v1/intake/rule-sets", RuleSetView.Of(set, rules.Version), ct);
    }
}
