using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.People;

/// <param name="IdentityCode">In the body, since addresses are logged along the way.</param>
public sealed record FindPersonRequest([property: StringLength(11, MinimumLength = 11)] string IdentityCode)
{
    public override string ToString() => nameof(FindPersonRequest);
}

/// <summary>Finds a client by identity code. An unknown code and another's client get the same answer.</summary>
internal static class FindPerson
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/people/search", Handle)
        .WithName(nameof(FindPerson))
        .WithSummary("Find a client by identity code")
        .WithDescription("An unknown code is answered like somebody else's client: 403.")
        .WithExample(new FindPersonRequest("150311A9032"))
        .Requires(Rights.ReadPerson);

    private static async Task<Results<Ok<PersonView>, ProblemHttpResult>> Handle(
        FindPersonRequest request, Caller caller, IPeople people, IAccessGate gate, ISharingBasis sharing, TimeProvider clock, CancellationToken ct)
    {
        if (PeopleRules.CheckIdentityCode(request.IdentityCode, WorkingDays.Today(clock), "$.identityCode") is { } wrong) return wrong.ToProblem();
        var id = await people.FindByIdentityCode(request.IdentityCode, ct);
        var access = await gate.Decide(caller, Rights.ReadPerson, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var person = (await people.Find([id!.Value], ct))[id.Value];
        return TypedResults.Ok(PersonView.Of(person, access, await sharing.HidesFrom(access, person.Id, DataClass.Person, ct)));
    }
}
