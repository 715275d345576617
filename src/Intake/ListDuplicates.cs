using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What may be about the same as this matter. Only matters that the reader may open.</summary>
/// <param name="Candidates">Neither merged nor dismissed; at most 20, those with most reasons first.</param>
/// <param name="Dismissed">Looked at and said to be no duplicates; the newest 50.</param>
/// <param name="WithinMatter">Pairs of this matter's own notifications that seem to tell of the same event; at most 50.</param>
public sealed record Duplicates(
    IReadOnlyList<DuplicateCandidate> Candidates, IReadOnlyList<DismissedView> Dismissed, IReadOnlyList<LikeNotifications> WithinMatter);

/// <param name="PersonId">Another record's, where the reason is the name.</param>
/// <param name="Mergeable">Whether this matter can be merged into that one as both stand now; its urgency is to be assessed first.</param>
/// <param name="Reasons">Why, by code and in words of the language of Accept-Language.</param>
public sealed record DuplicateCandidate(
    Guid MatterId, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, bool Mergeable, IReadOnlyList<ReasonInWords<DuplicateReason>> Reasons);

public sealed record DismissedView(Guid MatterId, string Reason, Guid By, DateTimeOffset At)
{
    public override string ToString() => $"{nameof(DismissedView)} {MatterId}";
}

public sealed record LikeNotifications(Guid OneId, Guid OtherId, IReadOnlyList<ReasonInWords<DuplicateReason>> Reasons);

internal static class ListDuplicates
{
    private const int MostDismissed = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/duplicates", Handle)
        .WithName(nameof(ListDuplicates))
        .WithSummary("Read what may be about the same as this matter, and why")
        .WithDescription("The same person's matters of the same fortnight and with a reason in common, and matters of another record with the same birth date "
            + "and a like name. Nothing is merged by itself: merge or dismiss.")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<Duplicates>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, IntakeDb db, IntakeSecrets secrets, IPeople people, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        if (access.Refusal is { } no) return no.ToProblem();
        var listing = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (listing.Refusal is { } notListing) return notListing.ToProblem();

        var (now, language) = (clock.GetUtcNow(), Languages.Of(request));
        var seen = SeenMatters.Of(db, listing.Actor, now);
        var candidates = await LikelyDuplicates.Find(matter, db, seen, people, WorkingDays.DateOf(now), ct);
        var dismissed = await db.DismissedDuplicates.AsNoTracking()
            .Where(d => (d.OneId == id && seen.Any(m => m.Id == d.OtherId)) || (d.OtherId == id && seen.Any(m => m.Id == d.OneId)))
            .OrderByDescending(d => d.Id).Take(MostDismissed)
            .Select(d => new { Pair = d, PersonId = db.Matters.Where(m => m.Id == (d.OneId == id ? d.OtherId : d.OneId)).Select(m => m.PersonId).FirstOrDefault() })
            .ToListAsync(ct);
        var within = await LikelyDuplicates.Within(id, db, ct);
        await gate.Show(listing, [.. candidates.Select(c => c.Matter.PersonId), .. dismissed.Select(d => d.PersonId)], ct);
        return TypedResults.Ok(new Duplicates(
            [.. candidates.Select(c => new DuplicateCandidate(
                c.Matter.Id, c.Matter.PersonId, c.Matter.Kind, c.Matter.Status, c.Matter.ArrivedOn, IsMergeable(matter, c.Matter), InWords(c.Reasons, language)))],
            [.. dismissed.Select(d => new DismissedView(d.Pair.OtherThan(id), secrets.ReadReasons(d.Pair.ReasonSecret), d.Pair.By, d.Pair.At))],
            [.. within.Select(pair => new LikeNotifications(pair.One, pair.Other, InWords(pair.Reasons, language)))]));
    }

    private static bool IsMergeable(IntakeMatter matter, IntakeMatter into) =>
        matter.Status is MatterStatus.Arrived or MatterStatus.Evaluated && into.Status is not (MatterStatus.Assessed or MatterStatus.Closed);

    private static IReadOnlyList<ReasonInWords<DuplicateReason>> InWords(IReadOnlyList<DuplicateReason> reasons, string language) =>
        [.. reasons.Select(reason => ReasonInWords.Of(reason, language))];
}
