using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monipolku.Fhir.Deliveries;

/// <summary>Says once, at start, that nothing is delivered anywhere.</summary>
internal sealed partial class NoRecordSystemNotice(ILogger<NoRecordSystemNotice> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogNone(log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No setting RecordSystems:<name>:Url: plans and consents are not delivered to any record system")]
    private static partial void LogNone(ILogger log);
}
