using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>Ends somebody's work: from the next request on they open nothing, and sign in no more.</summary>
internal static class EndStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/{id:guid}/end", Handle)
        .WithName(nameof(EndStaff))
        .WithSummary("End a staff member's work now")
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<StaffView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, IfMatch ifMatch, Caller caller, AccessDb db, Database database, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var staff = await db.Staff.FirstOrDefaultAsync(s => s.Id == id, ct);
        if (staff is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(staff) is { } stale) return stale.ToProblem();
        if (await LastAdministrator.Is(staff, database, clock.GetUtcNow(), ct)) return AccessRefusals.LastAdministrator.ToProblem();
        if (staff.End(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(StaffView.Of(staff));
    }
}

/// <summary>Nobody could ever add staff again: the setting of the first administrator counts in an empty register only.</summary>
internal static class LastAdministrator
{
    private const string Another = """
        SELECT EXISTS (SELECT 1 FROM access_staff s WHERE s."Id" <> $1 AND s."Roles" LIKE '%"administrator"%' AND (s."From" IS NULL OR s."From" <= $2) AND s."Until" IS NULL)
        """;

    /// <summary>Whether no one else works here as an administrator until further notice. A place in a team does not count: it may end by itself.</summary>
    public static async Task<bool> Is(Staff staff, Database database, DateTimeOffset now, CancellationToken ct) =>
        staff.Roles.Contains(Role.Administrator) && !(staff.Until <= now)
        && await database.QueryAsync(Another, row => row.GetBoolean(0), ct, staff.Id, now.ToUnixTimeMilliseconds()) is [false];
}
