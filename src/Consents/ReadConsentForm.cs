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
        var names = await NamesOf(person, new[] { view.ReceivedBy, view.Oral?.ConfirmedBy }.OfType<Guid>(), view.RecipientUnits.Append(view.UnitId), directory, ct);
        return ConsentFormPage.Of(view, FormOf(person), names);
    }

    /// <summary>Of whom and what the form names, by id. Two queries.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, string>> NamesOf(
        PersonRecord person, IEnumerable<Guid> staffIds, IEnumerable<Guid> unitIds, IStaffDirectory directory, CancellationToken ct)
    {
        var staff = await directory.FindStaff([.. staffIds.Distinct()], ct);
        var units = await directory.FindUnits([.. unitIds.Distinct()], ct);
        return staff.Values.Select(s => (s.Id, s.Name))
            .Concat(units.Values.Select(u => (u.Id, u.Name)))
            .Concat(person.Guardians.Select(g => (g.Id, Name: $"{g.GivenNames} {g.FamilyName}")))
            .ToDictionary(named => named.Id, named => named.Name);
    }

    internal static FormPerson FormOf(PersonRecord person) => new(
        $"{person.GivenNames} {person.FamilyName}", person.IdentityCode, person.Guardians.Count(g => g.Role == GuardianRole.Guardian));
}
