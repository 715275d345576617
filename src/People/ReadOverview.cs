using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>One client on one page, as far as the reader may see each part.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Chapters">Each is decided by itself.</param>
/// <param name="ToRecord">What is still to be recorded of what the reader sees, the earliest last day first; for those staff whose role records it.</param>
public sealed record OverviewView(Guid PersonId, DateTimeOffset At, IReadOnlyList<OverviewChapterView> Chapters, IReadOnlyList<RecordingPrompt> ToRecord);

/// <param name="Withheld">Why some or all may be missing; null where the reader sees all. It is the same whether there is something or not.</param>
/// <param name="Lines">The newest first, at most 20.</param>
/// <param name="More">Whether there are older ones, in the part's own list.</param>
public sealed record OverviewChapterView(OverviewPart Part, OverviewWithheld? Withheld, IReadOnlyList<OverviewLineView> Lines, bool More);

/// <param name="Code">The gate's code, such as <c>access.permission-missing</c>.</param>
/// <param name="Text">In the caller's language, with the next lawful step.</param>
public sealed record OverviewWithheld(string Code, string Text);

/// <param name="Kind">Code of what it is.</param>
/// <param name="Title">A plan's title, a permission's direction; null where the kind is enough.</param>
/// <param name="Status">Code of how it stands.</param>
/// <param name="Since">Day on which it arrived, began or was given, Europe/Helsinki.</param>
/// <param name="DueOn">The next last day; null where none runs.</param>
/// <param name="Responsible">Name of who answers for it; null where nobody does, or they no longer work here.</param>
/// <param name="Path">Address of the whole.</param>
public sealed record OverviewLineView(
    Guid Id, string Kind, string? Title, string Status, DateOnly Since, DateOnly? DueOn, Guid? ResponsibleId, string? Responsible, Guid? UnitId, string? Unit, string Path)
{
    public override string ToString() => $"{nameof(OverviewLineView)} {Id}";
}

/// <summary>Something that is still to be recorded.</summary>
/// <param name="Text">What to do, in the language of Accept-Language (fi, sv, en).</param>
/// <param name="DueOn">The last day of what it is about; null where none runs.</param>
/// <param name="Path">Of what it is about.</param>
public sealed record RecordingPrompt(RecordingGap Gap, string Text, DateOnly? DueOn, string Path);

/// <summary>
/// The whole picture (kokonaiskuva) for those who take part: what is pending, agreed, planned and promised, who answers for it, and what is still to
/// be recorded. Each part is the gate's own decision, in the log by itself, and shows what that part's own operation would show.
/// </summary>
internal static class ReadOverview
{
    private static readonly ResourceManager Texts = new("Monipolku.People.OverviewTexts", typeof(ReadOverview).Assembly);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/people/{id:guid}/overview", Handle)
        .WithName(nameof(ReadOverview))
        .WithSummary("Read the whole picture of a client, and what is still to be recorded")
        .WithDescription("Matters, assessments, consents, prohibitions, plans and referrals as short lines. A part that the token's scopes, the reader's role or the client's will "
            + "do not open says so in `withheld`. In the language of Accept-Language (fi, sv, en).")
        .Requires(Rights.ReadPerson);

    private static async Task<Results<Ok<OverviewView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, IPeople people, IEnumerable<IOverviewChapter> chapters, IStaffDirectory directory, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        if (!(await people.Find([id], ct)).ContainsKey(id)) return TypedResults.NotFound();
        var person = await gate.Decide(caller, Rights.ReadPerson, id, ct);
        if (person.Refusal is { } no) return no.ToProblem();

        var read = new List<(OverviewPart Part, Refusal? Withheld, IReadOnlyList<OverviewLine> Lines)>();
        // Each chapter is one query, whatever stands in it.
        foreach (var chapter in chapters.OrderBy(c => c.Part))
        {
            var (withheld, lines) = await Read(chapter, id, caller, gate, ct);
            var asks = !person.ByClient && chapter.RecordsWith.Roles.Any(person.Actor.Roles.Contains);
            read.Add((chapter.Part, withheld, asks ? lines : [.. lines.Select(l => l with { ToRecord = [] })]));
        }

        var shown = read.SelectMany(c => c.Lines.Take(OverviewLine.Most)).ToList();
        var staff = await directory.FindStaff([.. shown.Select(l => l.ResponsibleId).OfType<Guid>().Distinct()], ct);
        var units = await directory.FindUnits([.. shown.Select(l => l.UnitId).OfType<Guid>().Distinct()], ct);
        var culture = CultureInfo.GetCultureInfo(Languages.Of(request));
        return TypedResults.Ok(new OverviewView(
            id,
            clock.GetUtcNow(),
            [
                .. read.Select(c => new OverviewChapterView(
                    c.Part,
                    c.Withheld is { } refusal && Languages.For(request.HttpContext, refusal) is var told ? new OverviewWithheld(told.Code, told.Text) : null,
                    [.. c.Lines.Take(OverviewLine.Most).Select(l => View(l, staff, units))],
                    c.Lines.Count > OverviewLine.Most)),
            ],
            [.. Prompts(shown, culture)]));
    }

    /// <summary>A permission for some items only is no answer to all of them: the gate is asked for each kind of item that there is.</summary>
    private static async Task<(Refusal? Withheld, IReadOnlyList<OverviewLine> Lines)> Read(
        IOverviewChapter chapter, Guid id, Caller caller, IAccessGate gate, CancellationToken ct)
    {
        if (!caller.Scopes.Contains(chapter.Right.Scope)) return (PlatformRefusals.ScopeMissing, []);
        var access = await gate.Decide(caller, chapter.Right, id, ct, DataItem.EachOfThem);
        if (access.ListRefusal is { } closed && !access.MayOpenSome) return (closed, []);
        var lines = await chapter.Of(access.Shows(id), access, ct);
        if (!access.MayOpenSome) return (access.LeftOutBecause, [.. lines.Where(l => !access.LeavesOut.Contains(l.Id))]);
        var open = new List<OverviewLine>();
        foreach (var alike in lines.GroupBy(l => (l.Item ?? DataItem.EachOfThem) with { Id = null, Each = true }))
        {
            var those = await gate.Decide(caller, chapter.Right, id, ct, alike.Key);
            if (those.Refusal is null) open.AddRange(alike.Where(l => !those.LeavesOut.Contains(l.Id)));
        }
        return (access.Refusal, [.. lines.Where(open.Contains)]);
    }

    private static OverviewLineView View(OverviewLine line, IReadOnlyDictionary<Guid, StaffMember> staff, IReadOnlyDictionary<Guid, UnitOfCare> units) => new(
        line.Id, line.Kind, line.Title, line.Status, line.Since, line.DueOn, line.ResponsibleId, staff.GetValueOrDefault(line.ResponsibleId ?? Guid.Empty)?.Name, line.UnitId,
        units.GetValueOrDefault(line.UnitId ?? Guid.Empty)?.Name, line.Path);

    private static IEnumerable<RecordingPrompt> Prompts(IEnumerable<OverviewLine> lines, CultureInfo language) => lines
        .SelectMany(line => line.ToRecord.Select(gap => new RecordingPrompt(gap, Texts.GetString(gap.ToString(), language)!, line.DueOn, line.Path)))
        .OrderBy(prompt => prompt.DueOn is null).ThenBy(prompt => prompt.DueOn);
}
