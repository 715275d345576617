using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monipolku.Journeys;

/// <summary>The demo and its token on somebody's machine: what goes wrong is said at once, and what is stopped ends.</summary>
public sealed class DemoCommands : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("monipolku-demo-");

    [Theory]
    [InlineData("http://127.0.0.1:{0}", "--RecordSystems:social:Url=http://127.0.0.1:{0}/fhir")]
    [InlineData("http://127.0.0.1:{0}/", "--RecordSystems:social:Url=http://127.0.0.1:{0}/fhir")]
    [InlineData("https://127.0.0.1:{0}/fhir", "--RecordSystems:social:Url=http://127.0.0.1:{0}/fhir")]
    public async Task A_record_system_s_address_without_fhir_ends_the_demo_with_what_to_do(string address, string named)
    {
        var port = FreePort();
        using var demo = Start("demo", "--exit", $"--urls=http://127.0.0.1:{FreePort()}", "--RecordSystems:social:Url=" + string.Format(null, address, port));
        (await demo.Ended(TimeSpan.FromMinutes(2))).ShouldBe(1, demo.Text);
        demo.Text.ShouldContain("The demo failed: ");
        demo.Text.ShouldContain(string.Format(null, named, port));
    }

    [Fact]
    public async Task A_demo_that_is_stopped_in_its_story_ends_at_once_and_not_well()
    {
        using var demo = Start("demo", "--exit", $"--urls=http://127.0.0.1:{FreePort()}",
            $"--RecordSystems:social:Url=http://127.0.0.1:{FreePort()}/fhir", $"--RecordSystems:health:Url=http://127.0.0.1:{FreePort()}/fhir", "--Deliveries:Enabled=false");
        // Without deliveries the story would wait for its receipts for minutes.
        await demo.Says("7. ");
        var asked = Stopwatch.StartNew();
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {demo.Id}"])) await kill.WaitForExitAsync();
        (await demo.Ended(TimeSpan.FromMinutes(1))).ShouldNotBe(0);
        asked.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        demo.Text.ShouldContain("stopped before the story's end");
    }

    [Fact]
    public async Task A_token_of_a_demo_that_is_not_up_says_what_it_waits_for_and_what_to_do()
    {
        using var token = Start("token", "sari.sosiaali", $"--urls=http://127.0.0.1:{FreePort()}", "--wait=1");
        (await token.Ended(TimeSpan.FromMinutes(1))).ShouldBe(1, token.Text);
        token.Text.ShouldContain("waiting for up to 1 s");
        token.Text.ShouldContain("Start the demo (dotnet run --project src/Host -- demo)");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Program Start(params string[] args) => new(_folder.FullName, args);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The host as a program of its own, and what it has written.</summary>
    private sealed class Program : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _text = new();

        public Program(string folder, string[] args)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Monipolku.Host.dll"), .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            };
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public int Id => _process.Id;

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        public async Task Says(string beginning)
        {
            for (var left = 1200; left > 0; left--)
            {
                if (Text.Contains("\n" + beginning, StringComparison.Ordinal)) return;
                _process.HasExited.ShouldBeFalse(Text);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
            throw new InvalidOperationException($"It did not say {beginning} in two minutes: {Text}");
        }

        public async Task<int> Ended(TimeSpan atMost)
        {
            using var patience = new CancellationTokenSource(atMost);
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        private void Keep(string? line)
        {
            lock (_text) _text.AppendLine(line);
        }
    }
}
