using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <param name="PersonId">The client.</param>
/// <param name="StaffId">The coordinator: has the role, and decides nothing of this client's services.</param>
/// <param name="Grounds">The client's wish, or why it was found needed; 3 to 2000 characters, kept encrypted.</param>
/// <param name="AgreedBy">Who has agreed to it: the client, or a recorded guardian of one under 18; of one under 12 the guardian (LSL 20 §).</param>
/// <param name="From">Since when, at most a year ago, Europe/Helsinki; today when left out. The unit may open the client from now on, not earlier.</param>
public sealed record NameCoordinatorRequest(
    Guid PersonId,
    Guid StaffId,
    [property: Visible, StringLength(2000, MinimumLength = 3)] string Grounds,
    CoordinatorAgreement AgreedBy,
    DateOnly? From = null)
{
    public override string ToString() => nameof(NameCoordinatorRequest);
}

/// <summary>Names who stands beside the client across both sectors. Their unit may open the client from now on, as far as the gate lets it.</summary>
internal static class NameCoordinator
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/coordinators", Handle)
        .WithName(nameof(NameCoordinator))
        .WithSummary("Name a client's case coordinator, who represents them impartially")
        .WithDescription("One at a time. Refused for whoever is own worker or in the work pair of the client's plan in force, or works in the unit of one of them.")
        .WithExample(new NameCoordinatorRequest(
            Guid.Parse("0192f0c1-7c1e-7000-8000-000000000001"), Guid.Parse("0192f0c1-7c1e-7000-8000-000000000007"),
            "Asiakas toivoo jonkun kulkevan rinnalla molempien palvelujen välillä", CoordinatorAgreement.Client))
        .Requires(Rights.NameCoordinator)
        .Idempotent<PlansDb>()
        // Of two at once the second looks again: at the other's coordinator, or at a plan that was approved meanwhile.
        .LooksAgain<PlansDb>();

    private static async Task<Results<Created<CoordinatorView>, ProblemHttpResult>> Handle(
        NameCoordinatorRequest request, Idempotency idempotency, Caller caller, PlansDb db, SecretText secrets, PlanSecrets plans, IAccessGate gate,
        IStaffDirectory directory, IPeople people, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.NameCoordinator, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (request.From > today || request.From < today.AddYears(-1)) return PlansRefusals.CoordinatorDayWrong.ToProblem();
        if (CheckAgreement(request.AgreedBy, (await people.Find([request.PersonId], ct))[request.PersonId], today) is { } notAgreed) return notAgreed.ToProblem();
        if (await db.Coordinators.AnyAsync(c => c.PersonId == request.PersonId && c.EndedAt == null, ct)) return PlansRefusals.CoordinatorNamed.ToProblem();

        var inForce = await InForce(request.PersonId, db, plans, today, ct);
        var staff = await directory.FindStaff([.. inForce.SelectMany(p => p.Deciders()).Append(request.StaffId).Distinct()], ct);
        if (!staff.TryGetValue(request.StaffId, out var coordinator)) return PlansRefusals.StaffUnknown.At("$.staffId").ToProblem();
        if (!coordinator.Roles.Contains(Role.Coordinator)) return PlansRefusals.NotACoordinator.ToProblem();
        var partial = inForce.Select(p => CaseCoordinator.CheckImpartial(coordinator.Id, coordinator.UnitId, p, staff)).FirstOrDefault(refusal => refusal is not null);
        if (partial is not null) return partial.At("$.staffId").ToProblem();

        var named = new CaseCoordinator
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            StaffId = coordinator.Id,
            UnitId = coordinator.UnitId,
            From = request.From ?? today,
            GroundsSecret = secrets.Protect(request.Grounds, CaseCoordinator.GroundsPurpose),
            AgreedBy = request.AgreedBy,
            NamedBy = access.Actor.StaffId,
            NamedAt = now,
        };
        db.Coordinators.Add(named);
        db.Relationships.Add(ClientRelationship.Begin(named.PersonId, named.UnitId, CaseCoordinator.BecauseOf, named.Id, now));
        var units = await directory.FindUnits([coordinator.UnitId], ct);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/coordinators/{named.Id}", CoordinatorView.Of(named, staff, units, secrets), ct);
    }

    private static Refusal? CheckAgreement(CoordinatorAgreement by, PersonRecord client, DateOnly today) =>
        by == CoordinatorAgreement.Client ? client.IsUnder(PersonRecord.SpeaksAlone, today) ? PlansRefusals.ChildNotAlone : null
        : !client.IsUnder(PersonRecord.OfAge, today) ? PlansRefusals.GuardianOfAdult
        : client.HasGuardian(today) ? null : PlansRefusals.GuardianMissing;

    /// <summary>What the client's plans in force say. Drafts count as changed: one that is approved at the same time is not saved beside this.</summary>
    private static async Task<IReadOnlyList<PlanContent>> InForce(Guid personId, PlansDb db, PlanSecrets secrets, DateOnly today, CancellationToken ct)
    {
        var found = await db.FindOfPerson(personId, ct);
        foreach (var drafted in found.Where(p => p.Plan.DraftSecret is not null)) drafted.Plan.LookAgain();
        return [.. found.Select(p => p.InForce(secrets)).OfType<PlanContent>().Where(p => p.EndsOn is null || p.EndsOn >= today)];
    }
}
