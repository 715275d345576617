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

/// <param name="Reason">Why they are not siblings after all; at most 1 000 characters.</param>
public sealed record EndSiblingLinkRequest([property: Visible, StringLength(1000)] string Reason)
{
    public override string ToString() => nameof(EndSiblingLinkRequest);
}

/// <summary>Takes the link of two siblings' matters back; it stays among the former ones and is not suggested again.</summary>
internal static class EndSiblingLink
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/matters/{id:guid}/siblings/{otherId:guid}/end", Handle)
        .WithName(nameof(EndSiblingLink))
        .WithSummary("Unlink a matter from that of a child who is no sibling")
        .WithExample(new EndSiblingLinkRequest("Sama sukunimi, ei yhteistä huoltajaa."))
        .Requires(Rights.HandleIntake);

    private static async Task<Results<Ok<SiblingView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Guid otherId, EndSiblingLinkRequest request, IfMatch ifMatch, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate,
        TimeProvider clock, CancellationToken ct)
    {
        var (both, no) = await TwoMatters.Find(db.Matters.AsNoTracking(), id, otherId, otherUnknown: null, caller, gate, ct);
        if (both is not var (_, other, actor)) return no is null ? TypedResults.NotFound() : no.ToProblem();

        var (mine, theirs) = (await SeenMatters.HandledIn(id, db, ct), await SeenMatters.HandledIn(otherId, db, ct));
        var link = await SiblingLink.Of(mine, db)
            .Where(l => l.EndedAt == null && (theirs.Contains(l.OneId) || theirs.Contains(l.OtherId)))
            .OrderBy(l => l.Id).FirstOrDefaultAsync(ct);
        if (link is null) return TypedResults.NotFound();
        if (ifMatch.Check(link) is { } stale) return stale.ToProblem();
        link.End(secrets.ProtectReasons(request.Reason), actor.StaffId, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(SiblingView.Of(link, other, secrets));
    }
}
