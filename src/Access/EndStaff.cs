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
        Guid id, IfMatch ifMatch, Caller caller, AccessDb db, Administrators administrators, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var staff = await db.Staff.FirstOrDefaultAsync(s => s.Id == id, ct);
        if (staff is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(staff) is { } stale) return stale.ToProblem();
        if (await administrators.LetGo(staff, ct) is { } last) return last.ToProblem();
        if (staff.End(clock.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(StaffView.Of(staff));
    }
}
