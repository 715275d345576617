namespace Monipolku.Fhir.R4;

/// <summary>One problem found in a resource. The text names the broken rule and never repeats the value, which may be personal data.</summary>
/// <param name="Severity">Fatal when reading had to stop; else error. A resource with either is refused.</param>
/// <param name="Code">The kind of problem.</param>
/// <param name="Location">Where: <c>Patient.name[0].given[1]</c>.</param>
/// <param name="Text">Which rule is broken.</param>
public sealed record FhirIssue(
    OperationOutcome.IssueSeverity Severity, OperationOutcome.IssueType Code, string Location, string Text);

/// <summary>What reading gave: the resource, or the reasons why there is none.</summary>
/// <param name="Resource">Null when there is any issue: a resource that was read in part must not be used.</param>
public sealed record ParseResult(Resource? Resource, IReadOnlyList<FhirIssue> Issues);

/// <summary>The text is not a valid R4 resource of the expected type.</summary>
public sealed class FhirFormatException(IReadOnlyList<FhirIssue> issues)
    : FormatException(string.Join(" ", issues.Take(5).Select(i => $"{i.Location}: {i.Text}")))
{
    public IReadOnlyList<FhirIssue> Issues { get; } = issues;
}

public static class FhirIssues
{
    /// <summary>The issues as the answer that a FHIR server gives. At least one issue is needed.</summary>
    public static OperationOutcome ToOperationOutcome(this IEnumerable<FhirIssue> issues) => new()
    {
        Issue =
        [
            .. issues.Select(i => new OperationOutcome.IssueComponent
            {
                Severity = i.Severity,
                Code = i.Code,
                Diagnostics = i.Text,
                Expression = [i.Location],
            }),
        ],
    };
}
