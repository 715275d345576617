using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;

namespace Monipolku.Journeys;

/// <summary>
/// A caller who does not give up: when the line breaks it sends the same request again, with the same Idempotency-Key and If-Match.
/// A change whose answer was lost is then met with 412, or with 409 that says what happened, and is read instead, as a careful program does.
/// </summary>
internal sealed partial class StubbornHandler() : DelegatingHandler(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
{
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(3);

    /// <summary>Addresses of everything that a 2xx said was created.</summary>
    public ConcurrentDictionary<string, bool> Created { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null) await request.Content.LoadIntoBufferAsync(cancellationToken);
        var until = Environment.TickCount64 + (long)LongestOutage.TotalMilliseconds;
        var broken = false;
        while (true)
        {
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                // Also the answer that says what happened: it was this very change.
                if (broken && answer.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict && request.Headers.IfMatch.Count > 0)
                    return await ReadInstead(request, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.Created && answer.Headers.Location is { } location) Created[location.ToString()] = true;
                return answer;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException && Environment.TickCount64 < until)
            {
                broken = true;
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> ReadInstead(HttpRequestMessage request, CancellationToken ct)
    {
        var noun = Noun().Match(request.RequestUri!.ToString()).Value;
        using var read = new HttpRequestMessage(HttpMethod.Get, noun);
        read.Headers.Authorization = request.Headers.Authorization;
        return await SendAsync(read, ct);
    }

    [GeneratedRegex("^.*/[0-9a-fA-F-]{36}")]
    private static partial Regex Noun();
}
