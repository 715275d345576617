using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Reactions;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="Code">THL code set 1252: 1 at once, 2 urgent, 3 not urgent.</param>
/// <param name="Assessment">What the estimate rests on; at most 4 000 characters.</param>
/// <param name="Actions">What has been done already; at most 4 000 characters. Documents 1506.1009 and 1015 want it.</param>
/// <param name="Measures">THL code set 1219, measures after a notification; at most 20. Document 1506.1006 wants one.</param>
/// <param name="ServiceTask">THL code set 1221 (palvelutehtävä). Document 1506.19001 wants it.</param>
/// <param name="Services">THL code set 1222 (sosiaalipalvelu): what the worker thinks is needed, within serviceTask; at most 20.</param>
/// <param name="ContactWay">THL code set 1250 (asiointitapa): how who notified made contact. For document 1506.1009.</param>
/// <param name="ChildWelfareReasons">THL code set 1251, where a contact or notice turns out to be a child-welfare matter; at most 20, each once.</param>
public sealed record AssessUrgencyRequest(
    [property: StringLength(2, MinimumLength = 1)] string Code,
    [property: Visible, StringLength(4000)] string Assessment,
    [property: Visible, StringLength(4000)] string? Actions = null,
    [property: MaxLength(20)] IReadOnlyList<CodeAndName>? Measures = null,
    CodeAndName? ServiceTask = null,
    [property: MaxLength(20)] IReadOnlyList<CodeAndName>? Services = null,
    CodeAndName? ContactWay = null,
    [property: MaxLength(20)] IReadOnlyList<string>? ChildWelfareReasons = null)
{
    public override string ToString() => nameof(AssessUrgencyRequest);
}

/// <summary>A code of a set that only the national code server holds, with the name that it has there.</summary>
/// <param name="Code">One to four digits.</param>
/// <param name="Name">At most 200 characters.</param>
public sealed record CodeAndName(
    [property: Pattern("^[0-9]{1,4}$")] string Code,
    [property: Visible, StringLength(200)] string Name);

/// <summary>Records how urgent the matter is, and makes the one who says so its owner (LSL 26 §: at once).</summary>
internal static class AssessUrgency
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/intake/matters/{id:guid}/urgency", Handle)
        .WithName(nameof(AssessUrgency))
        .WithSummary("Assess how urgent a matter is")
        .WithDescription("May be done again until the decision. After it, the same code and assessment with actions, measures, serviceTask, services, contactWay or childWelfareReasons that were left out adds those.")
        .WithExample(new AssessUrgencyRequest("2", "Ei välitöntä vaaraa. Soitettu huoltajalle; nuori on kotona ja tapaaminen sovittu."))
        .Requires(Rights.HandleIntake)
        .LooksAgain<IntakeDb>();

    private static async Task<Results<Ok<MatterView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, AssessUrgencyRequest request, IfMatch ifMatch, Caller caller,
        IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.HandleIntake, matter.PersonId, ct, new DataItem(Id: matter.Id));
        if (access.Refusal is { } no) return no.ToProblem();
        var isAddition = matter is { Decision: not null, AwaitsUrgency: false, Urgency: { } known } && known.Code == request.Code && secrets.Read(known) == request.Assessment;
        if (ifMatch.Check(matter, seen => isAddition ? null : matter.AssessedSince(seen)) is { } stale) return stale.ToProblem();

        var now = clock.GetUtcNow();
        var urgency = new Urgency(
            request.Code, secrets.ProtectUrgency(request.Assessment), access.Actor.StaffId, now,
            ActionsSecret: request.Actions is { } actions ? secrets.ProtectUrgency(actions) : null, Measures: request.Measures, ServiceTask: request.ServiceTask)
        {
            Services = request.Services,
            ContactWay = request.ContactWay,
            ChildWelfareReasons = request.ChildWelfareReasons,
        };
        if ((isAddition ? matter.AddToUrgency(urgency) : matter.AssessUrgency(urgency)) is { } refusal) return refusal.ToProblem();
        // Who takes the matter takes what is told of it; of an estimate after the decision the clock has stopped.
        await MoveAlertsOnMatterDecided.Settle(db, matter, now, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await MatterView.Of(matter, db, secrets, access.Actor, WorkingDays.DateOf(now), ct));
    }
}
