using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <param name="Text">At most 4 000 characters; kept encrypted.</param>
/// <param name="Sources">Each of whom it comes, 1 to 10: what is second-hand with its requester, ground and purpose (703/2023 39 §).</param>
/// <param name="AboutOn">The day of what it tells of, Europe/Helsinki; not in the future, at most 120 years back. Today when left out.</param>
/// <param name="ServiceTask">Of social care only: palvelutehtävä, THL code set 1221.</param>
public sealed record WritePlanNoteRequest(
    NoteKind Kind,
    [property: Visible, StringLength(4000, MinimumLength = 1)] string Text,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<InformationSource> Sources,
    DateOnly? AboutOn = null,
    [property: Pattern("^[0-9]{1,2}$")] string? ServiceTask = null)
{
    public override string ToString() => nameof(WritePlanNoteRequest);
}

/// <summary>Writes a note of the writer's own sector beside a joint plan. It is in no delivery and not in the plan's versions.</summary>
internal static class WritePlanNote
{
    private const int LongestBack = 120;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/plans/{id:guid}/notes", Handle)
        .WithName(nameof(WritePlanNote))
        .WithSummary("Write a note of your own sector beside a joint plan")
        .WithDescription("It belongs to the writer's sector: the other one reads it as the client permits.")
        .WithExample(new WritePlanNoteRequest(NoteKind.General, "Koulukuljetus järjestyy syyslomaan asti.", [new InformationSource(
            Teller.OtherAuthority, new DateOnly(2026, 9, 16), "Keskuskoulun rehtori", "Sosiaalityöntekijä", SourceBasis.Consent, Purpose: "Koulumatkojen järjestäminen")], ServiceTask: "4"))
        .Requires(Rights.WritePlan)
        .Idempotent<PlansDb>();

    private static async Task<Results<Created<PlanNoteView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WritePlanNoteRequest request, Idempotency idempotency, Caller caller, PlansDb db, SecretText secrets, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var personId = await db.Plans.Where(p => p.Id == id).Select(p => (Guid?)p.PersonId).FirstOrDefaultAsync(ct);
        if (personId is not { } person) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.WritePlanNote, person, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        if (access.Actor.Sector is not (Sector.Social or Sector.Health)) return PlansRefusals.NoteOfNoRegister.ToProblem();
        if (request.ServiceTask is not null && access.Actor.Sector != Sector.Social) return PlansRefusals.NoteTaskOfSocialCare.ToProblem();

        if (await db.Notes.CountAsync(n => n.PlanId == id && n.Sector == access.Actor.Sector, ct) >= PlanNote.Most) return PlansRefusals.TooManyNotes.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var about = request.AboutOn ?? today;
        if (about > today || about < today.AddYears(-LongestBack)) return PlansRefusals.NoteDayWrong.ToProblem();
        if (InformationSource.Check(request.Sources, today) is { } unsourced) return unsourced.ToProblem();
        var note = new PlanNote
        {
            Id = Guid.CreateVersion7(now),
            PlanId = id,
            PersonId = person,
            Sector = access.Actor.Sector,
            Kind = request.Kind,
            TextSecret = secrets.Protect(request.Text, PlanNote.Purpose),
            SourcesSecret = PlanNote.Protect(request.Sources, secrets),
            AboutOn = about,
            ServiceTask = request.ServiceTask,
            WrittenBy = access.Actor.StaffId,
            UnitId = access.Actor.UnitId,
            WrittenAt = now,
        };
        db.Notes.Add(note);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/plans/{id}/notes", PlanNoteView.Of(note, null, secrets), ct);
    }
}
