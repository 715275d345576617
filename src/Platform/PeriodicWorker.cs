using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monipolku.Platform;

/// <summary>Work that comes again, from the start of the service to its end.</summary>
public interface IPeriodicWork
{
    /// <summary>One round. Returns how many things it did.</summary>
    Task<int> RunAsync(CancellationToken ct);

    /// <summary>Ends when the next round is due.</summary>
    Task PauseAsync(CancellationToken ct);
}

public static class PeriodicSetup
{
    public static void AddPeriodic<T>(this IServiceCollection services) where T : class, IPeriodicWork
    {
        services.TryAddSingleton<T>();
        services.AddHostedService<PeriodicWorker<T>>();
    }
}

/// <summary>
/// A round, a pause, the next round. A round that breaks stops neither the service nor the work: what it would have done waits in the
/// database for the next one.
/// </summary>
internal sealed partial class PeriodicWorker<T>(T work, ILogger<T> log) : BackgroundService where T : IPeriodicWork
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await work.RunAsync(stoppingToken) is > 0 and var done) LogDone(log, typeof(T).Name, done);
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                // Its type only: what a database says of a row may hold what stands in it.
                LogBroken(log, typeof(T).Name, broken.GetType().Name);
            }
            await work.PauseAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Work}: {Done} done")]
    private static partial void LogDone(ILogger log, string work, int done);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} broke off: {ExceptionType}; trying again")]
    private static partial void LogBroken(ILogger log, string work, string exceptionType);
}
