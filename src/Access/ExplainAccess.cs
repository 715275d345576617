using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;

namespace Monipolku.Access;

/// <summary>The gate's own answer in words.</summary>
/// <param name="Basis">Why it is lawful; null when it is not.</param>
/// <param name="Code">Stable reason code; null when it is lawful.</param>
/// <param name="Explanation">The paragraph, and what would make it lawful.</param>
public sealed record AccessExplanation(bool Permitted, string? Basis, string? Code, string Explanation);

/// <summary>Tells a professional why they may or may not see something (R41). It is the gate's own decision, and is audited as one.</summary>
internal static class ExplainAccess
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access/explain", Handle)
        .WithName(nameof(ExplainAccess))
        .WithSummary("Explain why you may or may not do something")
        .WithDescription("right is one of: " + string.Join(", ", Rights.All.Select(r => r.Name)) + ".")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<AccessExplanation>, ProblemHttpResult>> Handle(
        string right, Guid personId, Caller caller, IAccessGate gate, CancellationToken ct)
    {
        if (Rights.All.FirstOrDefault(r => r.Name == right) is not { } asked) return AccessRefusals.RightUnknown.ToProblem();
        var decision = await gate.Decide(caller, asked, personId, ct);
        return TypedResults.Ok(new AccessExplanation(
            decision.Refusal is null, decision.Basis, decision.Refusal?.Code, decision.Refusal?.Text ?? "You may: " + decision.Basis + "."));
    }
}
