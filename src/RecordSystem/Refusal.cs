using System.Text.Json.Nodes;

namespace Monipolku.RecordSystem;

/// <summary>One thing that is wrong: an issue code of FHIR, a text for people, and the place in the body if there is one.</summary>
internal sealed record Issue(string Code, string Text, string? Expression = null);

/// <summary>A "no": the HTTP status and an OperationOutcome. The texts never repeat values of a body.</summary>
internal sealed record Refusal(int Status, IReadOnlyList<Issue> Issues) : IResult
{
    public Refusal(int status, string code, string text, string? expression = null) : this(status, [new(code, text, expression)]) { }

    /// <summary>The same refusal about an entry of a Bundle.</summary>
    public Refusal At(string? entry) =>
        this with { Issues = [.. Issues.Select(issue => issue with { Expression = issue.Expression ?? entry })] };

    public JsonObject ToOutcome() => Outcome("error", Issues);

    public static JsonObject Outcome(string severity, IEnumerable<Issue> issues) => new()
    {
        ["resourceType"] = "OperationOutcome",
        ["issue"] = new JsonArray([.. issues.Select(issue =>
        {
            var json = new JsonObject { ["severity"] = severity, ["code"] = issue.Code, ["diagnostics"] = issue.Text };
            if (issue.Expression is not null) json["expression"] = new JsonArray(issue.Expression);
            return json;
        })]),
    };

    public Task ExecuteAsync(HttpContext httpContext) => new Answer(Status, ToOutcome().ToFhir()).ExecuteAsync(httpContext);
}
