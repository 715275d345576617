using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Consents;

/// <summary>Withdraws a prohibition or a veto: from the next read on, permissions and guardians' rights count again.</summary>
internal static class WithdrawProhibition
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/prohibitions/{id:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawProhibition))
        .WithSummary("Withdraw a prohibition or a minor's veto")
        .WithExample(new WithdrawConsentRequest(new GivenBy(Client: true), ToldOn: new DateOnly(2026, 9, 15)))
        .Requires(Rights.RecordConsent);

    private static async Task<Results<Ok<ProhibitionView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WithdrawConsentRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, IPeople people, Notices notices,
        ConsentViews views, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.WithdrawVeto : Rights.RecordConsent, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(prohibition) is { } stale) return stale.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var person = (await people.Find([prohibition.PersonId], ct))[prohibition.PersonId];
        var (giver, wrongGiver) = Giver.OfWithdrawing(person, request.WithdrawnBy, prohibition.GivenBy, today);
        if (giver is null) return wrongGiver!.ToProblem();
        // To end a prohibition opens data: who could not give it cannot end it either (703/2023 34 §).
        if (giver.GuardianId is null && prohibition.GivenBy.GuardianId is not null && Giver.IsMinor(person, today)) return ConsentsRefusals.RepresentativeMustEnd.ToProblem();

        var withdrawal = new Withdrawal(giver, access.Actor.StaffId, access.Actor.UnitId, request.ToldOn ?? today, views.Protect(request.Reason));
        if (prohibition.Withdraw(withdrawal, today, now) is { } refusal) return refusal.ToProblem();
        await notices.Add(prohibition, access.Actor.UnitId, now, ct);
        db.Publish(new ProhibitionChanged(Guid.CreateVersion7(now), prohibition.PersonId, prohibition.Id, prohibition.Version));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(views.Of(prohibition));
    }
}
