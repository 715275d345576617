using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Monipolku.Platform;

/// <summary>
/// A "no" as an answer: HTTP status, a stable code for programs and a text for people that says what to do next.
/// Never carries a name, an identity code or free text that a client wrote.
/// </summary>
/// <param name="Status">HTTP status, 400 to 499.</param>
/// <param name="Code">Stable and dotted, module first: <c>plans.responsible-person-missing</c>.</param>
/// <param name="Text">One or two sentences in English.</param>
public sealed record Refusal(int Status, string Code, string Text)
{
    /// <summary>JSON path of the member that is wrong, <c>$.goals[0].actions[1].due</c>; null where the whole request is meant.</summary>
    public string? Path { get; init; }

    /// <summary>What is allowed instead in the present state; null where that says nothing.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>For whom came second: what another has done to the same thing meanwhile; null where nobody has.</summary>
    public Happened? Happened { get; init; }

    public Refusal At(string path) => this with { Path = path };

    /// <summary>The same refusal as RFC 9457 ProblemDetails.</summary>
    public ProblemHttpResult ToProblem() => TypedResults.Problem(ToProblemDetails());

    public ProblemDetails ToProblemDetails()
    {
        var problem = new ProblemDetails
        {
            Type = "urn:monipolku:problem:" + Code,
            Title = Problems.TitleOf(Status),
            Status = Status,
            Detail = Text,
        };
        problem.Extensions["code"] = Code;
        if (Path is not null) problem.Extensions["errors"] = new Dictionary<string, string[]> { [Path] = [Text] };
        if (Allowed is not null) problem.Extensions["allowed"] = Allowed;
        if (Happened is not null) problem.Extensions["happened"] = Happened;
        return problem;
    }
}

/// <summary>What somebody has done. Only for those who may see the thing itself.</summary>
/// <param name="What">Stable: <c>decided startAssessment</c>.</param>
/// <param name="By">Staff id; null where the service did it.</param>
public sealed record Happened(string What, Guid? By, DateTimeOffset At)
{
    /// <summary>For the refusal's text in English.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{What}, {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(By is { } by ? $", by staff member {by}" : "")}");
}
