using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Monipolku.Journeys;

/// <summary>The real host as a process of its own, to be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process? _process;

    public ServiceProcess(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
    }

    public Uri Address { get; }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        // Started so often that profiling for the optimizer would be a fifth of the time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Monipolku.Host.dll"));
        start.ArgumentList.Add("--environment=Development");
        start.ArgumentList.Add("--urls=" + Address);
        foreach (var limit in (string[])["Account", "Client", "Address"]) start.ArgumentList.Add($"--Limits:{limit}PerMinute=0");
        foreach (var (name, value) in _settings) start.ArgumentList.Add($"--{name}={value}");
        var process = Process.Start(start)!;
        // A full pipe would stop the host.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await ReadyAsync();
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said good-bye to.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
    }

    private async Task ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        for (var left = 1800; left > 0; left--)
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The host ended at start with {_process.ExitCode}.");
            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet, or listening on a machine too busy to answer in time.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        throw new InvalidOperationException("The host did not get ready in three minutes.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
