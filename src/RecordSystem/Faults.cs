using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monipolku.RecordSystem;

/// <summary>What the record system does wrong on purpose. A count is what is left of it.</summary>
internal sealed record FaultSettings
{
    public const int LongestDelay = 600_000;

    /// <summary>Every FHIR request waits this long first; at most ten minutes.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>The share of FHIR requests that fail with 503, from 0 to 1.</summary>
    public double ErrorRate { get; init; }

    /// <summary>So many of the next FHIR requests fail with 503.</summary>
    public int ErrorCount { get; init; }

    /// <summary>Every write is answered 422, as a system does that finds the content unacceptable.</summary>
    public bool Refuse { get; init; }

    /// <summary>So many of the next successful writes are recorded and committed; then the connection breaks without an answer.</summary>
    public int DropAfterRecording { get; init; }

    /// <summary>Every connection but to <c>/admin</c> breaks without an answer.</summary>
    public bool Down { get; init; }

    public string? Problem() =>
        DelayMilliseconds is < 0 or > LongestDelay ? $"delayMilliseconds must be from 0 to {LongestDelay}."
        : ErrorRate is not (>= 0 and <= 1) ? "errorRate must be from 0 to 1."
        : ErrorCount < 0 ? "errorCount must not be negative."
        : DropAfterRecording < 0 ? "dropAfterRecording must not be negative."
        : null;
}

/// <summary>The faults that are switched on now. They live in memory: a restart clears them.</summary>
internal sealed class Faults
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private readonly Lock _lock = new();
    private FaultSettings _settings = new();

    public bool RefusesWrites => Current.Refuse;

    public FaultSettings Current
    {
        get { lock (_lock) return _settings; }
        private set { lock (_lock) _settings = value; }
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/faults", (Faults faults) => Results.Json(faults.Current, Strict));
        routes.MapPut("/admin/faults", Switch);
    }

    /// <summary>Whether this write loses its answer; counts it.</summary>
    public bool TakeDrop()
    {
        lock (_lock)
        {
            if (_settings.DropAfterRecording == 0) return false;
            _settings = _settings with { DropAfterRecording = _settings.DropAfterRecording - 1 };
            return true;
        }
    }

    /// <summary>Lets a FHIR request meet the faults before it is handled.</summary>
    public async Task Meet(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var faults = Current;
        if (faults.Down)
        {
            context.Abort();
            return;
        }
        if (context.Request.Path.StartsWithSegments("/fhir", StringComparison.OrdinalIgnoreCase))
        {
            if (faults.DelayMilliseconds > 0) await Task.Delay(faults.DelayMilliseconds, context.RequestAborted);
            if (TakeError())
            {
                await new Refusal(503, "transient", "The record system does not work now (a fault that was switched on).")
                    .ExecuteAsync(context);
                return;
            }
        }
        await next(context);
    }

    /// <summary>Replaces all faults: what the body leaves out is off.</summary>
    private static async Task<IResult> Switch(HttpContext context, Faults faults)
    {
        try
        {
            var wanted = await JsonSerializer.DeserializeAsync<FaultSettings>(context.Request.Body, Strict, context.RequestAborted);
            if (wanted is null) return new Refusal(400, "structure", "The body must be a JSON object.");
            if (wanted.Problem() is { } problem) return new Refusal(400, "value", problem);
            faults.Current = wanted;
            return Results.Json(wanted, Strict);
        }
        catch (JsonException)
        {
            return new Refusal(400, "structure", "The body must be a JSON object with no members but delayMilliseconds, errorRate, "
                + "errorCount, refuse, dropAfterRecording and down, each of its type.");
        }
    }

    private bool TakeError()
    {
        lock (_lock)
        {
            if (_settings.ErrorCount > 0)
            {
                _settings = _settings with { ErrorCount = _settings.ErrorCount - 1 };
                return true;
            }
#pragma warning disable CA5394 // A fault for tests and demonstrations: nothing secret hangs on it.
            return _settings.ErrorRate > 0 && Random.Shared.NextDouble() < _settings.ErrorRate;
#pragma warning restore CA5394
        }
    }
}
