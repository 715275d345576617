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

/// <param name="Subject">The <c>sub</c> that the sign-in service puts into this person's tokens.</param>
public sealed record RegisterStaffRequest(
    [property: Visible, StringLength(200, MinimumLength = 2)] string Subject,
    [property: Visible, StringLength(200, MinimumLength = 2)] string Name,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<Role> Roles,
    Guid UnitId);

public sealed record StaffView(Guid Id, string Subject, string Name, IReadOnlyList<Role> Roles, Guid UnitId, int Version) : IVersioned
{
    internal static StaffView Of(Staff staff) => new(staff.Id, staff.Subject, staff.Name, staff.Roles, staff.UnitId, staff.Version);
}

/// <summary>Adds a staff member to a unit.</summary>
internal static class RegisterStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff", Handle)
        .WithName(nameof(RegisterStaff))
        .WithSummary("Add a staff member")
        .WithExample(new RegisterStaffRequest("sari.sosiaali", "Sari Sosiaali", [Role.SocialWorker], Guid.Parse("0192f0c1-7c1e-7000-8000-000000000002")))
        .Requires(Rights.AdministerAccess)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<StaffView>, ProblemHttpResult>> Handle(
        RegisterStaffRequest request, Idempotency idempotency, Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!await db.Units.AnyAsync(u => u.Id == request.UnitId, ct)) return AccessRefusals.UnitUnknown.ToProblem();
        if (await db.Staff.AnyAsync(s => s.Subject == request.Subject, ct)) return AccessRefusals.SubjectTaken.ToProblem();
        if (await db.ClientUsers.AnyAsync(u => u.Subject == request.Subject, ct)) return AccessRefusals.SubjectTaken.ToProblem();

        var staff = new Staff
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Subject = request.Subject,
            Name = request.Name,
            Roles = [.. request.Roles.Distinct()],
            UnitId = request.UnitId,
        };
        db.Staff.Add(staff);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/staff/{staff.Id}", StaffView.Of(staff), ct);
    }
}
