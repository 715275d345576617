using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access;

/// <summary>The gate's own answer in words, in the language of Accept-Language (fi, sv, en).</summary>
/// <param name="Basis">Why it is lawful, with the paragraphs; null when it is not.</param>
/// <param name="Code">Stable code of the reason when it is not lawful; null when it is.</param>
/// <param name="BasisCode">Stable code of the basis; null when it is not lawful.</param>
/// <param name="Explanation">In plain words, with the paragraph.</param>
/// <param name="NextStep">What would make it lawful; null when it is.</param>
/// <param name="ExceptSingleItems">Of a permit where no item was named: the client has forbidden single documents, and these stay closed. Name one by itemId.</param>
public sealed record AccessExplanation(bool Permitted, string? Basis, string? BasisCode, string? Code, string Explanation, string? NextStep, bool ExceptSingleItems);

/// <summary>
/// Tells a professional or a client why they may or may not see something, or share it with a unit (R41). It is the gate's own decision,
/// and is audited as a question: <c>explain read-plan</c>, for nothing was read.
/// </summary>
internal static class ExplainAccess
{
    /// <summary>Before the right's name in the audit log: only the right was asked about.</summary>
    public const string Mark = "explain ";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access/explain", Handle)
        .WithName(nameof(ExplainAccess))
        .WithSummary("Explain why you may or may not do something, or share it with a unit")
        .WithDescription("recipientUnitId: may I share it with that unit? outsideRecipient=true: with somebody outside both registers, such as a school or the police? dataDate, serviceTask (THL 1221) and itemId (a plan, a note beside one, an assessment, an intake matter): of the one item that is meant, where a permission is limited by them or a prohibition is of it alone. right is one of: " + string.Join(", ", Rights.All.Select(r => r.Name)) + ".")
        .Requires(Rights.Explain);

    private static async Task<Results<Ok<AccessExplanation>, ProblemHttpResult>> Handle(
        string right, Guid personId, HttpRequest request, Caller caller, IAccessGate gate, CancellationToken ct, Guid? recipientUnitId = null,
        DateOnly? dataDate = null, [Pattern("^[0-9]{1,2}$")] string? serviceTask = null, bool outsideRecipient = false, Guid? itemId = null)
    {
        if (Rights.All.FirstOrDefault(r => r.Name == right) is not { } known) return AccessRefusals.RightUnknown.ToProblem();
        if (outsideRecipient && recipientUnitId is not null) return AccessRefusals.RecipientUnclear.ToProblem();
        var asked = known with { Name = Mark + known.Name };
        var item = new DataItem(dataDate, serviceTask, Id: itemId, Each: itemId is null);
        var decision = outsideRecipient || recipientUnitId is not null
            ? await gate.DecideSharing(caller, asked, personId, recipientUnitId, ct, item)
            : await gate.Decide(caller, asked, personId, ct, item);
        return TypedResults.Ok(Explain(decision, Languages.Of(request), item.Each));
    }

    /// <summary>A guardian is told what the law gives a guardian, whether the child keeps something from them or not: else asking would tell.</summary>
    private static AccessExplanation Explain(Decision decision, string language, bool ofEach)
    {
        if (decision.AsIfNothingWereHidden is { } basis)
            return new AccessExplanation(true, LegalBasis.WithoutIds(basis.Text), basis.Code, null, AccessTexts.Find("basis." + basis.Code, language)!, null, ofEach && decision.LeavesOut.Count > 0);
        var code = decision.Refusal!.Code;
        return new AccessExplanation(false, null, null, code, AccessTexts.Find(code, language)!, AccessTexts.Find(code + ".next", language), false);
    }
}
