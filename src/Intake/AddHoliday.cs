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

/// <param name="Date">A day that would be counted without it.</param>
/// <param name="Name">At most 100 characters.</param>
/// <param name="Statutory">
/// Whether it moves the law's last days too: only where a law has made it a public holiday. Otherwise it moves the county's own clocks.
/// </param>
/// <param name="Basis">That law, <c>Laki 123/2027</c>; at most 200 characters. Required with statutory, and only then.</param>
public sealed record AddHolidayRequest(
    [property: Range(typeof(DateOnly), "2020-01-01", "2100-12-31", ParseLimitsInInvariantCulture = true)] DateOnly Date,
    [property: Visible, StringLength(100)] string Name,
    bool Statutory = false,
    [property: StringLength(200)] string? Basis = null);

/// <summary>Adds a day to the county's calendar. Open clocks are computed anew within a minute, and keep a trace of it.</summary>
internal static class AddHoliday
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/holidays", Handle)
        .WithName(nameof(AddHoliday))
        .WithSummary("Add a holiday of the county")
        .WithDescription("Open clocks are computed anew within a minute; each that moves keeps the old and the new last day, why and when.")
        .WithExample(new AddHolidayRequest(new DateOnly(2026, 12, 7), "Aluehallinto suljettu"))
        .Requires(Rights.AdministerIntake)
        .OneOfTwoAtOnce(IntakeRefusals.RulesChangedMeanwhile)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<HolidayView>, ProblemHttpResult>> Handle(
        AddHolidayRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerIntake, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var rules = await db.CountyRules.SingleAsync(ct);
        var holiday = new CountyHoliday(request.Date, request.Name, request.Statutory, request.Basis);
        if (rules.AddHoliday(holiday, access.Actor.StaffId, clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/holidays/{request.Date:O}", HolidayView.Of(holiday, rules.Version), ct);
    }
}
