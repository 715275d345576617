using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <param name="Statutory">Whether it moves the law's last days too, not only those of the county's own clocks.</param>
/// <param name="Basis">The law that makes it a holiday; null where not statutory.</param>
/// <param name="Version">Of the county's rules, for If-Match.</param>
public sealed record HolidayView(DateOnly Date, string Name, bool Statutory, string? Basis, int Version) : IVersioned
{
    internal static HolidayView Of(CountyHoliday holiday, int version) => new(holiday.Date, holiday.Name, holiday.Statutory, holiday.Basis, version);
}

internal static class ListHolidays
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/holidays", Handle)
        .WithName(nameof(ListHolidays))
        .WithSummary("List the county's own holidays, at most 500, by date; public holidays are known without")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<HolidayView>>, ProblemHttpResult>> Handle(
        Caller caller, IntakeDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var rules = await db.CountyRules.AsNoTracking().SingleAsync(ct);
        return TypedResults.Ok(new Page<HolidayView>([.. rules.Holidays.Select(h => HolidayView.Of(h, rules.Version))], Next: null));
    }
}
