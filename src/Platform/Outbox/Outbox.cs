using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Monipolku.Platform.Outbox;

/// <summary>Wakes the worker when something was published here; other instances' events are found by polling.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);

    public void Ring()
    {
        try
        {
            _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // It rings already.
        }
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _bell.WaitAsync(longest, ct);

    public void Dispose() => _bell.Dispose();
}

/// <summary>One reaction to one event.</summary>
internal sealed record Subscription(string EventName, string Receiver, Func<IServiceProvider, string, CancellationToken, Task> React);

public static class OutboxSetup
{
    public static void AddReaction<TEvent, TReaction>(this IServiceCollection services)
        where TEvent : IIntegrationEvent
        where TReaction : class, IReaction<TEvent>
    {
        services.AddScoped<TReaction>();
        services.AddSingleton(new Subscription(TEvent.Name, typeof(TReaction).Name, (scope, payload, ct) =>
            scope.GetRequiredService<TReaction>().Handle(JsonSerializer.Deserialize<TEvent>(payload, JsonRules.Options)!, ct)));
    }
}

/// <summary>
/// Takes due events from the outbox and lets each reaction have its effect. Events of one person go in order: one that
/// fails holds back that person's later events and nobody else's.
/// </summary>
public sealed partial class Outbox
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(10);
    private const int BatchSize = 20;

    private readonly IServiceScopeFactory _scopes;

    /// <summary>How long one instance works on an event before another may: what a killed instance held waits so long.</summary>
    private readonly TimeSpan _lease;
    private readonly ILookup<string, Subscription> _subscriptions;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<Outbox> _log;

    internal Outbox(IServiceScopeFactory scopes, IEnumerable<Subscription> subscriptions, TimeSpan lease, Database database, TimeProvider clock, ILogger<Outbox> log)
    {
        _lease = lease;
        _scopes = scopes;
        _subscriptions = subscriptions.ToLookup(s => s.EventName);
        _database = database;
        _clock = clock;
        _log = log;
    }

    /// <summary>Delivers what is due until nothing is. Returns how many events were delivered.</summary>
    public async Task<int> DrainAsync(CancellationToken ct = default)
    {
        var delivered = 0;
        while (await RunOnceAsync(ct) is > 0 and var more) delivered += more;
        return delivered;
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        var now = _clock.GetUtcNow();
        var due = await db.OutboxMessages.AsNoTracking()
            .Where(m => m.DeliveredAt == null && m.NotBefore <= now)
            .Where(m => !db.OutboxMessages.Any(e => e.PersonId == m.PersonId && e.DeliveredAt == null && e.Position < m.Position))
            .OrderBy(m => m.Position)
            .Take(BatchSize)
            .ToListAsync(ct);

        // Most events have nobody who reacts: they need no lease, and one update says that they are done.
        var delivered = await Complete(db, [.. due.Where(m => !_subscriptions.Contains(m.Name)).Select(m => m.Position)], ct);
        foreach (var message in due.Where(m => _subscriptions.Contains(m.Name)))
        {
            if (await Claim(db, message, ct) && await Deliver(db, message, ct)) delivered++;
        }
        return delivered;
    }

    /// <summary>Of several workers only the one that moves NotBefore delivers.</summary>
    private async Task<bool> Claim(PlatformDb db, OutboxMessage message, CancellationToken ct)
    {
        var until = _clock.GetUtcNow() + _lease;
        return await Update(db, message, m => m.DeliveredAt == null && m.NotBefore == message.NotBefore, set => set
            .SetProperty(m => m.NotBefore, until)
            .SetProperty(m => m.Attempts, m => m.Attempts + 1), ct);
    }

    private async Task<bool> Deliver(PlatformDb db, OutboxMessage message, CancellationToken ct)
    {
        foreach (var subscription in _subscriptions[message.Name])
        {
            try
            {
                await using var scope = _scopes.CreateAsyncScope();
                await subscription.React(scope.ServiceProvider, message.Payload, ct);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                var later = _clock.GetUtcNow() + BackOff(message.Attempts);
                LogFailed(_log, message.EventId, message.Name, subscription.Receiver, message.Attempts + 1, failure.GetType().Name, later);
                await Update(db, message, m => m.DeliveredAt == null, set => set.SetProperty(m => m.NotBefore, later), ct);
                return false;
            }
        }
        var now = _clock.GetUtcNow();
        return await Update(db, message, m => m.DeliveredAt == null, set => set.SetProperty(m => m.DeliveredAt, now), ct);
    }

    private async Task<int> Complete(PlatformDb db, long[] positions, CancellationToken ct)
    {
        if (positions.Length == 0) return 0;
        var now = _clock.GetUtcNow();
        return await _database.WriteAsync(
            () => db.OutboxMessages.Where(m => positions.Contains(m.Position) && m.DeliveredAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.DeliveredAt, now), ct), ct);
    }

    private async Task<bool> Update(
        PlatformDb db, OutboxMessage message, System.Linq.Expressions.Expression<Func<OutboxMessage, bool>> still,
        Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<OutboxMessage>> change, CancellationToken ct) =>
        await _database.WriteAsync(
            () => db.OutboxMessages.Where(m => m.Position == message.Position).Where(still).ExecuteUpdateAsync(change, ct), ct) == 1;

    /// <summary>1 s, 2 s, 4 s and so on, with jitter so that instances do not march in step.</summary>
    private static TimeSpan BackOff(int attempts)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Min(attempts, 20)), LongestBackOff.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * Random.Shared.NextDouble()));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {EventId} {EventName}: {Receiver} failed, attempt {Attempt}, {ExceptionType}; again at {Later}")]
    private static partial void LogFailed(ILogger log, Guid eventId, string eventName, string receiver, int attempt, string exceptionType, DateTimeOffset later);
}

/// <summary>Runs the outbox for as long as the host runs.</summary>
internal sealed class OutboxWork(Outbox outbox, OutboxSignal signal) : IPeriodicWork
{
    public Task<int> RunAsync(CancellationToken ct) => outbox.DrainAsync(ct);

    public Task PauseAsync(CancellationToken ct) => signal.WaitAsync(TimeSpan.FromSeconds(1), ct);
}
