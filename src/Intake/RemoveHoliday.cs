using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

internal static class RemoveHoliday
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/intake/holidays/{date}", Handle)
        .WithName(nameof(RemoveHoliday))
        .WithSummary("Remove a holiday of the county; open clocks are computed anew within a minute")
        .Requires(Rights.AdministerIntake);

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(
        DateOnly date, IfMatch ifMatch, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var rules = await db.CountyRules.SingleAsync(ct);
        if (rules.Holidays.All(h => h.Date != date)) return TypedResults.NotFound();
        if (ifMatch.Check(rules) is { } stale) return stale.ToProblem();
        rules.RemoveHoliday(date, access.Actor.StaffId, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
