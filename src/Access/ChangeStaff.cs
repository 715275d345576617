using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>Records everything about a staff member anew; holds from their next request on.</summary>
internal static class ChangeStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/staff/{id:guid}", Handle)
        .WithName(nameof(ChangeStaff))
        .WithSummary("Change a staff member")
        .WithDescription("What is left out is emptied, but for the identity code, which stays.")
        .WithExample(new ChangeStaffRequest("Sari Sosiaali", [Role.SocialWorker], Guid.Parse("0192f0c1-7c1e-7000-8000-000000000002"),
            Area: "Kokkola", Qualification: new Qualification("502", new DateOnly(2015, 6, 1), null, PublicService: true)))
        .Requires(Rights.AdministerAccess);

    private static async Task<Results<Ok<StaffView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, ChangeStaffRequest request, IfMatch ifMatch, Caller caller, AccessDb db, Administrators administrators, SecretText secrets, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var staff = await db.Staff.FirstOrDefaultAsync(s => s.Id == id, ct);
        if (staff is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(staff) is { } stale) return stale.ToProblem();
        if ((request.Check() ?? await RegisterStaff.CheckUnits(request, db, ct)) is { } wrong) return wrong.ToProblem();
        var stays = request.Roles.Contains(Role.Administrator) && request.ValidTo is null && !(request.ValidFrom > WorkingDays.Today(clock));
        if (!stays && await administrators.LetGo(staff, ct) is { } last) return last.ToProblem();

        staff.Change(request, secrets);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(StaffView.Of(staff));
    }
}

/// <summary>The sign-in name stays: somebody else's is another staff member.</summary>
public sealed record ChangeStaffRequest(
    string Name,
    IReadOnlyList<Role> Roles,
    Guid UnitId,
    Guid? EmployerUnitId = null,
    string? Area = null,
    Qualification? Qualification = null,
    string? IdentityCode = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null) : StaffDetails(Name, Roles, UnitId, EmployerUnitId, Area, Qualification, IdentityCode, ValidFrom, ValidTo)
{
    public override string ToString() => nameof(ChangeStaffRequest);
}
