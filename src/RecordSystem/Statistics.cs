namespace Monipolku.RecordSystem;

/// <summary>What is recorded and what was asked: with it a test proves that nothing was recorded twice.</summary>
internal sealed class Statistics
{
    private long _reads;
    private long _writes;
    private long _failures;
    private long _answeredAgain;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/admin/statistics", Handle);

    /// <summary>Counts the FHIR requests. A request whose connection broke counts as failed.</summary>
    public async Task Count(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/fhir", out var rest))
        {
            await next(context);
            return;
        }
        var isRead = HttpMethods.IsGet(context.Request.Method) || (rest.Value ?? "").EndsWith("/_search", StringComparison.Ordinal);
        Interlocked.Increment(ref isRead ? ref _reads : ref _writes);
        await next(context);
        if (context.Response.StatusCode >= 400 || context.RequestAborted.IsCancellationRequested) Interlocked.Increment(ref _failures);
    }

    public void AnsweredAgain() => Interlocked.Increment(ref _answeredAgain);

    private static IResult Handle(Statistics statistics, Store store, RecordSystemOptions options)
    {
        using var session = store.Read();
        var totals = session.Totals();
        return Results.Json(new
        {
            name = options.Name,
            resources = totals.Where(one => one.Resources > 0).ToDictionary(one => one.Type, one => one.Resources),
            deleted = totals.Where(one => one.Deleted > 0).ToDictionary(one => one.Type, one => one.Deleted),
            versions = totals.ToDictionary(one => one.Type, one => one.Versions),
            // Identifiers that more than one resource of a type carries.
            sharedIdentifiers = session.SharedIdentifiers(),
            recordedRequests = session.RecordedRequests(),
            // In memory: a restart begins at zero.
            requests = new
            {
                reads = Interlocked.Read(ref statistics._reads),
                writes = Interlocked.Read(ref statistics._writes),
                failures = Interlocked.Read(ref statistics._failures),
                answeredAgain = Interlocked.Read(ref statistics._answeredAgain),
            },
        });
    }
}
