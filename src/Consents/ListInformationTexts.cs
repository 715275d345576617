using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <param name="Version">Record it as the <c>informationTextVersion</c> of the consent or prohibition.</param>
/// <param name="Language">fi, sv or en.</param>
/// <param name="Text">Plain text; paragraphs are separated by an empty line.</param>
public sealed record InformationTextView(string Version, FormKind Kind, string Language, string Text);

/// <summary>What the giver is told before signing (703/2023 58 §). Every version stays, since somebody may have signed it.</summary>
internal static class ListInformationTexts
{
    private static readonly Page<InformationTextView> All = new(
        [
            .. from version in InformationTexts.Versions
               from kind in Enum.GetValues<FormKind>()
               from language in InformationTexts.Languages
               select new InformationTextView(version, kind, language, InformationTexts.Find(version, kind, language)),
        ],
        Next: null);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/information-texts", Handle)
        .WithName(nameof(ListInformationTexts))
        .WithSummary("List the information texts, by version, kind and language, oldest version first")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<Page<InformationTextView>>, ProblemHttpResult>> Handle(Caller caller, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(All);
    }
}
