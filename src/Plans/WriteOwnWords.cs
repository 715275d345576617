using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <param name="Text">At most 2 000 characters; kept encrypted.</param>
/// <param name="NotToGuardians">Whether the guardians do not see it, nor that it was written. The client's own choice only.</param>
public sealed record WriteOwnWordsRequest([property: Visible, StringLength(2000)] string Text, bool NotToGuardians = false)
{
    public override string ToString() => nameof(WriteOwnWordsRequest);
}

/// <summary>The client, or a guardian as such, writes beside the plan in force. Staff read it and never write or change it.</summary>
internal static class WriteOwnWords
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/plans/{id:guid}/own-words", Handle)
        .WithName(nameof(WriteOwnWords))
        .WithSummary("Write own words beside the plan, as the client or a guardian")
        .WithDescription("For clients and guardians who sign in themselves. Those who may read the plan read it; what the client keeps from the guardians, no guardian. "
            + "A guardian from whom the child keeps the plan finds none.")
        .WithExample(new WriteOwnWordsRequest("Aamut ovat vielä vaikeita, mutta koulussa on kiva olla."))
        .Requires(Rights.WriteOwnWords)
        .Idempotent<PlansDb>();

    private static async Task<Results<Created<OwnWordsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WriteOwnWordsRequest request, Idempotency idempotency, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var plan = await db.Plans.Where(p => p.Id == id).Select(p => new { p.PersonId, p.ApprovedVersion }).FirstOrDefaultAsync(ct);
        if (plan is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, request.NotToGuardians ? Rights.WriteHiddenWords : Rights.WriteOwnWords, plan.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        // A draft is the professionals' until it is approved together: a client finds none to write beside.
        if (plan.ApprovedVersion == 0) return TypedResults.NotFound();
        if (request.NotToGuardians && access.ByGuardian) return PlansRefusals.HiddenByChildOnly.ToProblem();
        var guardianId = access.GuardianId;
        if (await db.OwnWords.CountAsync(w => w.PlanId == id && w.GuardianId == guardianId, ct) >= OwnWords.Most) return PlansRefusals.TooManyOwnWords.ToProblem();

        var now = clock.GetUtcNow();
        var words = new OwnWords
        {
            Id = Guid.CreateVersion7(now),
            PlanId = id,
            GuardianId = guardianId,
            TextSecret = secrets.Protect(request.Text, OwnWords.Purpose),
            NotToGuardians = request.NotToGuardians,
            AfterVersion = plan.ApprovedVersion,
            WrittenAt = now,
        };
        db.OwnWords.Add(words);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/plans/{id}/own-words", OwnWordsView.Of(words, plan.ApprovedVersion, secrets), ct);
    }
}
