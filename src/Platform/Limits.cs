using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Monipolku.Platform;

/// <summary>
/// How much, how long and from where. Settings: <c>Limits:AccountPerMinute</c>, <c>Limits:ClientPerMinute</c>, <c>Limits:AddressPerMinute</c>
/// (requests; 0: no limit), <c>Limits:RequestSeconds</c>; <c>Cors:Origins</c> and <c>Proxies:Known</c> (with commas between).
/// </summary>
internal static class Limits
{
    /// <summary>A whole header section, in bytes; a token takes 2 kB.</summary>
    private const int LargestHeaders = 32 * 1024;

    private const string Unlimited = "";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var services = builder.Services;
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = PlatformSetup.LargestBody;
            options.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            options.Limits.MaxRequestHeaderCount = 64;
            options.Limits.MaxRequestLineSize = 8 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });

        var (perAccount, perClient, perAddress) = (PerMinute(settings, "AccountPerMinute", 1_200), PerMinute(settings, "ClientPerMinute", 12_000), PerMinute(settings, "AddressPerMinute", 600));
        services.AddRateLimiter(options =>
        {
            // Who is signed in is counted as themselves and as the program that acts for them; who is not, by their address.
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(http => Of(http, "sub", perAccount)),
                PartitionedRateLimiter.Create<HttpContext, string>(http => Of(http, "client_id", perClient)),
                PartitionedRateLimiter.Create<HttpContext, string>(http =>
                    http.User.Identity?.IsAuthenticated == true || IsHealth(http) ? RateLimitPartition.GetNoLimiter(Unlimited) : Window(Addresses.NetworkOf(http.Connection.RemoteIpAddress), perAddress)));
            options.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
                context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return new ValueTask(Problems.Write(context.HttpContext, PlatformRefusals.TooManyRequests));
            };
        });

        var seconds = settings.GetValue("Limits:RequestSeconds", 30);
        if (seconds is < 1 or > 600) throw new SettingException("Limits:RequestSeconds", "must be 1 to 600");
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(seconds),
            TimeoutStatusCode = PlatformRefusals.TookTooLong.Status,
            WriteTimeoutResponse = http => Problems.Write(http, PlatformRefusals.TookTooLong),
        });

        var origins = List(settings, "Cors:Origins");
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.GetLeftPart(UriPartial.Authority) != origin || address.Scheme is not ("https" or "http"))
                throw new SettingException("Cors:Origins", "must hold origins such as https://app.example.fi, without a path, with commas between");
        }
        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Authorization", "DPoP", "Content-Type", "Accept", "Accept-Language", "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-ID", "Prefer")
            .WithExposedHeaders("ETag", "Location", "Retry-After", "X-Request-ID", "Idempotency-Replayed", "Last-Modified", "Content-Disposition", "WWW-Authenticate")
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));

        var proxies = List(settings, "Proxies:Known");
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // The loopback address is known to the framework by itself: nobody is here who is not named.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            options.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var proxy in proxies)
            {
                if (System.Net.IPNetwork.TryParse(proxy, out var network)) options.KnownIPNetworks.Add(network);
                else options.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        });
        if (proxies.FirstOrDefault(proxy => !IPAddress.TryParse(proxy, out _) && !System.Net.IPNetwork.TryParse(proxy, out _)) is not null)
            throw new SettingException("Proxies:Known", "must hold IP addresses or networks such as 10.0.0.0/24, with commas between");
    }

    /// <summary>A value in Cors:Origins or Proxies:Known, written as one text or as a list.</summary>
    private static string[] List(ConfigurationManager settings, string name) =>
        [.. (settings[name] ?? string.Join(',', settings.GetSection(name).GetChildren().Select(child => child.Value)))
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static int PerMinute(ConfigurationManager settings, string name, int byDefault)
    {
        var limit = settings.GetValue("Limits:" + name, byDefault);
        return limit >= 0 ? limit : throw new SettingException("Limits:" + name, "must be 0 (no limit) or a number of requests a minute");
    }

    private static RateLimitPartition<string> Of(HttpContext http, string claim, int limit) =>
        http.User.FindFirstValue(claim) is { Length: > 0 } who ? Window(who, limit) : RateLimitPartition.GetNoLimiter(Unlimited);

    private static RateLimitPartition<string> Window(string who, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter(Unlimited)
        : RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    private static bool IsHealth(HttpContext http) => http.Request.Path.StartsWithSegments("/health");
}
