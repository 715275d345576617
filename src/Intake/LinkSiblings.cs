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

/// <param name="OtherMatterId">The sibling's matter: one that you may handle too.</param>
/// <param name="Reason">Why they are taken for siblings; at most 1 000 characters.</param>
public sealed record LinkSiblingsRequest(Guid OtherMatterId, [property: Visible, StringLength(1000)] string Reason)
{
    public override string ToString() => nameof(LinkSiblingsRequest);
}

/// <summary>Links the matters of two siblings.</summary>
internal static class LinkSiblings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/siblings", Handle)
        .WithName(nameof(LinkSiblings))
        .WithSummary("Link a matter to that of the child's sibling")
        .WithDescription("The link holds for both alike. It gives nobody a right to the other child: whoever links may handle both already.")
        .WithExample(new LinkSiblingsRequest(Guid.Parse("0192f0c1-7c1e-7000-8000-000000000006"), "Sama huoltaja, asuvat samassa kodissa."))
        .Requires(Rights.HandleIntake)
        .OneOfTwoAtOnce(IntakeRefusals.SiblingsLinked)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<SiblingView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, LinkSiblingsRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var (both, no) = await TwoMatters.Find(db.Matters.AsNoTracking(), id, request.OtherMatterId, IntakeRefusals.SiblingUnknown, caller, gate, ct);
        if (both is not var (matter, other, actor)) return no is null ? TypedResults.NotFound() : no.ToProblem();

        var now = clock.GetUtcNow();
        if (other.PersonId == matter.PersonId) return IntakeRefusals.SiblingIsTheChild.ToProblem();
        if (!await AreChildren(db, matter, other, WorkingDays.DateOf(now), ct)) return IntakeRefusals.SiblingsAreChildren.ToProblem();
        var links = await SiblingLink.Of([id, other.Id], db).Where(l => l.EndedAt == null).ToListAsync(ct);
        if (links.Exists(l => (l.OneId, l.OtherId) == SiblingLink.Ordered(id, other.Id))) return IntakeRefusals.SiblingsLinked.ToProblem();
        foreach (var linked in (Guid[])[id, other.Id])
        {
            if (links.Count(l => l.OneId == linked || l.OtherId == linked) >= SiblingLink.MostOfOne) return IntakeRefusals.TooManySiblings.ToProblem();
        }

        var link = SiblingLink.Between(id, other.Id, secrets.ProtectReasons(request.Reason), actor.StaffId, now);
        db.SiblingLinks.Add(link);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/matters/{id}/siblings", SiblingView.Of(link, other, secrets), ct);
    }

    /// <summary>Under 18 or not born yet.</summary>
    private static async Task<bool> AreChildren(IntakeDb db, IntakeMatter one, IntakeMatter other, DateOnly today, CancellationToken ct)
    {
        var (ofAge, ids) = (RecordIdentity.OfAge(today), new[] { one, other }.Where(m => !m.AboutUnborn).Select(m => m.PersonId).ToList());
        return !await db.RecordIdentities.AnyAsync(i => ids.Contains(i.PersonId) && i.Relation == RecordRelation.Self && i.ClientBornOn <= ofAge, ct);
    }
}
