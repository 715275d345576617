using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

public sealed class PeriodicWorkerTests
{
    [Fact]
    public async Task A_round_that_breaks_stops_neither_the_service_nor_the_next_round_and_tells_no_secret()
    {
        using var logs = new CapturedLogs();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddPeriodic<BreaksOnce>();
        using var host = builder.Build();

        await host.StartAsync();
        await host.Services.GetRequiredService<BreaksOnce>().SecondRound.Task.WaitAsync(TimeSpan.FromSeconds(30));

        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        await host.StopAsync();
        logs.Lines.Count(line => line.Contains("BreaksOnce broke off: NotSupportedException; trying again")).ShouldBe(1);
        logs.Lines.ShouldNotContain(line => line.Contains("010190-900P"));
    }

    public sealed class BreaksOnce : IPeriodicWork
    {
        private int _rounds;

        public TaskCompletionSource SecondRound { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> RunAsync(CancellationToken ct)
        {
            if (++_rounds == 1) throw new NotSupportedException("010190-900P");
            SecondRound.TrySetResult();
            return Task.FromResult(1);
        }

        public Task PauseAsync(CancellationToken ct) => _rounds == 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, ct);
    }
}
