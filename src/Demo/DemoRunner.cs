using System.Net;
using System.Net.Sockets;
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
    /// <param name="args">With <c>--urls</c> where the demo was started with it.</param>
    public static async Task<int> PrintTokenAsync(string username, string[] args)
    {
        var service = new ConfigurationBuilder().AddCommandLine(args).Build()["urls"] ?? ServiceUrl;
        try
        {
            if (await new DemoSignIn(new Uri(service)).Token(username, DemoSignIn.Password) is { } token)
            {
                Console.WriteLine(token);
                return 0;
            }
            await Console.Error.WriteLineAsync($"{username} cannot sign in with the demo's password.");
        }
        catch (Exception failure) when (failure is DemoFailedException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"No token from {service}: {failure.Message}");
        }
        return 1;
    }

    /// <summary>Plays the story. Answers 0 when both record systems have verified everything, 1 otherwise.</summary>
    public static async Task<int> RunDemoAsync(this WebApplication app, string[] args)
    {
        var running = new List<RunningRecordSystem>();
        try
        {
            CheckFree(app.Configuration["urls"]!.Split(';')[0], "urls");
            var systems = Systems.Select(s => (s.Name, Setting: $"RecordSystems:{s.Name}:Url"))
                .Select(s => (s.Name, s.Setting, Url: new Uri(app.Configuration[s.Setting]!).GetLeftPart(UriPartial.Authority))).ToList();
            foreach (var (_, setting, _) in systems) CheckFree(app.Configuration[setting]!, setting);
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
            var verified = await new DemoStory(() => new HttpClient { BaseAddress = service }, Console.Out).Play();
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
