using System.ComponentModel.DataAnnotations;
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

/// <param name="WithdrawnBy">Who withdraws.</param>
/// <param name="Reason">In the giver's words, at most 1000 characters. Nobody need say a reason; it is kept encrypted.</param>
/// <param name="ToldOn">The day on which they said so, Europe/Helsinki; today when left out.</param>
public sealed record WithdrawConsentRequest(
    GivenBy WithdrawnBy,
    [property: StringLength(1000)] string? Reason = null,
    DateOnly? ToldOn = null)
{
    public override string ToString() => nameof(WithdrawConsentRequest);
}

/// <summary>Withdraws a consent or permission (703/2023 58 §). Holds from the next read on; what is filed already stays.</summary>
internal static class WithdrawConsent
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consents/{id:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawConsent))
        .WithSummary("Withdraw a consent or a permission")
        .WithDescription("Nothing more is shared on its basis from the next read on. Documents that are filed already stay.")
        .WithExample(new WithdrawConsentRequest(new GivenBy(Client: true), ToldOn: new DateOnly(2026, 9, 15)))
        .Requires(Rights.RecordConsent);

    private static async Task<Results<Ok<ConsentView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WithdrawConsentRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, IPeople people, Notices notices,
        ConsentViews views, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var consent = await db.Consents.FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.RecordConsent, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(consent) is { } stale) return stale.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var person = (await people.Find([consent.PersonId], ct))[consent.PersonId];
        var (giver, wrongGiver) = Giver.OfWithdrawing(person, request.WithdrawnBy, consent.GivenBy, today);
        if (giver is null) return wrongGiver!.ToProblem();

        var withdrawal = new Withdrawal(giver, access.Actor.StaffId, access.Actor.UnitId, request.ToldOn ?? today, views.Protect(request.Reason));
        if (consent.Withdraw(withdrawal, today, now) is { } refusal) return refusal.ToProblem();

        await notices.Add((id, consent.Version, consent.PersonId), consent.Direction, consent.RecipientUnits, consent.GivenAt, access.Actor.UnitId, now, ct);
        db.Publish(new ConsentEnded(Guid.CreateVersion7(now), consent.PersonId, consent.Id, consent.Version, Withdrawn: true));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(views.Of(consent));
    }
}
