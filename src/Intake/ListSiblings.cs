using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Why two children may be siblings.</summary>
public enum SiblingReason
{
    /// <summary>They have the same guardian (huoltaja), by identity code.</summary>
    SharedGuardian,

    /// <summary>The guardian of one expects the other.</summary>
    GuardianExpects,

    /// <summary>The same notifier told of both on the same day, and they have the same family name.</summary>
    ToldTogether,
}

/// <summary>Only siblings whose matters the reader may open: of the others nothing is told, not even that there are any.</summary>
/// <param name="Linked">In the order of linking; at most 30.</param>
/// <param name="Former">Links that were ended; the newest 50.</param>
/// <param name="Suggested">Matters of children who may be siblings and have never been linked; at most 20, the newest arrivals first.</param>
public sealed record Siblings(IReadOnlyList<SiblingView> Linked, IReadOnlyList<SiblingView> Former, IReadOnlyList<SuggestedSibling> Suggested);

/// <summary>A sibling's matter: ids, codes and dates, and why it was linked.</summary>
/// <param name="MatterId">The one in which it is handled now.</param>
/// <param name="EndReason">Null while the link holds, as the other members of its end.</param>
/// <param name="Version">The link's.</param>
public sealed record SiblingView(
    Guid MatterId, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, Guid OwnerUnitId, Guid? OwnerId,
    string Reason, Guid LinkedBy, DateTimeOffset LinkedAt, string? EndReason, Guid? EndedBy, DateTimeOffset? EndedAt, int Version) : IVersioned
{
    internal static SiblingView Of(SiblingLink link, IntakeMatter other, IntakeSecrets secrets) => new(
        other.Id, other.PersonId, other.Kind, other.Status, other.ArrivedOn, other.OwnerUnitId, other.OwnerId,
        secrets.ReadReasons(link.ReasonSecret), link.LinkedBy, link.LinkedAt,
        link.EndReasonSecret is { } ended ? secrets.ReadReasons(ended) : null, link.EndedBy, link.EndedAt, link.Version);

    public override string ToString() => $"{nameof(SiblingView)} {MatterId}";
}

/// <param name="Reasons">Why, by code and in words of the language of Accept-Language.</param>
public sealed record SuggestedSibling(
    Guid MatterId, Guid PersonId, MatterKind Kind, MatterStatus Status, DateOnly ArrivedOn, IReadOnlyList<ReasonInWords<SiblingReason>> Reasons);

internal static class ListSiblings
{
    private const int MostFormer = 50;
    private const int MostSuggested = 20;
    private const int ArrivedWithinMonths = 12;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/siblings", Handle)
        .WithName(nameof(ListSiblings))
        .WithSummary("Read whose matters are linked as siblings', and whose may be")
        .WithDescription("Suggested: children with the same guardian, an unborn child of the guardian, or told of by the same notifier on the same day under the same family name.")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<Siblings>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, IntakeDb db, IntakeSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        if (access.Refusal is { } no) return no.ToProblem();
        var listing = await gate.DecideList(caller, Rights.ListIntake, null, ct);
        if (listing.Refusal is { } notListing) return notListing.ToProblem();

        var now = clock.GetUtcNow();
        var seen = SeenMatters.Of(db, listing.Actor, now);
        var mine = await SeenMatters.HandledIn(id, db, ct);
        var links = await SiblingLink.Of(mine, db).AsNoTracking().OrderBy(l => l.Id).Take(10 * SiblingLink.MostOfOne).ToListAsync(ct);
        var others = links.Select(l => l.OtherThan(mine)).Distinct().ToList();
        var linked = await seen.Where(m => others.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        // Where the sibling's matter was joined to another one, it is handled there.
        var into = linked.Values.Where(m => m.JoinedInto is not null).Select(m => m.JoinedInto!.Value).ToList();
        var handled = into.Count == 0 ? [] : await seen.Where(m => into.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        var shown = links.Where(l => linked.ContainsKey(l.OtherThan(mine))).Select(l => SiblingView.Of(l, Handled(l), secrets)).ToList();

        var siblings = new Siblings(
            [.. shown.Where(s => s.EndedAt is null)],
            [.. shown.Where(s => s.EndedAt is not null).TakeLast(MostFormer)],
            await Suggest(db, seen, matter, mine, others, WorkingDays.DateOf(now), Languages.Of(request), ct));
        await gate.Show(listing, [.. siblings.Linked.Concat(siblings.Former).Select(s => s.PersonId), .. siblings.Suggested.Select(s => s.PersonId)], ct);
        return TypedResults.Ok(siblings);

        IntakeMatter Handled(SiblingLink link)
        {
            var other = linked[link.OtherThan(mine)];
            return other.JoinedInto is { } joined ? handled.GetValueOrDefault(joined, other) : other;
        }
    }

    private static async Task<IReadOnlyList<SuggestedSibling>> Suggest(
        IntakeDb db, IQueryable<IntakeMatter> seen, IntakeMatter matter, IReadOnlyList<Guid> mine, IReadOnlyList<Guid> known, DateOnly today, string language,
        CancellationToken ct)
    {
        var (person, ofAge, since) = (matter.PersonId, RecordIdentity.OfAge(today), today.AddMonths(-ArrivedWithinMonths));
        var identities = db.RecordIdentities;
        // Who has the care of this child: its guardians, of an unborn one the expectant parent.
        var parents = identities
            .Where(i => i.PersonId == person && i.Relation == (matter.AboutUnborn ? RecordRelation.Self : RecordRelation.Guardian))
            .Select(i => i.IdentityCodeHash);
        var children = identities
            .Where(i => i.Relation == RecordRelation.Guardian && i.ClientBornOn > ofAge && parents.Contains(i.IdentityCodeHash)).Select(i => i.PersonId);
        var expecting = identities.Where(i => i.Relation == RecordRelation.Self && parents.Contains(i.IdentityCodeHash)).Select(i => i.PersonId);
        var together = db.Notifications.Where(n => mine.Contains(n.MatterId) && n.TogetherKey != null).Select(n => n.TogetherKey);
        var toldWith = db.Notifications.Where(n => n.TogetherKey != null && together.Contains(n.TogetherKey)).Select(n => n.MatterId);
        var adults = identities.Where(i => i.Relation == RecordRelation.Self && i.ClientBornOn <= ofAge).Select(i => i.PersonId);

        var found = await seen
            .Where(m => matter.AboutUnborn || !adults.Contains(person))
            .Where(m => m.PersonId != person && m.JoinedInto == null && !mine.Contains(m.Id) && !known.Contains(m.Id))
            .Where(m => m.OpenFor != null || m.ArrivedOn >= since)
            .Select(m => new
            {
                Matter = m,
                SharedGuardian = !m.AboutUnborn && children.Contains(m.PersonId),
                GuardianExpects = !matter.AboutUnborn && m.AboutUnborn && expecting.Contains(m.PersonId),
                ToldTogether = toldWith.Contains(m.Id) && (m.AboutUnborn || !adults.Contains(m.PersonId)),
            })
            .Where(m => m.SharedGuardian || m.GuardianExpects || m.ToldTogether)
            .OrderByDescending(m => m.Matter.ArrivedOn).ThenByDescending(m => m.Matter.Id)
            .Take(MostSuggested)
            .ToListAsync(ct);
        return
        [
            .. found.Select(f => new SuggestedSibling(f.Matter.Id, f.Matter.PersonId, f.Matter.Kind, f.Matter.Status, f.Matter.ArrivedOn,
            [
                .. f.SharedGuardian ? [Say(matter.AboutUnborn ? SiblingReason.GuardianExpects : SiblingReason.SharedGuardian)] : Array.Empty<ReasonInWords<SiblingReason>>(),
                .. f.GuardianExpects ? [Say(SiblingReason.GuardianExpects)] : Array.Empty<ReasonInWords<SiblingReason>>(),
                .. f.ToldTogether ? [Say(SiblingReason.ToldTogether)] : Array.Empty<ReasonInWords<SiblingReason>>(),
            ])),
        ];

        ReasonInWords<SiblingReason> Say(SiblingReason reason) => ReasonInWords.Of(reason, language);
    }
}
