using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <param name="ValidFrom">Holds for clocks that start on this day or later; null for what holds where the county has set nothing.</param>
/// <param name="StartWorkingDays">Policy clock to the start of the assessment, in working days.</param>
/// <param name="CompleteMonths">Policy clock to its completion, in months.</param>
/// <param name="WarnWorkingDays">Working days before the last day of a clock of working days.</param>
/// <param name="WarnDays">Calendar days before the last day of a clock of months.</param>
/// <param name="EscalateWorkingDays">Working days after the last day: then the manager is told too.</param>
/// <param name="IdleWorkingDays">Working days without anything written, after which an assessment is idle.</param>
/// <param name="Version">Of the county's rules.</param>
public sealed record RuleSetView(
    DateOnly? ValidFrom, int StartWorkingDays, int CompleteMonths, int WarnWorkingDays, int WarnDays, int EscalateWorkingDays, int IdleWorkingDays,
    int Version) : IVersioned
{
    internal static RuleSetView Of(RuleSet set, int version) => new(
        set == RuleSet.Default ? null : set.ValidFrom, set.StartWorkingDays, set.CompleteMonths, set.WarnWorkingDays, set.WarnDays, set.EscalateWorkingDays,
        set.IdleWorkingDays, version);
}

internal static class ListRuleSets
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/rule-sets", Handle)
        .WithName(nameof(ListRuleSets))
        .WithSummary("List the rule sets of the county's clocks, at most 100, by first day; the default first")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<RuleSetView>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var rules = await db.CountyRules.AsNoTracking().SingleAsync(ct);
        return TypedResults.Ok(new Page<RuleSetView>([.. rules.Sets.Prepend(RuleSet.Default).Select(s => RuleSetView.Of(s, rules.Version))], Next: null));
    }
}
