using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Access.Contracts;
using Monipolku.Host;
using Monipolku.Identity;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;

namespace Monipolku.Testing;

/// <summary>The real host on a real port with a real database of its own, and a clock that stands. Background work is drained by hand.</summary>
public sealed class TestHost : IAsyncDisposable
{
    /// <summary>Subject of the administrator that every test host begins with.</summary>
    public const string Administrator = "test.administrator";

    private static readonly ConcurrentDictionary<DatabaseProvider, Lazy<Task<TestHost>>> SharedHosts = new();

    private readonly WebApplicationFactory<HostAssembly> _factory;
    private readonly string _connectionString;

    private readonly Lazy<Task<Guid>> _intakeUnit;

    private TestHost(WebApplicationFactory<HostAssembly> factory, DatabaseProvider provider, string connectionString, string folder, ManualTime clock, CapturedLogs logs)
    {
        _factory = factory;
        _connectionString = connectionString;
        (Provider, Folder, Clock, Logs) = (provider, folder, clock, logs);
        _intakeUnit = new(() => AddUnit(Sector.Social, receivesIntake: true));
    }

    public DatabaseProvider Provider { get; }

    private bool OwnsDatabase { get; init; }

    /// <summary>Holds the SQLite file and the secrets' key ring.</summary>
    public string Folder { get; }

    public ManualTime Clock { get; }

    /// <summary>Everything that the host has logged.</summary>
    public CapturedLogs Logs { get; }

    public IServiceProvider Services => _factory.Services;

    public Uri Address => _factory.ClientOptions.BaseAddress;

    /// <summary>One host per database for all tests of a process that bring their own persons and staff and do not move the clock.</summary>
    public static Task<TestHost> Shared(DatabaseProvider provider) =>
        SharedHosts.GetOrAdd(provider, p => new Lazy<Task<TestHost>>(() => StartAsync(p))).Value;

    public static async Task<TestHost> StartAsync(
        DatabaseProvider provider, IReadOnlyDictionary<string, string?>? settings = null, string environment = "Development")
    {
        QueryLog.Start();
        var folder = TestDatabases.NewFolder();
        var connectionString = await TestDatabases.CreateMigratedAsync(provider, folder);
        // A Tuesday afternoon in Finland, no holiday near.
        var clock = new ManualTime(new DateTimeOffset(2026, 9, 15, 12, 0, 0, TimeSpan.Zero));
        return Start(provider, connectionString, folder, clock, settings, environment);
    }

    /// <summary>Another instance over the same database, keys and clock, as after a restart. Dispose of it before this one.</summary>
    public TestHost Another(IReadOnlyDictionary<string, string?>? settings = null) =>
        Start(Provider, _connectionString, Folder, Clock, settings, "Development", ownsDatabase: false);

    private static TestHost Start(
        DatabaseProvider provider, string connectionString, string folder, ManualTime clock, IReadOnlyDictionary<string, string?>? settings, string environment,
        bool ownsDatabase = true)
    {
        var logs = new CapturedLogs();

        var factory = new WebApplicationFactory<HostAssembly>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment(environment);
            web.UseSetting("Database:Provider", JsonRules.CodeOf(provider));
            web.UseSetting("Database:ConnectionString", connectionString);
            web.UseSetting("Secrets:KeyFile", Path.Combine(folder, "secrets.json"));
            web.UseSetting("Secrets:CreateKeys", "true");
            web.UseSetting("Access:FirstAdministrator", Administrator);
            web.UseSetting("Outbox:Enabled", "false");
            web.UseSetting("Deliveries:Enabled", "false");
            web.UseSetting("Clocks:Enabled", "false");
            // Tests press faster than people; those of the limits set their own.
            foreach (var limit in (string[])["Account", "Client", "Address"]) web.UseSetting($"Limits:{limit}PerMinute", "0");
            // All tests share one address, and most are not about the second factor.
            web.UseSetting("Identity:SignInsPerMinute", "100000");
            web.UseSetting("Identity:FailuresPerAddress", "100000");
            if (environment == "Development") web.UseSetting("Identity:PasswordIterations", "1000");
            if (environment == "Development") web.UseSetting("Identity:StaffSecondFactor", "false");
            foreach (var (name, value) in settings ?? new Dictionary<string, string?>()) web.UseSetting(name, value);
            web.ConfigureTestServices(services =>
            {
                services.AddHttpContextAccessor();
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton<ILoggerProvider>(logs);
            });
        });
        factory.UseKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        factory.StartServer();
        return new TestHost(factory, provider, connectionString, folder, clock, logs) { OwnsDatabase = ownsDatabase };
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = _factory.ClientOptions.BaseAddress };

    /// <summary>A client signed in as that subject, with all scopes or those given.</summary>
    public async Task<HttpClient> As(string subject, string? scope = null)
    {
        var token = await Token(subject, scope);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Adds a unit of that sector.</summary>
    public async Task<Guid> AddUnit(Sector sector, bool receivesIntake = false)
    {
        var client = await As(Administrator);
        var oid = $"1.2.246.10.1234567.{Random.Shared.Next(1, 999_999_999)}.{Random.Shared.Next(1, 999_999_999)}";
        var unit = await client.Post("/api/v1/units", new { name = "Unit " + oid, sector, organizationOid = oid, receivesIntake });
        return unit.Id();
    }

    /// <summary>The one unit that receives notifications; added when it is first asked for.</summary>
    public Task<Guid> IntakeUnit() => _intakeUnit.Value;

    /// <summary>Adds a staff member and signs in as them.</summary>
    public async Task<TestStaff> AddStaff(Guid unitId, params Role[] roles)
    {
        var client = await As(Administrator);
        var subject = "staff." + Guid.NewGuid().ToString("N");
        var staff = await client.Post("/api/v1/staff", new { subject, name = "Testi Työntekijä", roles, unitId });
        return new TestStaff(staff.Id(), subject, unitId, await As(subject));
    }

    /// <summary>A staff member of a new unit.</summary>
    public async Task<TestStaff> AddStaff(Sector sector, params Role[] roles) => await AddStaff(await AddUnit(sector), roles);

    /// <summary>Lets every event have its effects.</summary>
    public Task<int> DrainAsync() => Services.GetRequiredService<Outbox>().DrainAsync();

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        if (OwnsDatabase) await TestDatabases.DropAsync(Provider, _connectionString, Folder);
    }

    /// <summary>An access token as the token endpoint would give it, but for a working day: most tests are not about its end.</summary>
    private Task<string> Token(string subject, string? scope)
    {
        var scopes = scope?.Split(' ') ?? [.. Scopes.OfRest, "user/*.rs"];
        return Services.GetRequiredService<AccessTokens>().Issue(
            new AccessToken(subject, scopes, "test-host") { Lifetime = TimeSpan.FromHours(8) }, CancellationToken.None);
    }
}

/// <param name="Client">Signed in as them.</param>
public sealed record TestStaff(Guid Id, string Subject, Guid UnitId, HttpClient Client);
