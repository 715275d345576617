using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monipolku.Identity.Accounts;

/// <summary>Removes, once an hour, sessions that have ended and wrong attempts that are forgotten.</summary>
internal sealed partial class AccountsHousekeeping(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AccountsHousekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var rows = await scope.ServiceProvider.GetRequiredService<Sessions>().Clean(stoppingToken)
                    + await scope.ServiceProvider.GetRequiredService<SignInThrottle>().Clean(stoppingToken);
                LogCleaned(log, rows);
            }
            catch (System.Data.Common.DbException broken)
            {
                LogBroken(log, broken.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Rows} old sessions and counts of wrong attempts")]
    private static partial void LogCleaned(ILogger log, int rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old sessions could not be removed now: {ExceptionType}")]
    private static partial void LogBroken(ILogger log, string exceptionType);
}
