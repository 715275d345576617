using System.Security.Cryptography;
using System.Text;

namespace Monipolku.RecordSystem;

/// <summary>
/// A stand-in for the adapter of a record system: a small FHIR R4 store that really records, with faults to switch on.
/// It says nothing about how LifeCare or any other product behaves.
/// </summary>
public static partial class RecordSystemServer
{
    /// <summary>
    /// A server that is not started yet. <c>POST /admin/restart</c> is refused in it: for that there is <see cref="RunningRecordSystem"/>.
    /// </summary>
    /// <exception cref="RecordSystemStartException">A setting is wrong, or the database can't be used; the message names it.</exception>
    public static WebApplication Create(RecordSystemOptions options) => Create(options, restart: null);

    internal static WebApplication Create(RecordSystemOptions options, Action? restart)
    {
        if (options.Problem() is { } problem) throw new RecordSystemStartException(problem);

        // The empty builder reads no settings of the process: several systems can live in one process, each with its own options.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(RecordSystemServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = FhirRequest.LargestDiscarded;
        });
        // The framework's own request log would write addresses, and with them identity codes that were searched for.
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(options).AddSingleton<Store>();
        builder.Services.AddSingleton<Faults>().AddSingleton<Statistics>().AddSingleton<Recorder>();

        var app = builder.Build();
        try
        {
            app.Services.GetRequiredService<Store>(); // An unusable database stops the start, not the first request.
        }
        catch (RecordSystemStartException)
        {
            ((IDisposable)app).Dispose();
            throw;
        }

        app.Use(AnswerFailures);
        app.Use(RequestIds.Echo);
        app.Use(app.Services.GetRequiredService<Statistics>().Count);
        app.Use(app.Services.GetRequiredService<Faults>().Meet);
        app.Use(RequireToken(options));
        app.Use(Negotiate);

        app.MapGet("/health/live", () => Results.Json(new { status = "live", name = options.Name }));
        ReadMetadata.Map(app);
        RunTransaction.Map(app);
        CreateResource.Map(app);
        UpdateResource.Map(app);
        DeleteResource.Map(app);
        ReadResource.Map(app);
        ReadHistory.Map(app);
        SearchResources.Map(app);
        Faults.Map(app);
        Statistics.Map(app);
        app.MapPost("/admin/restart", (HttpContext context) =>
        {
            if (restart is null)
                return (IResult)new Refusal(409, "not-supported", "This process hosts the record system in a way that can't restart it.");
            // Only after the answer has left: stopping waits for requests that are under way, this one too.
            context.Response.OnCompleted(() =>
            {
                restart();
                return Task.CompletedTask;
            });
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
        return app;
    }

    /// <summary>Every failure leaves as an OperationOutcome: routing's bare statuses, and what went wrong in the server.</summary>
    private static async Task AnswerFailures(HttpContext context, RequestDelegate next)
    {
        Refusal? failure = null;
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false })
            {
                failure = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                    ? new(405, "not-supported", "The method is not supported at this address.")
                    : new(context.Response.StatusCode, "not-found", "There is nothing at this address.");
            }
        }
        catch (BadHttpRequestException bad)
        {
            failure = new(bad.StatusCode, "structure", "The request can't be read.");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception broken)
        {
            // The message of an exception may quote content; its type and place don't.
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Monipolku.RecordSystem");
            LogBroken(log, broken.GetType().FullName, broken.StackTrace);
            failure = new(500, "exception", "The record system failed.");
        }
        if (failure is not null && !context.Response.HasStarted) await failure.ExecuteAsync(context);
    }

    private static Func<HttpContext, RequestDelegate, Task> RequireToken(RecordSystemOptions options)
    {
        var client = SHA256.HashData(Encoding.UTF8.GetBytes(options.Token));
        var admin = SHA256.HashData(Encoding.UTF8.GetBytes(options.AdminToken));
        return async (context, next) =>
        {
            var path = context.Request.Path;
            if (path != "/health/live" && path != "/fhir/metadata")
            {
                var expected = path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase) ? admin : client;
                var header = context.Request.Headers.Authorization.ToString();
                var isBearer = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
                var given = SHA256.HashData(Encoding.UTF8.GetBytes(isBearer ? header["Bearer ".Length..].Trim() : ""));
                // Digests of one length, compared in constant time: neither the length nor the beginning of a token leaks.
                if (!CryptographicOperations.FixedTimeEquals(given, expected))
                {
                    var error = isBearer ? ", error=\"invalid_token\"" : "";
                    context.Response.Headers.WWWAuthenticate = "Bearer realm=\"record system\"" + error;
                    await new Refusal(401, "login", "A valid bearer token is needed.").ExecuteAsync(context);
                    return;
                }
            }
            await next(context);
        };
    }

    private static async Task Negotiate(HttpContext context, RequestDelegate next)
    {
        var isFhir = context.Request.Path.StartsWithSegments("/fhir", StringComparison.OrdinalIgnoreCase);
        if (isFhir && !FhirRequest.AcceptsJson(context.Request))
            await new Refusal(406, "not-supported", "Only application/fhir+json is answered here.").ExecuteAsync(context);
        else await next(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed with {Type}{Place}")]
    private static partial void LogBroken(ILogger log, string? type, string? place);
}
