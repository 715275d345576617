using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access.Audit;

/// <summary>Streams rows of the audit log to an auditor's file, oldest first; of whatever size. The export is in the log itself: one row, and not one
/// for each person in it, since watching over the log is no use of anybody's care data (703/2023 10 §) and each export would lengthen the log by its own size.</summary>
internal static class ExportAudit
{
    private const int RowsPerFlush = 500;

    private static readonly string[] Head =
    [
        "stream", "sequence", "at", "requestId", "subject", "staffId", "unitId", "role", "clientId", "personId", "right", "dataClass", "purpose", "decision", "basis", "listed",
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit/export", Handle)
        .WithName(nameof(ExportAudit))
        .WithSummary("Export the audit log as NDJSON or CSV")
        .WithDescription("format: ndjson (default) or csv. The other parameters are those of the search.")
        // Of twelve years, if that is asked.
        .WithMetadata(new Microsoft.AspNetCore.Http.Timeouts.DisableRequestTimeoutAttribute())
        .Requires(Rights.ReadAudit);

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct,
        string? format = null, Guid? personId = null, Guid? staffId = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? decision = null,
        string? right = null)
    {
        var access = await gate.Decide(caller, Rights.ReadAudit, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (format is not (null or "ndjson" or "csv")) return AccessRefusals.FormatUnknown.ToProblem();
        if (AuditFilter.TryRead(personId, staffId, from, to, decision, right, out var filter) is { } wrong) return wrong.ToProblem();

        var rows = filter.On(db).OrderBy(r => r.At).ThenBy(r => r.Stream).ThenBy(r => r.Sequence);
        return format == "csv"
            ? TypedResults.Stream(body => Write(body, rows, [.. Head], Csv, ct), "text/csv; charset=utf-8", "audit.csv")
            : TypedResults.Stream(body => Write(body, rows, null, row => JsonSerializer.Serialize(AuditRowView.Of(row), JsonRules.Options) + "\n", ct), "application/x-ndjson", "audit.ndjson");
    }

    private static async Task Write(Stream body, IQueryable<AuditRow> rows, string[]? head, Func<AuditRow, string> line, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024, leaveOpen: true);
        if (head is not null) await writer.WriteAsync(Line(head));
        var written = 0;
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            await writer.WriteAsync(line(row).AsMemory(), ct);
            if (++written % RowsPerFlush == 0) await writer.FlushAsync(ct);
        }
    }

    private static string Csv(AuditRow row)
    {
        var view = AuditRowView.Of(row);
        return Line(
        [
            view.Stream, AuditRow.Number(view.Sequence), view.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            view.RequestId, view.Subject, view.StaffId?.ToString(), view.UnitId?.ToString(), view.Role is { } role ? JsonRules.CodeOf(role) : null, view.ClientId,
            view.PersonId?.ToString(), view.Right, view.DataClass, view.Purpose, JsonRules.CodeOf(view.Decision), view.Basis, view.Listed?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ]);
    }

    /// <summary>
    /// RFC 4180, every field in quotes. What a spreadsheet would take for a formula (OWASP, CSV injection) gets an apostrophe before it:
    /// a subject or a program's name may come from outside.
    /// </summary>
    private static string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(field =>
    {
        var text = field ?? "";
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..]) text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    })) + "\r\n";
}
