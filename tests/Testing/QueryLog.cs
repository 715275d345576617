using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Monipolku.Testing;

/// <summary>
/// The SQL commands that each request made, through EF Core or Database.QueryAsync, by X-Request-ID. Audit rows are not among them: a writer of its own
/// commits those of many requests at once. Nor is the one question that every request begins with, what its token still opens.
/// </summary>
public sealed class QueryLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly Lazy<QueryLog> Instance = new(() =>
    {
        var log = new QueryLog();
        DiagnosticListener.AllListeners.Subscribe(log);
        return log;
    });

    /// <summary>Listens from now on. A host calls it before EF Core asks, for a second at a time, whether anybody listens.</summary>
    internal static void Start() => _ = Instance.Value;

    private const string TokenQuery = "(SELECT 1 FROM identity_used_ids";

    private readonly HttpContextAccessor _http = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _commands = new();

    /// <summary>Sends the request and tells which commands it took. The host must have an IHttpContextAccessor: a test host has.</summary>
    /// <param name="refused">The status of a request that is meant to be refused.</param>
    public static async Task<IReadOnlyList<string>> Of(
        Func<HttpRequestMessage, Task<HttpResponseMessage>> send, HttpRequestMessage request, HttpStatusCode? refused = null)
    {
        var log = Instance.Value;
        var id = Guid.NewGuid().ToString();
        request.Headers.Add("X-Request-ID", id);
        using var answer = await send(request);
        if (refused is { } status) answer.StatusCode.ShouldBe(status);
        else await answer.Success();
        return log._commands.TryRemove(id, out var commands) ? [.. commands] : [];
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name is "Microsoft.EntityFrameworkCore" or "Monipolku.Database") value.Subscribe(this);
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        var sql = value.Value is CommandEventData command && value.Key == RelationalEventId.CommandExecuting.Name ? command.Command.CommandText : value.Value as string;
        if (sql?.Contains(TokenQuery, StringComparison.Ordinal) == true) return;
        if (sql is not null && _http.HttpContext?.TraceIdentifier is { } id) _commands.GetOrAdd(id, _ => new()).Enqueue(sql);
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
