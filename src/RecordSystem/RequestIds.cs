namespace Monipolku.RecordSystem;

/// <summary>
/// X-Request-ID (one request, kept over its retries) and X-Correlation-ID (one case): echoed, and noted with each version.
/// </summary>
internal static class RequestIds
{
    private const string RequestId = "X-Request-ID";
    private const string CorrelationId = "X-Correlation-ID";
    private const int Longest = 128;

    public static async Task Echo(HttpContext context, RequestDelegate next)
    {
        foreach (var name in new[] { RequestId, CorrelationId })
        {
            var values = context.Request.Headers[name];
            if (values.Count == 0) continue;
            if (values is not [{ Length: > 0 and <= Longest } value] || value.Any(c => c is <= ' ' or >= (char)127))
            {
                await new Refusal(400, "invalid", $"{name} must be one value of at most {Longest} visible characters.")
                    .ExecuteAsync(context);
                return;
            }
            context.Response.Headers[name] = value;
        }
        await next(context);
    }

    public static Caller CallerOf(HttpContext context) => new(
        context.Request.Headers[RequestId].FirstOrDefault(),
        context.Request.Headers[CorrelationId].FirstOrDefault(),
        context.Request.FhirBase());
}
