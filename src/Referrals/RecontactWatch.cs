using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals;

/// <summary>
/// Tells of clients whom nobody has asked again by the day that was agreed, once for each such day. The mark is saved with its event and guards itself: it
/// happens once however many instances look, and where somebody has asked meanwhile it does not.
/// </summary>
internal sealed partial class RecontactWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecontactWatch> log) : IPeriodicWork
{
    private const int BatchSize = 50;

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMinutes(10), clock, ct);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = 0;
        while (await RunOnceAsync(ct) is > 0 and var more) told += more;
        return told;
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReferralsDb>();
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var overdue = await db.DeclinedOffers.Where(o => o.ContactAgainOn < today && o.OverdueToldAt == null)
            .OrderBy(o => o.ContactAgainOn).ThenBy(o => o.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var offer in overdue)
        {
            offer.TellOverdue(now);
            db.Publish(new RecontactOverdue(Guid.CreateVersion7(now), offer.PersonId, offer.Id, offer.ContactUnitId!.Value, offer.ContactAgainOn!.Value));
        }
        try
        {
            if (overdue.Count > 0) await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody was asked, or another instance told of it, meanwhile: none of this batch is saved, and it is read again.
            LogAgain(log);
        }
        return overdue.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A declined offer changed meanwhile; reading again")]
    private static partial void LogAgain(ILogger log);
}
