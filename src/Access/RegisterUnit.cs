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

/// <param name="Name">As people know it, <c>Nuorten päihdepalvelu</c>.</param>
/// <param name="OrganizationOid">National organisation id, <c>1.2.246.10.&lt;business id&gt;.10.n</c>.</param>
/// <param name="ReceivesIntake">True for the one unit where notifications and contacts arrive.</param>
public sealed record RegisterUnitRequest(
    [property: Visible, OneLine, StringLength(200, MinimumLength = 2)] string Name,
    Sector Sector,
    [property: Pattern(@"^1\.2\.246\.10\.[0-9]{7,8}(\.[0-9]{1,9}){1,4}$"), StringLength(100)] string OrganizationOid,
    bool ReceivesIntake = false);

/// <summary>A unit as everybody signed in may see it.</summary>
public sealed record UnitView(Guid Id, string Name, Sector Sector, string OrganizationOid, bool ReceivesIntake, int Version) : IVersioned
{
    internal static UnitView Of(Unit unit) => new(unit.Id, unit.Name, unit.Sector, unit.OrganizationOid, unit.ReceivesIntake, unit.Version);
}

/// <summary>Adds a unit: a team or service that clients are served by.</summary>
internal static class RegisterUnit
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/units", Handle)
        .WithName(nameof(RegisterUnit))
        .WithSummary("Add a unit")
        .WithExample(new RegisterUnitRequest("Nuorten päihdepalvelu", Sector.Health, "1.2.246.10.1234567.10.4"))
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(AccessRefusals.UnitExists)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<UnitView>, ProblemHttpResult>> Handle(
        RegisterUnitRequest request, Idempotency idempotency, Caller caller, AccessDb db, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (await db.Units.AnyAsync(u => u.OrganizationOid == request.OrganizationOid, ct)) return AccessRefusals.UnitExists.ToProblem();
        if (request.ReceivesIntake && await db.Units.AnyAsync(u => u.ReceivesIntake, ct)) return AccessRefusals.IntakeUnitExists.ToProblem();

        var unit = new Unit
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = request.Name,
            Sector = request.Sector,
            OrganizationOid = request.OrganizationOid,
            ReceivesIntake = request.ReceivesIntake,
        };
        db.Units.Add(unit);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/units/{unit.Id}", UnitView.Of(unit), ct);
    }
}
