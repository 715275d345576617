using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monipolku.Platform;

namespace Monipolku.Access.Audit;

/// <summary><c>-- audit verify [--json] [--head=number:hash]</c>.</summary>
internal static class VerifyAudit
{
    private const int MostShown = 1000;
    private static readonly JsonSerializerOptions Readable = new(JsonRules.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>0: intact; 1: something is wrong, each thing by stream and row; 2: there is no log to read.</summary>
    public static async Task<int> RunAsync(AuditVerifier verifier, bool json, string? knownHead, TextWriter output, CancellationToken ct)
    {
        var shown = new List<AuditFinding>();
        AuditReport report;
        try
        {
            report = await verifier.VerifyAsync(
                finding =>
                {
                    if (shown.Count >= MostShown) return;
                    shown.Add(finding);
                    if (!json) output.WriteLine($"{finding.Stream ?? "-"} {finding.Sequence?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {finding.Kind}: {finding.Text}");
                },
                knownHead, ct);
        }
        catch (DbException missing)
        {
            await output.WriteLineAsync("The audit log cannot be read: " + missing.Message);
            return 2;
        }
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new { intact = report.Findings == 0, report.Rows, report.Streams, report.Heads, report.Unsealed, report.LastHead, report.PublicKeys, findingCount = report.Findings, findings = shown }, Readable));
        }
        else
        {
            if (report.Findings > shown.Count) await output.WriteLineAsync($"… and {report.Findings - shown.Count} more.");
            await output.WriteLineAsync(
                $"{report.Rows} rows in {report.Streams} streams, {report.Heads} signed heads, the last is {report.LastHead ?? "none"}; {report.Unsealed} rows are newer than their stream's last head.");
            await output.WriteLineAsync(report.Findings == 0 ? "The audit log is intact." : $"The audit log is not intact: {report.Findings} findings.");
        }
        return report.Findings == 0 ? 0 : 1;
    }
}
