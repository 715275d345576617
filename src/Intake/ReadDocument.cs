using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.Intake;

/// <summary>Gives a matter's document as THL's schemas have it.</summary>
internal static class ReadDocument
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/document", Handle)
        .WithName(nameof(ReadDocument))
        .WithSummary("Read a document of a matter as JSON by THL's schema")
        .WithDescription("`type` is `thl` for the notification's own document, or 4009, 4018, 4019 or 4021 (the notification), 19001 (that the matter is pending), "
            + "1006, 1009 or 1015 (its evaluation). `notification` says which one, if not the one that opened the matter. What the document requires and nobody has recorded is refused with 409.")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<JsonObject>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string type, Caller caller, IntakeDb db, IntakeSecrets secrets, IPeople people, IStaffDirectory staff, IAccessGate gate, CancellationToken ct,
        Guid? notification = null)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!ThlDocument.TryFind(type, out var asked)) return IntakeRefusals.DocumentTypeUnknown.ToProblem();

        // Unless one is asked for, the one that opened the matter; for an evaluation of another kind the first one of that kind.
        var kinds = asked is { IsOfNotification: false } ? asked.Kinds : [];
        var told = await IntakeNotification.Of(id, db).Where(n => notification == null ? n.Id == id || kinds.Contains(n.Kind) : n.Id == notification)
            .OrderByDescending(n => kinds.Contains(n.Kind)).ThenByDescending(n => n.Id == id).ThenBy(n => n.Id).FirstOrDefaultAsync(ct);
        if (told is null) return IntakeRefusals.DocumentNotificationUnknown.ToProblem();
        // Of a matter that was joined from another record of the same person it names that record's person.
        if (told.PersonId != matter.PersonId && (await gate.Decide(caller, Rights.ReadIntake, told.PersonId, ct, matter.Item)).Refusal is { } notThem) return notThem.ToProblem();
        var document = asked ?? ThlDocument.Of(told.Kind);
        if (!document.Fits(told.Kind)) return IntakeRefusals.DocumentOfOtherKind.ToProblem();
        if (document.NamesNotifier && !NotifierView.MayKnow(told, access.Actor)) return IntakeRefusals.DocumentNotifierHidden.ToProblem();

        // Whoever wrote it: of an evaluation who assessed the urgency, of a notification who entered it.
        var authorId = document.IsOfNotification ? told.EnteredBy : matter.Urgency?.AssessedBy;
        var author = authorId is { } by ? (await staff.FindStaff([by], ct)).GetValueOrDefault(by) : null;
        var unit = author is null ? null : (await staff.FindUnits([author.UnitId], ct)).GetValueOrDefault(author.UnitId);
        var writer = new ThlWriter(
            (await people.Find([told.PersonId], ct))[told.PersonId], matter, told, NotifierView.MayKnow(told, access.Actor) ? secrets.ReadWholeNotifier(told) : null,
            author, unit, secrets,
            HasEarlier: told.Id != told.MatterId || await db.Notifications.AnyAsync(n => n.PersonId == told.PersonId && n.FiledAt < told.FiledAt, ct));
        var json = document.Write(writer);
        return writer.Incomplete() is { } incomplete ? incomplete.ToProblem() : TypedResults.Ok(json);
    }
}
