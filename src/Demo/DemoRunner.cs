using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Monipolku.RecordSystem;

namespace Monipolku.Demo;

/// <summary><c>-- demo [--exit]</c>: the service and two record systems on this machine, and one client's story through them.</summary>
public static class DemoRunner
{
    private const string ServiceUrl = "http://127.0.0.1:5080";

    private static readonly (string Name, string Url)[] Systems = [("social", "http://127.0.0.1:5081"), ("health", "http://127.0.0.1:5082")];

    /// <summary>The demo's settings; those of the environment and the command line still win.</summary>
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        var settings = new Dictionary<string, string?>(DemoSignIn.Settings) { ["urls"] = ServiceUrl };
        foreach (var (name, url) in Systems)
        {
            settings[$"RecordSystems:{name}:Url"] = url + "/fhir";
            settings[$"RecordSystems:{name}:Token"] = TokenOf(name);
            settings[$"RecordSystems:{name}:Sector"] = name;
        }
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = settings });
    }

    /// <summary><c>-- token &lt;username&gt;</c>: signs in to the demo that is up as one of its users, and prints the access token.</summary>
    /// <param name="args">With <c>--urls</c> where the demo was started with it; with <c>--wait</c>, how many seconds to wait for a service that does not answer yet.</param>
    public static async Task<int> PrintTokenAsync(string username, string[] args)
    {
        var settings = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (!Uri.TryCreate(settings["urls"] ?? ServiceUrl, UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https"))
            return await Fail($"--urls={settings["urls"]} is no address such as {ServiceUrl}.");
        if (!int.TryParse(settings["wait"] ?? "15", out var seconds) || seconds is < 0 or > 600) return await Fail("--wait is a number of seconds, 0 to 600.");
        try
        {
            var signIn = new DemoSignIn(service)
            {
                LongestOutage = TimeSpan.FromSeconds(seconds),
                Waiting = () => Console.Error.WriteLine($"Nothing answers at {service} yet: waiting for up to {seconds} s."),
            };
            if (await signIn.Token(username, DemoSignIn.Password) is not { } token) return await Fail($"{username} cannot sign in with the demo's password.");
            Console.WriteLine(token);
            return 0;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            return await Fail($"No token: nothing answers at {service} ({failure.Message.TrimEnd('.')}). Start the demo (dotnet run --project src/Host -- demo), or say with --urls=http://… where it is.");
        }
        catch (Exception failure) when (failure is DemoFailedException or JsonException)
        {
            return await Fail($"No token from {service}: {failure.Message} Is it the demo that listens there?");
        }
    }

    private static async Task<int> Fail(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return 1;
    }

    /// <summary>Plays the story. Answers 0 when both record systems have verified everything, 1 otherwise, also when it is stopped before its end.</summary>
    public static async Task<int> RunDemoAsync(this WebApplication app, string[] args)
    {
        var running = new List<RunningRecordSystem>();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The hosts' own handlers stop the hosts: the story would wait for their answers.
        void Stop(PosixSignalContext signal) => stopped.TrySetResult();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            CheckFree(app.Configuration["urls"]!.Split(';')[0], "urls");
            var systems = Systems.Select(s => (s.Name, Setting: $"RecordSystems:{s.Name}:Url"))
                .Select(s => (s.Name, s.Setting, Url: new Uri(app.Configuration[s.Setting]!).GetLeftPart(UriPartial.Authority))).ToList();
            foreach (var (_, setting, url) in systems)
            {
                if (new Uri(app.Configuration[setting]!) is not { Scheme: "http" } address || address.AbsolutePath.TrimEnd('/') != "/fhir")
                    throw new DemoFailedException($"the demo's own record system serves FHIR over http below /fhir, and the setting {setting} is {app.Configuration[setting]}: --{setting}={url.Replace("https:", "http:", StringComparison.Ordinal)}/fhir");
                CheckFree(app.Configuration[setting]!, setting);
            }
            foreach (var (name, _, url) in systems)
            {
                running.Add(await RunningRecordSystem.StartAsync(new RecordSystemOptions
                {
                    Name = name,
                    Url = url,
                    Database = $"data/{name}.db",
                    Token = TokenOf(name),
                    AdminToken = "demo-admin-" + name,
                }));
            }
            await app.StartAsync();
            var service = new Uri(app.Urls.First());
            Console.WriteLine($"Service {service}, record systems {string.Join(" and ", systems.Select(s => $"{s.Name} {s.Url}"))}");
            var story = new DemoStory(() => new HttpClient { BaseAddress = service }, Console.Out).Play();
            if (await Task.WhenAny(story, stopped.Task) == stopped.Task) throw new DemoFailedException("it was stopped before the story's end.");
            var verified = await story;
            if (args.Contains("--exit")) return verified ? 0 : 1;

            Console.WriteLine();
            Console.WriteLine($"The service stays up: {app.Urls.First()}/swagger. Stop it with Ctrl+C.");
            Console.WriteLine($"Sign in with Authorize, as {string.Join(", ", DemoStaff.Usernames)} or {DemoSignIn.Administrator}; the password of all is: {DemoSignIn.Password}");
            Console.WriteLine("A token for curl: dotnet run --project src/Host -- token <username>");
            await app.WaitForShutdownAsync();
            return verified ? 0 : 1;
        }
        catch (Exception failure) when (failure is DemoFailedException or RecordSystemStartException or HttpRequestException or IOException or SocketException)
        {
            await Console.Error.WriteLineAsync("The demo failed: " + failure.Message);
            return 1;
        }
        finally
        {
            await app.StopAsync();
            foreach (var system in running) await system.DisposeAsync();
        }
    }

    /// <summary>Before anything listens: whoever starts a listener on a taken port prints a stack trace.</summary>
    private static void CheckFree(string url, string setting)
    {
        var port = BindingAddress.Parse(url).Port;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException)
        {
            var other = url.Replace($":{port}", $":{port + 1000}", StringComparison.Ordinal);
            throw new DemoFailedException($"port {port} is taken or may not be used. Stop what listens there, or choose another with the setting {setting}: --{setting}={other}");
        }
    }

    /// <summary>Opens nothing but the demo's own record systems on the loopback address.</summary>
    private static string TokenOf(string system) => "demo-token-" + system;
}
