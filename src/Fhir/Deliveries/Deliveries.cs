using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Platform;

namespace Monipolku.Fhir.Deliveries;

/// <summary>
/// Takes due deliveries to their record systems: systems side by side, several persons at once in each, one person's in order. One that
/// fails or is refused holds back that person's later ones in that system, and nothing else.
/// </summary>
public sealed partial class Deliveries
{
    /// <summary>The bulkhead: so many deliveries at once to one record system.</summary>
    private const int AtOnce = 4;

    private const int BatchSize = 20;

    private readonly IServiceScopeFactory _scopes;
    private readonly RecordSystems _systems;

    /// <summary>One delivery must be done, or have given up, well before its lease ends.</summary>
    private readonly TimeSpan _lease;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<Deliveries> _log;

    internal Deliveries(IServiceScopeFactory scopes, RecordSystems systems, TimeSpan lease, Database database, TimeProvider clock, ILogger<Deliveries> log)
    {
        _lease = lease;
        _scopes = scopes;
        _systems = systems;
        _database = database;
        _clock = clock;
        _log = log;
    }

    /// <summary>Delivers what is due until nothing is. Returns how many times a delivery was taken up.</summary>
    public async Task<int> DrainAsync(CancellationToken ct = default)
    {
        var taken = await Task.WhenAll(_systems.All.Select(system => DrainAsync(system, ct)));
        return taken.Sum();
    }

    private async Task<int> DrainAsync(RecordSystem system, CancellationToken ct)
    {
        var taken = 0;
        while (await DueAsync(system, ct) is { Count: > 0 } due)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(due, options, async (one, stop) =>
            {
                if (await ClaimAsync(one, stop) && await RunAsync(one, stop)) Interlocked.Increment(ref taken);
            });
        }
        return taken;
    }

    /// <summary>The first unfinished delivery of each person, if its time has come and nobody must look at it.</summary>
    private async Task<List<Due>> DueAsync(RecordSystem system, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FhirDb>();
        var now = _clock.GetUtcNow();
        return await db.Deliveries.AsNoTracking()
            .Where(d => d.System == system.Name && d.FinishedAt == null && d.State != DeliveryState.Refused && d.NotBefore <= now)
            .Where(d => !db.Deliveries.Any(e => e.System == d.System && e.PersonId == d.PersonId && e.FinishedAt == null && e.Sequence < d.Sequence))
            .OrderBy(d => d.Sequence)
            .Take(BatchSize)
            .Select(d => new Due(d.Sequence, d.Id, d.Version))
            .ToListAsync(ct);
    }

    /// <summary>Of several workers only the one that moves the version delivers.</summary>
    private async Task<bool> ClaimAsync(Due due, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FhirDb>();
        var until = _clock.GetUtcNow() + _lease;
        return await _database.WriteAsync(
            () => db.Deliveries.Where(d => d.Sequence == due.Sequence && d.Version == due.Version).ExecuteUpdateAsync(set => set
                .SetProperty(d => d.NotBefore, until)
                .SetProperty(d => d.Attempts, d => d.Attempts + 1)
                .SetProperty(d => d.Version, d => d.Version + 1), ct), ct) == 1;
    }

    private async Task<bool> RunAsync(Due due, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_lease * 0.75, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DeliveryRun>().RunAsync(due.Sequence, both.Token);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // A bug or a broken database: the lease runs out and it is tried again, and the others go on.
            LogBroken(_log, due.Id, failure.GetType().Name, failure.StackTrace);
            return false;
        }
    }

    // Ids, the type and where: an exception's message may quote data.
    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {DeliveryId} broke: {ExceptionType} at {Stack}")]
    private static partial void LogBroken(ILogger log, Guid deliveryId, string exceptionType, string? stack);

    private sealed record Due(long Sequence, Guid Id, int Version);
}

/// <summary>Runs the deliveries for as long as the host runs.</summary>
internal sealed class DeliveryWork(Deliveries deliveries) : IPeriodicWork
{
    public Task<int> RunAsync(CancellationToken ct) => deliveries.DrainAsync(ct);

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(1), ct);
}
