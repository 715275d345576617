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

/// <summary>Somebody has opened a note whose text is not shown at once.</summary>
/// <param name="Why">Why it was not.</param>
/// <param name="Reason">Why they said that they need it.</param>
/// <param name="OpenedBy">The staff member, of the unit <paramref name="UnitId"/>.</param>
public sealed record NoteOpeningView(Guid Id, Guid NoteId, NoteHidden Why, string Reason, Guid OpenedBy, Guid UnitId, DateTimeOffset At)
{
    internal static NoteOpeningView Of(OpenedNote o, SecretText secrets) =>
        new(o.Id, o.NoteId, o.Why, secrets.Unprotect(o.ReasonSecret, OpenedNote.Purpose), o.OpenedBy, o.UnitId, o.At);

    public override string ToString() => $"{nameof(NoteOpeningView)} {Id}";
}

/// <summary>The reasons of STM 457/2024 26 §, for those who look after how the records are used.</summary>
internal static class ListNoteOpenings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}/notes/{noteId:guid}/openings", Handle)
        .WithName(nameof(ListNoteOpenings))
        .WithSummary("List who has opened a sensitive or old note and with what reason, newest first")
        .WithDescription("For auditors. The client sees in their log that it was opened with a reason, by whom and when.")
        .Requires(Rights.ReadAudit);

    private static async Task<Results<Ok<Page<NoteOpeningView>>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Guid noteId, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var personId = await db.Notes.Where(n => n.Id == noteId && n.PlanId == id).Select(n => (Guid?)n.PersonId).FirstOrDefaultAsync(ct);
        var access = await gate.Decide(caller, Rights.ReadAudit, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (personId is null) return TypedResults.NotFound();
        if (!Pages.TryDecodeId(cursor, out var before)) return PlatformRefusals.CursorInvalid.ToProblem();

        var openings = await db.OpenedNotes.AsNoTracking()
            .Where(o => o.NoteId == noteId && (cursor == null || o.Id < before)).OrderByDescending(o => o.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Pages.Of(openings, limit, o => o.Id.ToString(), o => NoteOpeningView.Of(o, secrets)));
    }
}
