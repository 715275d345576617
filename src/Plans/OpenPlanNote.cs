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

/// <param name="Reason">Why you need it for this client's care now, 10 to 500 characters; kept encrypted, in the audit log that you opened it.</param>
public sealed record OpenPlanNoteRequest([property: Visible, StringLength(500, MinimumLength = 10)] string Reason)
{
    public override string ToString() => nameof(OpenPlanNoteRequest);
}

/// <summary>The confirmation of STM 457/2024 26 §: opens one sensitive or old note for this one answer, with a reason that is kept.</summary>
internal static class OpenPlanNote
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/plans/{id:guid}/notes/{noteId:guid}/open", Handle)
        .WithName(nameof(OpenPlanNote))
        .WithSummary("Open a sensitive or old note, with a reason")
        .WithDescription("Opens what you may see already, and nothing that the client or the law withholds. Each opening is confirmed by itself.")
        .WithExample(new OpenPlanNoteRequest("Lääkitys on sovittava ennen huomista käyntiä."))
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<PlanNoteView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Guid noteId, OpenPlanNoteRequest request, Caller caller, PlansDb db, SecretText secrets, NoteSettings settings, IAccessGate gate, ISharingBasis sharing,
        TimeProvider clock, CancellationToken ct)
    {
        var note = await db.Notes.AsNoTracking().FirstOrDefaultAsync(n => n.Id == noteId && n.PlanId == id, ct);
        if (note is null) return TypedResults.NotFound();
        var right = PlanNote.RightOf(note.Sector);
        var access = await gate.Decide(caller, right with { Name = right.Name + Rights.Opened }, note.PersonId, ct, note.Item);
        if (access.Refusal is { } no) return no.ToProblem();
        if (await sharing.HidesFrom(access, note.PersonId, DataClass.JointPlan, ct)) return TypedResults.NotFound();

        var now = clock.GetUtcNow();
        if (!access.ByClient && note.HiddenFrom(access.Actor, WorkingDays.DateOf(now), settings) is { } why)
        {
            db.OpenedNotes.Add(new OpenedNote
            {
                Id = Guid.CreateVersion7(now),
                NoteId = noteId,
                Why = why,
                ReasonSecret = secrets.Protect(request.Reason, OpenedNote.Purpose),
                OpenedBy = access.Actor.StaffId,
                UnitId = access.Actor.UnitId,
                At = now,
            });
            await db.SaveChangesAsync(ct);
        }
        return TypedResults.Ok(PlanNoteView.Of(note, null, secrets));
    }
}
