using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

internal static class ReadStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/{id:guid}", Handle)
        .WithName(nameof(ReadStaff))
        .WithSummary("Read a staff member")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<StaffView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var staff = await db.Staff.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct);
        return staff is null ? TypedResults.NotFound() : TypedResults.Ok(StaffView.Of(staff));
    }
}
