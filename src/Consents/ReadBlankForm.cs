using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>The form before it is signed, ready to print, with the newest information text.</summary>
internal static class ReadBlankForm
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/forms/{kind:regex(^(jointWork|disclosurePermission|prohibition|veto)$)}", Handle)
        .WithName(nameof(ReadBlankForm))
        .WithSummary("Get an unsigned form as a page to print, filled with who it is about")
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Requires(Rights.ReadBlankForm);

    private static async Task<Results<ConsentFormPage, ProblemHttpResult>> Handle(
        string kind, Guid personId, Caller caller, IPeople people, IAccessGate gate, CancellationToken ct, [Pattern("^(fi|sv|en)$")] string language = "fi")
    {
        var access = await gate.Decide(caller, Rights.ReadBlankForm, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!(await people.Find([personId], ct)).TryGetValue(personId, out var person)) return ConsentsRefusals.PersonUnknown.ToProblem();
        return ConsentFormPage.Blank(Enum.Parse<FormKind>(kind, ignoreCase: true), language, ReadConsentForm.FormOf(person));
    }
}
