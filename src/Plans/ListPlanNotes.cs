using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>A note as the reader may see it.</summary>
/// <param name="Kind">Null where the text is hidden: it would tell what is hidden.</param>
/// <param name="Text">Null where it is hidden: say why you need it and open it.</param>
/// <param name="Hidden">Why the text is not shown at once; null where it is.</param>
/// <param name="Sources">Of whom it comes. Null where the text is hidden, and where it was written before sources were recorded.</param>
/// <param name="SecondHand">Whether something of it was neither told by the client nor found out by who wrote it; null where there are no sources.</param>
/// <param name="AboutOn">The day of what it tells of.</param>
/// <param name="WrittenBy">The staff member, of the unit <paramref name="UnitId"/>; both null where the text is hidden.</param>
/// <param name="Version">Always 1: a note is written once.</param>
public sealed record PlanNoteView(
    Guid Id, Guid PlanId, Sector Sector, NoteKind? Kind, string? Text, NoteHidden? Hidden, IReadOnlyList<InformationSource>? Sources, bool? SecondHand, DateOnly AboutOn, string? ServiceTask,
    Guid? WrittenBy, Guid? UnitId, DateTimeOffset WrittenAt, int Version = 1) : IVersioned
{
    internal static PlanNoteView Of(PlanNote n, NoteHidden? hidden, SecretText secrets)
    {
        if (hidden is not null) return new(n.Id, n.PlanId, n.Sector, null, null, hidden, null, null, n.AboutOn, null, null, null, n.WrittenAt);
        var sources = n.Sources(secrets);
        return new(
            n.Id, n.PlanId, n.Sector, n.Kind, secrets.Unprotect(n.TextSecret, PlanNote.Purpose), null, sources, sources is null ? null : InformationSource.SecondHand(sources),
            n.AboutOn, n.ServiceTask, n.WrittenBy, n.UnitId, n.WrittenAt);
    }

    public override string ToString() => $"{nameof(PlanNoteView)} {Id}";
}

/// <summary>One sector's notes beside a plan.</summary>
/// <param name="Withheld">
/// Why some or all may be missing, with what would make it lawful to see them; null where the reader sees all. It is the same whether there
/// are notes or not.
/// </param>
/// <param name="Items">Those that the reader may see, newest first.</param>
public sealed record PlanNotes(Sector Sector, Withheld? Withheld, IReadOnlyList<PlanNoteView> Items, string? Next);

/// <summary>Why something may be missing.</summary>
/// <param name="Code">The gate's code, such as <c>access.permission-withdrawn</c>.</param>
/// <param name="Text">In the language of Accept-Language (fi, sv, en), with the next lawful step.</param>
public sealed record Withheld(string Code, string Text)
{
    internal static Withheld? Of(Refusal? why, HttpRequest http) => why is null ? null : Languages.For(http.HttpContext, why) is var told ? new Withheld(told.Code, told.Text) : null;
}

/// <summary>A plan's notes of one sector: each is shown only where the gate lets this reader open that very item.</summary>
internal static class ListPlanNotes
{
    /// <summary>Below a plan; anything but the two sectors is no address.</summary>
    private const string Route = "/plans/{id:guid}/notes/{sector:regex(^(social|health)$)}";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(Route, Handle)
        .WithName(nameof(ListPlanNotes))
        .WithSummary("List a sector's notes beside a joint plan, newest first")
        .WithDescription("The other sector's notes are shown item by item as the client permits; `withheld` says when some may be missing. Psychiatry, mental-health, "
            + "addiction and psychologists' notes, and old ones, of another unit are listed without their text: open each with a reason (STM 457/2024 26 §).")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<PlanNotes>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string sector, HttpRequest http, Caller caller, PlansDb db, SecretText secrets, NoteSettings settings, IAccessGate gate, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var personId = await db.Plans.Where(p => p.Id == id).Select(p => (Guid?)p.PersonId).FirstOrDefaultAsync(ct);
        if (personId is not { } person) return TypedResults.NotFound();
        var plan = await gate.Decide(caller, Rights.ReadPlan, person, ct, new DataItem(Id: id));
        var whose = Enum.Parse<Sector>(sector, ignoreCase: true);
        var right = PlanNote.RightOf(whose);
        if (plan.Refusal is { } no)
        {
            // What health care's register holds stays open to it (703/2023 9 §) when the plan, social care's document, does not.
            if (plan.Hidden || whose == DataClasses.HolderOf(DataClass.JointPlan)) return no.ToProblem();
            plan = await gate.Decide(caller, right, person, ct, DataItem.EachOfThem);
            if (plan.LegalBasis?.Code != LegalBasis.OwnRegister) return no.ToProblem();
        }
        if (!Pages.TryDecodeId(cursor, out var before)) return PlatformRefusals.CursorInvalid.ToProblem();

        var all = plan.LegalBasis!.Code == LegalBasis.OwnRegister ? plan : await gate.Decide(caller, right, person, ct, DataItem.EachOfThem);
        // The gate is asked for each day and task that there is.
        var limited = all.MayOpenSome;
        if (all.ListRefusal is { } closed && !limited) return TypedResults.Ok(new PlanNotes(whose, Withheld.Of(closed, http), [], null));

        var (of, leftOut) = (all.Shows(id), all.LeavesOut);
        var shown = db.Notes.AsNoTracking().Where(n => n.PlanId == of && n.Sector == whose && !leftOut.Contains(n.Id));
        if (limited)
        {
            var open = new List<Guid>();
            var known = await shown.Select(n => new { n.Id, n.AboutOn, n.ServiceTask }).ToListAsync(ct);
            foreach (var alike in known.GroupBy(n => new DataItem(n.AboutOn, n.ServiceTask, Each: true)))
            {
                var those = await gate.Decide(caller, right, person, ct, alike.Key);
                if (those.Refusal is null) open.AddRange(alike.Select(n => n.Id).Except(those.LeavesOut));
            }
            // Before the page is cut: where it ends and that another follows tells of these only.
            shown = shown.Where(n => open.Contains(n.Id));
        }
        var notes = await shown.Where(n => cursor == null || n.Id < before).OrderByDescending(n => n.Id).Take(limit + 1).ToListAsync(ct);
        var today = WorkingDays.Today(clock);
        var page = Pages.Of(
            notes, limit, n => n.Id.ToString(), n => PlanNoteView.Of(n, plan.ByClient ? null : n.HiddenFrom(plan.Actor, today, settings), secrets));
        return TypedResults.Ok(new PlanNotes(whose, Withheld.Of(limited ? all.Refusal : all.LeftOutBecause, http), page.Items, page.Next));
    }
}
