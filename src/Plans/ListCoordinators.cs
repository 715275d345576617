using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>Who stands, or stood, beside the client.</summary>
/// <param name="StaffName">Null for somebody who no longer works here.</param>
/// <param name="UnitId">Where they worked when they were named.</param>
/// <param name="UnitName">Null for a unit that is closed.</param>
/// <param name="Grounds">The client's wish, or why it was found needed; null for a guardian.</param>
/// <param name="EndedAt">Null while they are the client's coordinator.</param>
/// <param name="EndReason">Null while it has not ended, and for a guardian.</param>
public sealed record CoordinatorView(
    Guid Id, Guid PersonId, Guid StaffId, string? StaffName, Guid UnitId, string? UnitName, DateOnly From, string? Grounds, CoordinatorAgreement AgreedBy,
    Guid NamedBy, DateTimeOffset NamedAt, DateTimeOffset? EndedAt, Guid? EndedBy, string? EndReason, int Version) : IVersioned
{
    internal static CoordinatorView Of(
        CaseCoordinator c, IReadOnlyDictionary<Guid, StaffMember> staff, IReadOnlyDictionary<Guid, UnitOfCare> units, SecretText secrets) => new(
        c.Id, c.PersonId, c.StaffId, staff.GetValueOrDefault(c.StaffId)?.Name, c.UnitId, units.GetValueOrDefault(c.UnitId)?.Name, c.From,
        secrets.Unprotect(c.GroundsSecret, CaseCoordinator.GroundsPurpose), c.AgreedBy, c.NamedBy, c.NamedAt, c.EndedAt, c.EndedBy,
        c.EndReasonSecret is null ? null : secrets.Unprotect(c.EndReasonSecret, CaseCoordinator.EndReasonPurpose), c.Version);

    /// <summary>Two queries for the names, however many.</summary>
    internal static async Task<IReadOnlyList<CoordinatorView>> Of(
        IReadOnlyList<CaseCoordinator> coordinators, IStaffDirectory directory, SecretText secrets, CancellationToken ct)
    {
        var staff = await directory.FindStaff([.. coordinators.Select(c => c.StaffId).Distinct()], ct);
        var units = await directory.FindUnits([.. coordinators.Select(c => c.UnitId).Distinct()], ct);
        return [.. coordinators.Select(c => Of(c, staff, units, secrets))];
    }

    /// <summary>A guardian reads who it is; what the client has said of why stays with the client and those who serve them.</summary>
    internal CoordinatorView For(Decision reader) => reader.ByGuardian ? this with { Grounds = null, EndReason = null } : this;

    public override string ToString() => $"{nameof(CoordinatorView)} {Id}";
}

/// <summary>A client's coordinators, the present one and those before.</summary>
internal static class ListCoordinators
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/coordinators", Handle)
        .WithName(nameof(ListCoordinators))
        .WithSummary("List a client's case coordinators, newest first")
        .WithDescription("The first one is in force while endedAt is null.")
        .Requires(Rights.ReadCoordinator);

    private static async Task<Results<Ok<Page<CoordinatorView>>, ProblemHttpResult>> Handle(
        Guid personId, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, IStaffDirectory directory, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadCoordinator, personId, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!Pages.TryDecodeId(cursor, out var before)) return PlatformRefusals.CursorInvalid.ToProblem();

        var whose = access.Shows(personId);
        var found = await db.Coordinators.AsNoTracking().Where(c => c.PersonId == whose && (cursor == null || c.Id < before))
            .OrderByDescending(c => c.Id).Take(limit + 1).ToListAsync(ct);
        var views = await CoordinatorView.Of(found, directory, secrets, ct);
        return TypedResults.Ok(Pages.Of(views, limit, c => c.Id.ToString(), c => c.For(access)));
    }
}
