using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform.Secrets;
using Npgsql;

namespace Monipolku.Platform;

/// <summary>
/// The caller's <c>Idempotency-Key</c>. The first answer is kept in the same transaction as the change,
/// so that a repeat (a double press, a retry after a broken line) gets it again and changes nothing.
/// </summary>
public sealed class Idempotency
{
    private const int ShortestKey = 8;
    private const int LongestKey = 64;

    internal string? Header { get; private init; }

    /// <summary>Hash of caller, operation and key: one caller's keys never meet another's.</summary>
    internal string Id { get; set; } = "";

    /// <summary>Hash of the body by value: white space and member order do not make another request.</summary>
    internal string Fingerprint { get; set; } = "";

    /// <summary>Null before the handler runs.</summary>
    internal AnswerAbout? About { get; set; }

    public static ValueTask<Idempotency> BindAsync(HttpContext http)
    {
        var header = http.Request.Headers["Idempotency-Key"].ToString();
        return ValueTask.FromResult(new Idempotency { Header = IsWellFormed(header) ? header : null });
    }

    /// <summary>For a command whose body is no request record. Null where the header is missing or of the wrong form.</summary>
    /// <param name="operation">Its name: keys of one operation never meet another's.</param>
    /// <param name="body">The body by value, in a canonical form.</param>
    public static Idempotency? Of(HttpContext http, string operation, ReadOnlySpan<byte> body)
    {
        var header = http.Request.Headers["Idempotency-Key"].ToString();
        return IsWellFormed(header)
            ? new Idempotency { Header = header, Id = IdOf(http, operation, header), Fingerprint = Hash(body), About = http.RequestServices.GetRequiredService<AnswerAbout>() }
            : null;
    }

    internal static string IdOf(HttpContext http, string operation, string header) =>
        Hash(JsonSerializer.SerializeToUtf8Bytes<string[]>([http.User.FindFirst("sub")?.Value ?? "", operation, header]));

    private static bool IsWellFormed(string key) =>
        key.Length is >= ShortestKey and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>What the gate permitted first in a request, and about whom. Kept with a first answer, so that the gate is asked the same again at a repeat.</summary>
public sealed class AnswerAbout
{
    public Guid? PersonId { get; set; }

    /// <summary>The right's name; at most 40 characters.</summary>
    public string? Right { get; set; }
}

/// <summary>The first answer to a key.</summary>
public sealed class IdempotentAnswer
{
    internal const string Purpose = "platform.idempotent-answer";
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public required string Id { get; init; }
    public required string Fingerprint { get; init; }
    public required string Location { get; init; }

    /// <summary>The answer's body, encrypted: it may hold what its noun keeps encrypted.</summary>
    public required string BodySecret { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>See <see cref="AnswerAbout"/>. Null of what is about nobody, or about somebody who is not named to the gate (a notification).</summary>
    public Guid? PersonId { get; init; }
    public string? Right { get; init; }
}

/// <summary>Marks an operation that takes <c>Idempotency-Key</c>, for OpenAPI.</summary>
internal sealed record TakesIdempotencyKey;

public static class IdempotencyEndpoints
{
    private const int MostLooks = 3;

    private const string First = """
        SELECT "Id", "Fingerprint", "Location", "BodySecret", "Version", "At", "PersonId", "Right" FROM platform_idempotent_answers WHERE "Id" = $1
        """;

    /// <summary>
    /// Makes a creating POST safe to repeat. Its handler takes <see cref="Idempotency"/> and a request record, and answers
    /// with <see cref="ModuleDb.SaveCreatedAsync"/>.
    /// </summary>
    public static RouteHandlerBuilder Idempotent<TDb>(this RouteHandlerBuilder endpoint) where TDb : ModuleDb =>
        endpoint.WithMetadata(new TakesIdempotencyKey()).AddEndpointFilter(AnswerOnce<TDb>);

    /// <summary>
    /// Where the database lets only one of two through (a unique index, a version) and both came at once: the second gets that answer.
    /// Goes before <see cref="Idempotent{TDb}"/>, which then sees whether it was the same press twice.
    /// </summary>
    public static RouteHandlerBuilder OneOfTwoAtOnce(this RouteHandlerBuilder endpoint, Refusal second) => endpoint.AddEndpointFilter(async (context, next) =>
    {
        try
        {
            return await next(context);
        }
        catch (DbUpdateException lost) when (lost.AnotherWon())
        {
            return second.ToProblem();
        }
    });

    /// <summary>
    /// Of two who change the same at once, the one whose save is lost looks again and is answered as one who comes after the other: with what
    /// has happened meanwhile, or 412.
    /// </summary>
    public static RouteHandlerBuilder LooksAgain<TDb>(this RouteHandlerBuilder endpoint) where TDb : ModuleDb => endpoint.AddEndpointFilter(async (context, next) =>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await next(context);
            }
            catch (Exception lost) when (attempt < MostLooks && ModuleDb.LostToAnother(lost))
            {
                context.HttpContext.RequestServices.GetRequiredService<TDb>().ChangeTracker.Clear();
            }
        }
    });

    /// <summary>Whether the database let another one through, by a unique index or a version.</summary>
    public static bool AnotherWon(this DbUpdateException lost) => lost is DbUpdateConcurrencyException || lost.InnerException
        is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE or SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY };

    private static async ValueTask<object?> AnswerOnce<TDb>(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        where TDb : ModuleDb
    {
        var http = context.HttpContext;
        var idempotency = context.Arguments.OfType<Idempotency>().Single();
        if (idempotency.Header is null) return PlatformRefusals.IdempotencyKeyMissing.ToProblem();

        idempotency.Id = Idempotency.IdOf(http, Operation(http), idempotency.Header);
        var body = context.Arguments.FirstOrDefault(a => a?.GetType().Name.EndsWith("Request", StringComparison.Ordinal) == true);
        idempotency.Fingerprint = Idempotency.Hash(JsonSerializer.SerializeToUtf8Bytes(body, JsonRules.Options));

        if (await Earlier(idempotency, http) is { } earlier) return earlier;
        idempotency.About = http.RequestServices.GetRequiredService<AnswerAbout>();
        try
        {
            var answer = await next(context);
            // Pressed twice at once: the other press may have won and be the very reason of the refusal.
            return Refused(answer) ? await Earlier(idempotency, http) ?? answer : answer;
        }
        catch (DbUpdateException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The other press won. Anything else is thrown on.
            http.RequestServices.GetRequiredService<TDb>().ChangeTracker.Clear();
            if (await Earlier(idempotency, http) is { } winner) return winner;
            throw;
        }
    }

    /// <summary>The operation and whom it is about, however the address was spelt.</summary>
    private static string Operation(HttpContext http) =>
        http.GetEndpoint()!.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName
        + string.Concat(http.Request.RouteValues.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"/{v.Value}".ToUpperInvariant()));

    private static async Task<IResult?> Earlier(Idempotency idempotency, HttpContext http)
    {
        var database = http.RequestServices.GetRequiredService<Database>();
        if (await database.QueryAsync(First, Read, http.RequestAborted, idempotency.Id) is not [var answer]) return null;
        if (answer.Fingerprint != idempotency.Fingerprint) return PlatformRefusals.IdempotencyKeyReused.ToProblem();
        return new ReplayedAnswer(answer);
    }

    private static IdempotentAnswer Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Fingerprint = row.GetString(1),
        Location = row.GetString(2),
        BodySecret = row.GetString(3),
        Version = row.GetInt32(4),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        PersonId = row.IsDBNull(6) ? null : row.GetGuid(6),
        Right = row.IsDBNull(7) ? null : row.GetString(7),
    };

    private static bool Refused(object? answer) =>
        (answer is INestedHttpResult nested ? nested.Result : answer) is IStatusCodeHttpResult { StatusCode: >= 400 };
}

/// <summary>The first answer once more, to the same caller.</summary>
public sealed class ReplayedAnswer : IResult
{
    private readonly IdempotentAnswer _answer;

    internal ReplayedAnswer(IdempotentAnswer answer) => _answer = answer;

    /// <summary>What the gate permitted then.</summary>
    public AnswerAbout About => new() { PersonId = _answer.PersonId, Right = _answer.Right };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.Location = _answer.Location;
        headers.ETag = ETags.Of(_answer.Version);
        headers["Idempotency-Replayed"] = "true";
        var body = httpContext.RequestServices.GetRequiredService<SecretText>().Unprotect(_answer.BodySecret, IdempotentAnswer.Purpose);
        await TypedResults.Text(body, "application/json; charset=utf-8", statusCode: StatusCodes.Status201Created).ExecuteAsync(httpContext);
    }
}
