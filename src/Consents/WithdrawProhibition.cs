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
/// <param name="ToldOn">The day on which they said or signed so, Europe/Helsinki; today when left out.</param>
/// <param name="Competence">Whether the client understands the matter, judged now; required of a minor who ends what a representative forbade (703/2023 34 §).</param>
/// <param name="OtherGuardians">The child's other guardians (31) who end it too, at most 10; they decide together (361/1983 5 §).</param>
/// <param name="OneGuardianSuffices">Why one guardian of several decides alone; null otherwise.</param>
public sealed record WithdrawProhibitionRequest(
    GivenBy WithdrawnBy,
    [property: StringLength(1000)] string? Reason = null,
    DateOnly? ToldOn = null,
    CompetenceAssessment? Competence = null,
    [property: MaxLength(10)] IReadOnlyList<GuardianSignature>? OtherGuardians = null,
    OneGuardianSuffices? OneGuardianSuffices = null)
{
    public override string ToString() => nameof(WithdrawProhibitionRequest);
}

/// <summary>Withdraws a prohibition or a veto: from the next read on, permissions and guardians' rights count again.</summary>
internal static class WithdrawProhibition
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/prohibitions/{id:guid}/withdraw", Handle)
        .WithName(nameof(WithdrawProhibition))
        .WithSummary("Withdraw a prohibition or a minor's veto")
        .WithDescription("To end a prohibition opens data. What a representative forbade for a minor a minor judged competent ends now, or the child's guardians together.")
        .WithExample(new WithdrawProhibitionRequest(new GivenBy(Client: true), ToldOn: new DateOnly(2026, 9, 15)))
        .Requires(Rights.RecordConsent);

    private static async Task<Results<Ok<ProhibitionView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WithdrawProhibitionRequest request, IfMatch ifMatch, Caller caller, ConsentsDb db, IPeople people, Notices notices,
        ConsentViews views, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.WithdrawVeto : Rights.RecordConsent, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(prohibition) is { } stale) return stale.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var person = (await people.Find([prohibition.PersonId], ct))[prohibition.PersonId];
        var (toldOn, others) = (request.ToldOn ?? today, request.OtherGuardians ?? []);
        var (one, wrongGiver) = Giver.OfEnding(person, request.WithdrawnBy, prohibition.GivenBy, request.Competence, today);
        if (one is null) return wrongGiver!.ToProblem();
        var (giver, wrongOthers) = one.WithOthers(person, others, request.OneGuardianSuffices, toldOn, today);
        if (giver is null) return wrongOthers!.ToProblem();
        for (var i = 0; i < others.Count; i++)
        {
            if (others[i].SignedOn < prohibition.ToldOn) return ConsentsRefusals.EndingSignedBefore.At($"$.otherGuardians[{i}].signedOn").ToProblem();
        }

        var withdrawal = new Withdrawal(
            giver, access.Actor.StaffId, access.Actor.UnitId, toldOn, views.Protect(request.Reason),
            request.Competence is { Assessed: true } judged ? new Competence(access.Actor.StaffId, now, judged.Competent) : null);
        if (prohibition.Withdraw(withdrawal, today, now) is { } refusal) return refusal.ToProblem();
        await notices.Add(prohibition, access.Actor.UnitId, now, ct);
        db.Publish(new ProhibitionChanged(Guid.CreateVersion7(now), prohibition.PersonId, prohibition.Id, prohibition.Version));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(views.Of(prohibition, access));
    }
}
