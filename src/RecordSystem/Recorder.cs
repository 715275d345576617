using System.Security.Cryptography;
using System.Text;

namespace Monipolku.RecordSystem;

/// <summary>
/// Carries out a write once. A request with an X-Request-ID is recorded with its answer in the same commit; the same request again gets
/// that answer again, another request under the same id gets 409 (NHS BaRS). A refused request is not recorded: it may be sent again.
/// </summary>
internal sealed class Recorder(Store store, RecordSystemOptions options, Faults faults, Statistics statistics)
{
    public async Task<IResult> Record(HttpContext context, byte[] body, IReadOnlyList<Entry> entries, Func<Caller, Answer> answer)
    {
        if (faults.RefusesWrites)
            return new Refusal(422, "business-rule", "The record system refuses to record (a fault that was switched on).");

        var caller = RequestIds.CallerOf(context);
        var fingerprint = FingerprintOf(context.Request, body);
        Answer given;
        using (var session = await store.Write(context.RequestAborted))
        {
            if (caller.RequestId is not null && session.FindRequest(caller.RequestId) is { } recorded)
            {
                if (!recorded.Fingerprint.AsSpan().SequenceEqual(fingerprint))
                    return new Refusal(409, "duplicate", "Another request was processed under this X-Request-ID.");
                statistics.AnsweredAgain();
                given = recorded.Answer;
            }
            else
            {
                if (Transaction.Run(session, entries, caller, options.Clock.GetUtcNow()) is { } refusal) return refusal;
                given = answer(caller);
                if (caller.RequestId is not null) session.RecordRequest(caller.RequestId, fingerprint, given);
                session.Commit();
            }
        }
        return faults.TakeDrop() ? new Dropped() : given;
    }

    /// <summary>What makes two requests the same one: method, address, conditions and every byte of the body.</summary>
    private static byte[] FingerprintOf(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{request.Method}\n{request.Path}{request.QueryString}\n{request.Headers.IfMatch}\n{request.Headers["If-None-Exist"]}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Recorded, but the connection breaks before the answer: a network that fails at the worst moment.</summary>
    private sealed class Dropped : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }
    }
}
