using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Access;

/// <param name="SubstituteFor">Whose place it is: their unit and roles. Null for a place of one's own.</param>
/// <param name="UnitId">Of a place of one's own.</param>
/// <param name="Roles">Of a place of one's own.</param>
/// <param name="ValidFrom">First day, Europe/Helsinki; today when left out.</param>
/// <param name="ValidTo">Last day; required of a substitute.</param>
public sealed record AddTeamMembershipRequest(
    Guid? SubstituteFor = null,
    Guid? UnitId = null,
    [property: MaxLength(10)] IReadOnlyList<Role>? Roles = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null);

/// <param name="SubstituteFor">Whose place it is; null for one's own.</param>
/// <param name="Until">When it ends; null until further notice.</param>
public sealed record TeamMembershipView(
    Guid Id, Guid StaffId, Guid UnitId, IReadOnlyList<Role> Roles, Guid? SubstituteFor, DateTimeOffset From, DateTimeOffset? Until, int Version) : IVersioned
{
    internal static TeamMembershipView Of(TeamMembership m) => new(m.Id, m.StaffId, m.UnitId, m.Roles, m.SubstituteFor, m.From, m.Until, 1);
}

/// <summary>Gives a staff member a place in another team for given days: a second unit, or a colleague's place as their substitute.</summary>
internal static class AddTeamMembership
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/{id:guid}/places", Handle)
        .WithName(nameof(AddTeamMembership))
        .WithSummary("Give a staff member a place in another team, or a colleague's place as their substitute")
        .WithExample(new AddTeamMembershipRequest(
            SubstituteFor: Guid.Parse("0192f0c1-7c1e-7000-8000-000000000004"), ValidFrom: new DateOnly(2026, 12, 21), ValidTo: new DateOnly(2027, 1, 6)))
        .Requires(Rights.AdministerAccess)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<TeamMembershipView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AddTeamMembershipRequest request, Idempotency idempotency, Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        if (!await db.Staff.AnyAsync(s => s.Id == id, ct)) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var from = request.ValidFrom ?? WorkingDays.Today(clock);
        if (request.ValidTo < from) return AccessRefusals.ValidityBackwards.At("$.validTo").ToProblem();
        var (unitId, roles, wrong) = await Place(id, request, db, ct);
        if (wrong is not null) return wrong.ToProblem();

        var membership = new TeamMembership
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            StaffId = id,
            UnitId = unitId,
            Roles = roles,
            SubstituteFor = request.SubstituteFor,
            From = WorkingDays.StartOf(from),
            Until = request.ValidTo is { } last ? WorkingDays.StartOf(last.AddDays(1)) : null,
        };
        db.Memberships.Add(membership);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/staff/{id}/places", TeamMembershipView.Of(membership), ct);
    }

    private static async Task<(Guid UnitId, IReadOnlyList<Role> Roles, Refusal? Wrong)> Place(
        Guid id, AddTeamMembershipRequest request, AccessDb db, CancellationToken ct)
    {
        if (request.SubstituteFor is { } absentId)
        {
            if (request.UnitId is not null || request.Roles is not null || request.ValidTo is null) return (default, [], AccessRefusals.PlaceUnclear);
            if (absentId == id) return (default, [], AccessRefusals.OwnSubstitute);
            var absent = await db.Staff.AsNoTracking().FirstOrDefaultAsync(s => s.Id == absentId, ct);
            return absent is null ? (default, [], AccessRefusals.StaffUnknown) : (absent.UnitId, absent.Roles, null);
        }
        if (request.UnitId is not { } unitId || request.Roles is not { Count: > 0 } roles) return (default, [], AccessRefusals.PlaceUnclear);
        return await db.Units.AnyAsync(u => u.Id == unitId && u.Until == null, ct)
            ? (unitId, [.. roles.Distinct()], null)
            : (default, [], AccessRefusals.UnitUnknown);
    }
}
