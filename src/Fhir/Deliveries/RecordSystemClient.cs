using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Monipolku.Fhir.R4;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Monipolku.Fhir.Deliveries;

/// <summary>The record system cannot be asked now, or its answer does not tell. Another try may go better.</summary>
/// <param name="reason">A code: <c>unreachable</c>, <c>timeout</c>, <c>circuit-open</c>, <c>http-503</c>, <c>answer-unreadable</c>.</param>
internal sealed class RecordSystemUnavailableException(string reason, bool mayHaveArrived, Exception? cause = null) : Exception(reason, cause)
{
    public string Reason => Message;

    /// <summary>Whether the request may have had its effect all the same.</summary>
    public bool MayHaveArrived { get; } = mayHaveArrived;
}

/// <summary>The record system says no to a request of ours: trying again would not help.</summary>
/// <param name="reason">A code: <c>http-401</c>.</param>
internal sealed class RecordSystemRefusedException(string reason, bool isConflict) : Exception(reason)
{
    public string Reason => Message;

    /// <summary>409 or 412: something is there already.</summary>
    public bool IsConflict { get; } = isConflict;
}

/// <summary>Talks FHIR to one record system. Identity codes travel in bodies, never in addresses.</summary>
internal sealed class RecordSystemClient(HttpClient http, Guid correlationId)
{
    private const string FhirJsonType = "application/fhir+json";

    public Uri Address => http.BaseAddress!;

    /// <summary>Sends the Bundle; the answer tells where each entry is, in the order of the entries: <c>Type/id</c>.</summary>
    public async Task<IReadOnlyList<string>> SendAsync(byte[] bundle, Guid requestId, CancellationToken ct)
    {
        var content = new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue(FhirJsonType) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Root) { Content = content };
        request.Headers.Add("X-Request-ID", Text(requestId));
        using var answer = await AskAsync(request, ct);
        if (!answer.IsSuccessStatusCode) throw NoOf(answer);
        return await ReadAsync<Bundle>(answer, ct) is { Type.Value: Bundle.BundleType.TransactionResponse } response
            ? [.. response.Entry.Select(entry => PlaceOf(entry.Response?.Location?.Value))]
            : throw new RecordSystemUnavailableException("answer-unreadable", mayHaveArrived: true);
    }

    /// <summary>The resource as it is there now; null when there is none.</summary>
    public async Task<Resource?> ReadAsync(string place, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, place));
        using var answer = await AskAsync(request, ct);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        if (!answer.IsSuccessStatusCode) throw NoOf(answer);
        return await ReadAsync<Resource>(answer, ct) ?? throw new RecordSystemUnavailableException("answer-unreadable", mayHaveArrived: false);
    }

    /// <summary>Where the resource is that the search finds, <c>Type/id</c>; null when none or several match.</summary>
    public async Task<string?> FindAsync(string type, string search, CancellationToken ct)
    {
        var form = new ByteArrayContent(Encoding.ASCII.GetBytes(search)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, type + "/_search")) { Content = form };
        using var answer = await AskAsync(request, ct);
        if (!answer.IsSuccessStatusCode) throw NoOf(answer);
        var found = await ReadAsync<Bundle>(answer, ct) ?? throw new RecordSystemUnavailableException("answer-unreadable", mayHaveArrived: false);
        var matches = found.Entry.Where(entry => entry.Resource?.TypeName == type).ToList();
        return matches is [{ Resource.Id: { } id }] ? $"{type}/{id}" : null;
    }

    // The base without its last slash: some servers tell /fhir and /fhir/ apart.
    private Uri Root => new(Address.AbsoluteUri.TrimEnd('/'));

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Accept.Add(new(FhirJsonType));
        request.Headers.Add("X-Correlation-ID", Text(correlationId));
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (BrokenCircuitException broken)
        {
            throw new RecordSystemUnavailableException("circuit-open", mayHaveArrived: false, broken);
        }
        catch (TimeoutRejectedException late)
        {
            throw new RecordSystemUnavailableException("timeout", mayHaveArrived: true, late);
        }
        catch (HttpRequestException lost)
        {
            var connected = lost.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            throw new RecordSystemUnavailableException("unreachable", connected, lost);
        }
    }

    private static Exception NoOf(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var reason = string.Create(CultureInfo.InvariantCulture, $"http-{status}");
        return status is >= 500 or 408 or 425 or 429
            ? new RecordSystemUnavailableException(reason, mayHaveArrived: status is not (429 or 503))
            : new RecordSystemRefusedException(reason, isConflict: status is 409 or 412);
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, CancellationToken ct) where T : Resource =>
        FhirJson.Parse(await answer.Content.ReadAsByteArrayAsync(ct)).Resource as T;

    /// <summary><c>Patient/1</c> of <c>Patient/1/_history/2</c> or of <c>https://x/fhir/Patient/1</c>; empty when the text does not tell.</summary>
    private static string PlaceOf(string? location)
    {
        if (location is null) return "";
        var history = location.IndexOf("/_history/", StringComparison.Ordinal);
        var parts = (history < 0 ? location : location[..history]).Split('/');
        return parts.Length < 2 ? "" : $"{parts[^2]}/{parts[^1]}";
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
