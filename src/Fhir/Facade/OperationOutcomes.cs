using Microsoft.AspNetCore.Http;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using static Monipolku.Fhir.R4.OperationOutcome;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Facade;

/// <summary>Below /fhir every "no" is an OperationOutcome: what the platform says too.</summary>
internal sealed class OperationOutcomes : IRefusalFormat
{
    public PathString Below => "/fhir";

    public Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors) =>
        FhirAnswer.WriteAsync(http, refusal.Status, Of(refusal, errors));

    public static OperationOutcome Of(Refusal refusal, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var outcome = new OperationOutcome
        {
            Issue =
            [
                new()
                {
                    Severity = refusal.Status >= 500 ? IssueSeverity.Fatal : IssueSeverity.Error,
                    Code = CodeOf(refusal),
                    Details = new()
                    {
                        Coding = [new() { System = "https://monipolku.fi/fhir/CodeSystem/refusal", Code = refusal.Code }],
                        Text = refusal.Text,
                    },
                    Expression = ExpressionOf(refusal.Path),
                },
            ],
        };
        foreach (var (path, texts) in errors ?? new Dictionary<string, string[]>())
            outcome.Issue.Add(new() { Severity = IssueSeverity.Error, Code = IssueType.Invalid, Diagnostics = $"{path}: {string.Join(' ', texts)}", Expression = ExpressionOf(path) });
        return outcome;
    }

    /// <summary>Of what came as FHIR; a search parameter's name is no FHIRPath.</summary>
    private static List<FhirString> ExpressionOf(string? path) => path is not null && path.StartsWith("Bundle", StringComparison.Ordinal) ? [path] : [];

    private static IssueType CodeOf(Refusal refusal) => (refusal.Status, refusal.Code) switch
    {
        (_, "fhir.too-costly" or "fhir.too-many-values") => IssueType.TooCostly,
        (_, "fhir.parameter-unknown" or "fhir.identifier-system") => IssueType.NotSupported,
        (401, _) => IssueType.Login,
        (403, _) => IssueType.Forbidden,
        (404, "fhir.type-unknown") => IssueType.NotSupported,
        (404, _) => IssueType.NotFound,
        (405 or 406 or 415, _) => IssueType.NotSupported,
        (409 or 412, _) => IssueType.Conflict,
        (413, _) => IssueType.TooLong,
        (429, _) => IssueType.Throttled,
        ( >= 500, _) => IssueType.Exception,
        _ => IssueType.Invalid,
    };
}
