using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;

namespace Monipolku.Consents;

/// <summary>The form as it was given, ready to print: for professionals, and the copy for the client (703/2023 58 §).</summary>
internal static class ReadConsentForm
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/form", Handle)
        .WithName(nameof(ReadConsentForm))
        .WithSummary("Get a consent or permission as a page to print, in the language in which it was given")
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<ConsentFormPage, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ConsentsDb db, ConsentViews views, IPeople people, IStaffDirectory directory, IAccessGate gate, CancellationToken ct)
    {
        var consent = await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);
        if (consent is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var (view, person) = (views.Of(consent), (await people.Find([consent.PersonId], ct))[consent.PersonId]);
        var staff = await directory.FindStaff([.. new[] { view.ReceivedBy, view.Oral?.ConfirmedBy }.OfType<Guid>().Distinct()], ct);
        var units = await directory.FindUnits([.. view.RecipientUnits.Append(view.UnitId).Distinct()], ct);
        var names = staff.Values.Select(s => (s.Id, s.Name))
            .Concat(units.Values.Select(u => (u.Id, u.Name)))
            .Concat(person.Guardians.Select(g => (g.Id, Name: $"{g.GivenNames} {g.FamilyName}")))
            .ToDictionary(named => named.Id, named => named.Name);
        return ConsentFormPage.Of(view, FormOf(person), names);
    }

    internal static FormPerson FormOf(PersonRecord person) => new(
        $"{person.GivenNames} {person.FamilyName}", person.IdentityCode, person.Guardians.Count(g => g.Role == GuardianRole.Guardian));
}
