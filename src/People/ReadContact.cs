using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.People;

/// <summary>For what contact details under non-disclosure are needed.</summary>
public enum ContactNeed
{
    /// <summary>A visit to the home, or fetching the client.</summary>
    HomeVisit,

    /// <summary>Agreeing on a meeting with the client.</summary>
    Appointment,

    /// <summary>A decision or a summons that must reach the client.</summary>
    Service,

    /// <summary>Danger to life or health.</summary>
    Emergency,
}

/// <summary>How to reach the client and the guardians.</summary>
public sealed record ContactView(Guid PersonId, bool NonDisclosure, ContactDetails? Contact, IReadOnlyList<GuardianView> Guardians, int Version) : IVersioned
{
    public override string ToString() => $"{nameof(ContactView)} {PersonId}";
}

/// <summary>Contact details with a named need, which the audit log keeps: the only way to those under non-disclosure (turvakielto).</summary>
internal static class ReadContact
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/people/{id:guid}/contact", Handle)
        .WithName(nameof(ReadContact))
        .WithSummary("Read a client's contact details for a named need, non-disclosure notwithstanding")
        .WithDescription("need is one of: " + string.Join(", ", Enum.GetValues<ContactNeed>().Select(n => JsonRules.CodeOf(n))) + ". The log keeps it, and the client sees it.")
        .Requires(Rights.ReadContact);

    private static async Task<Results<Ok<ContactView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, string need, Caller caller, IPeople people, IAccessGate gate, CancellationToken ct)
    {
        if (!JsonRules.TryRead<ContactNeed>(need, out _)) return PeopleRefusals.NeedUnknown.ToProblem();
        if (!(await people.Find([id], ct)).TryGetValue(id, out var person)) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadContact with { Name = $"{Rights.ReadContact.Name} for {need}" }, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(new ContactView(
            id, person.NonDisclosure, person.Contact,
            [.. person.Guardians.Select(g => new GuardianView(g.Id, g.GivenNames, g.FamilyName, g.Role, g.Phone))], person.Version));
    }
}
