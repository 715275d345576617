using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>
/// Who must be told that what opened or closed data has changed. Always by the same rule: the named recipients; where none are named, the units of
/// the receiving sector that serve the client now or have used the other register's data of them. Of what has no direction both sectors. Not the
/// unit that received the change: it knows. A unit that was not named could not read, and is not told either.
/// </summary>
internal sealed class Notices(ConsentsDb db, IStaffDirectory directory, IDisclosureLog uses)
{
    /// <summary>Notes who must be told, saved with the change itself.</summary>
    /// <param name="about">The id of what changed, its version that says so, and who it is about.</param>
    /// <param name="since">Uses from that moment on count.</param>
    /// <param name="loses">Null where each unit loses or gains by it.</param>
    public async Task Add(
        (Guid Id, int Version, Guid PersonId) about, Direction? direction, IReadOnlyCollection<Guid> named, DateTimeOffset since, Guid ownUnit, DateTimeOffset now,
        CancellationToken ct, Func<Guid, bool>? loses = null)
    {
        var units = named.Count > 0 ? named : await Concerned(about.PersonId, direction, since, now, ct);
        foreach (var unit in units.Where(unit => unit != ownUnit && loses?.Invoke(unit) != false))
            db.WithdrawalNotices.Add(new WithdrawalNotice { Id = Guid.CreateVersion7(now), AboutId = about.Id, AboutVersion = about.Version, UnitId = unit, Since = now });
    }

    /// <summary>A prohibition names nobody: those whom the permission names that it closes, or opens again, stand beside the others.</summary>
    public async Task Add(Prohibition prohibition, Guid ownUnit, DateTimeOffset now, CancellationToken ct)
    {
        var permitted = prohibition.Direction is not { } direction ? null : await db.Consents.AsNoTracking()
            .Where(c => c.PersonId == prohibition.PersonId && c.Kind == ConsentKind.DisclosurePermission && c.Direction == direction && c.Status == ConsentStatus.Active)
            .Select(c => c.RecipientUnits).FirstOrDefaultAsync(ct);
        var concerned = await Concerned(prohibition.PersonId, prohibition.Direction, DateTimeOffset.UnixEpoch, now, ct);
        await Add((prohibition.Id, prohibition.Version, prohibition.PersonId), prohibition.Direction, [.. concerned.Union(permitted ?? [])], now, ownUnit, now, ct);
    }

    /// <summary>The list as it is shown.</summary>
    public async Task<Results<Ok<NoticesView>, NotFound, ProblemHttpResult>> List(
        Guid aboutId, IReadOnlyList<SystemReceipt> receipts, string? cursor, int limit, CancellationToken ct)
    {
        if (!Pages.TryDecodeId(cursor, out var after)) return PlatformRefusals.CursorInvalid.ToProblem();
        var notices = await db.WithdrawalNotices.AsNoTracking()
            .Where(n => n.AboutId == aboutId && n.Id > after).OrderBy(n => n.Id).Take(limit + 1).ToListAsync(ct);
        var page = Pages.Of(notices, limit, n => n.Id.ToString(), WithdrawalNoticeView.Of);
        return TypedResults.Ok(new NoticesView(page.Items, page.Next, receipts));
    }

    public async Task<Results<Ok<WithdrawalNoticeView>, NotFound, ProblemHttpResult>> Tick(
        Guid aboutId, TickWithdrawalNoticeRequest request, IfMatch ifMatch, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        var notice = await db.WithdrawalNotices
            .Where(n => n.AboutId == aboutId && n.UnitId == request.UnitId && (request.AboutVersion == null || n.AboutVersion == request.AboutVersion))
            .OrderByDescending(n => n.AboutVersion).FirstOrDefaultAsync(ct);
        if (notice is null) return ConsentsRefusals.NobodyToTell.ToProblem();
        if (ifMatch.Check(notice) is { } stale) return stale.ToProblem();
        if (notice.Tick(request.How, request.On, actor.StaffId, now) is { } refusal) return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(WithdrawalNoticeView.Of(notice));
    }

    private async Task<IReadOnlyCollection<Guid>> Concerned(Guid personId, Direction? direction, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        IReadOnlyCollection<Sector> registers = direction switch
        {
            Direction.SocialToHealth => [Sector.Social],
            Direction.HealthToSocial => [Sector.Health],
            _ => [Sector.Social, Sector.Health],
        };
        var used = await uses.FindUnits(new DisclosuresAsked(registers, personId, since, now.AddMilliseconds(1), []), ct);
        var serving = await ClientRelationship.InForce(db.Relationships, now).Where(r => r.PersonId == personId).Select(r => r.UnitId).Distinct().ToListAsync(ct);
        if (direction is not { } one || serving.Count == 0) return [.. serving.Union(used)];
        var receiving = one == Direction.SocialToHealth ? Sector.Health : Sector.Social;
        return [.. (await directory.FindUnits(serving, ct)).Values.Where(unit => unit.Sector == receiving).Select(unit => unit.Id).Union(used)];
    }
}
