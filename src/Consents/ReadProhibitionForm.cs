using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.Consents;

/// <summary>The form of a prohibition or veto as it was given, ready to print: for professionals, and the copy for the client.</summary>
internal static class ReadProhibitionForm
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}/form", Handle)
        .WithName(nameof(ReadProhibitionForm))
        .WithSummary("Get a prohibition or veto as a page to print, in the language in which it was given")
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<ConsentFormPage, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, IPeople people, IStaffDirectory directory, ISharingBasis sharing, IAccessGate gate, CancellationToken ct)
    {
        var prohibition = await db.Prohibitions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
        if (prohibition is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (prohibition.IsHiddenFrom(access, await sharing.KeptFrom(access, prohibition.PersonId, ct))) return TypedResults.NotFound();

        var person = (await people.Find([prohibition.PersonId], ct))[prohibition.PersonId];
        var names = await ReadConsentForm.NamesOf(person, [prohibition.ReceivedBy], [prohibition.UnitId], directory, ct);
        return ConsentFormPage.Of(views.Of(prohibition, access), ReadConsentForm.FormOf(person), names);
    }
}
