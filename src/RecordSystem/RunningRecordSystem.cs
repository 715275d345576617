using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Monipolku.RecordSystem;

/// <summary>
/// A record system that can be restarted from outside: a restart closes the listener and the database, throws everything in memory
/// away (faults too), and comes up again on the same address and file.
/// </summary>
public sealed class RunningRecordSystem : IAsyncDisposable
{
    private RecordSystemOptions _options;
    private WebApplication _app;
    private TaskCompletionSource _restarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IHostApplicationLifetime _lifetime;
    private volatile bool _restart;
    private volatile bool _ended;

    private RunningRecordSystem(RecordSystemOptions options)
    {
        _options = options;
        _app = RecordSystemServer.Create(options, RequestRestart);
        _lifetime = _app.Lifetime;
    }

    /// <summary>The root address with the port that was taken; <c>/fhir</c> is under it. A restart keeps it.</summary>
    public Uri Address => new(_options.Url);

    /// <summary>Ends when the system has stopped for good; fails when a restart did not come up.</summary>
    public Task Stopped { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when the system answers again after the next restart, whoever orders it; fails when it does not come up.</summary>
    public Task NextRestart => Task.WhenAny(_restarted.Task, Stopped).Unwrap();

    /// <exception cref="RecordSystemStartException">A setting is wrong, or the address or the database can't be used.</exception>
    public static async Task<RunningRecordSystem> StartAsync(RecordSystemOptions options, CancellationToken ct = default)
    {
        var running = new RunningRecordSystem(options);
        try
        {
            await running._app.StartAsync(ct);
        }
        catch (Exception unusable) when (unusable is IOException or SocketException)
        {
            await running._app.DisposeAsync();
            throw new RecordSystemStartException($"The setting Urls can't be used: {unusable.Message}", unusable);
        }
        var address = running._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        running._options = options with { Url = address };
        running.Stopped = running.Run();
        return running;
    }

    /// <summary>The same as <c>POST /admin/restart</c>; done when the system answers again.</summary>
    public Task RestartAsync()
    {
        var restarted = NextRestart;
        RequestRestart();
        return restarted;
    }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        _lifetime.StopApplication();
        await Stopped;
    }

    private void RequestRestart()
    {
        _restart = true;
        _lifetime.StopApplication();
    }

    private async Task Run()
    {
        while (true)
        {
            await _app.WaitForShutdownAsync();
            await _app.DisposeAsync();
            if (!_restart || _ended) return;

            _restart = false;
            _app = RecordSystemServer.Create(_options, RequestRestart);
            _lifetime = _app.Lifetime;
            await _app.StartAsync();
            // Disposed while it was coming up: the order to stop went to the one before.
            if (_ended) _lifetime.StopApplication();
            var restarted = _restarted;
            _restarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            restarted.SetResult();
        }
    }
}

/// <summary>The record system can't start; the message names the setting to mend.</summary>
public sealed class RecordSystemStartException(string message, Exception? cause = null) : Exception(message, cause);
