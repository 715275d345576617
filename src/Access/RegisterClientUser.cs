using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Access;

/// <param name="Subject">The <c>sub</c> that the sign-in service puts into this person's tokens.</param>
/// <param name="PersonId">The person, where known here already. Either this or <c>person</c>.</param>
/// <param name="Person">The person by identity code, registered now when not known yet: a guardian often is not.</param>
public sealed record RegisterClientUserRequest(
    [property: Visible, OneLine, Subject, StringLength(200, MinimumLength = 2)] string Subject,
    Guid? PersonId = null,
    NewPerson? Person = null)
{
    public override string ToString() => nameof(RegisterClientUserRequest);
}

/// <param name="Until">From when on the subject stands for nobody; null while it does.</param>
public sealed record ClientUserView(Guid Id, string Subject, Guid PersonId, DateTimeOffset? Until, int Version) : IVersioned
{
    internal static ClientUserView Of(ClientUser user) => new(user.Id, user.Subject, user.PersonId, user.Until, user.Version);
}

/// <summary>Tells which person a subject is, so that clients and guardians see what is theirs.</summary>
internal static class RegisterClientUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/client-users", Handle)
        .WithName(nameof(RegisterClientUser))
        .WithSummary("Add a client or guardian who signs in")
        .WithDescription("A subject that has ended is opened again for the same person, and for nobody else.")
        .WithExample(new RegisterClientUserRequest("hanna.huoltaja", Person: new NewPerson("010580-905H", "Hanna", "Huoltaja")))
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(AccessRefusals.SubjectTaken)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<ClientUserView>, ProblemHttpResult>> Handle(
        RegisterClientUserRequest request, Idempotency idempotency, Caller caller,
        AccessDb db, IPersonDirectory persons, IProgramNames programs, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.DecideList(caller, Rights.HandleClientUser, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (request.PersonId is null == request.Person is null) return AccessRefusals.PersonOrCode.ToProblem();
        if (request.Person is { } told && !(Hetu.TryParse(told.IdentityCode, out var hetu) && hetu.IsBornBy(WorkingDays.Today(clock))))
            return AccessRefusals.IdentityCodeWrong.ToProblem();
        if (request.PersonId is { } asked && !(await persons.Find([asked], ct)).ContainsKey(asked)) return AccessRefusals.PersonUnknown.ToProblem();
        if (await programs.Contains(request.Subject, ct)) return AccessRefusals.SubjectIsPrograms.ToProblem();
        var ended = await db.ClientUsers.FirstOrDefaultAsync(u => u.Subject == request.Subject && u.Until != null, ct);
        if (ended is null && await db.TakenSubjects.AnyAsync(t => t.Subject == request.Subject, ct)) return AccessRefusals.SubjectTaken.ToProblem();

        var personId = request.PersonId ?? await persons.FindOrRegister(request.Person!, ct);
        // Nobody else gets a subject that was somebody's; the same person gets theirs back.
        if (ended?.Reopen(personId) is { } refusal) return refusal.ToProblem();
        await gate.Show(access, [personId], ct);
        var user = ended ?? new ClientUser { Id = Guid.CreateVersion7(clock.GetUtcNow()), Subject = request.Subject, PersonId = personId };
        if (ended is null)
        {
            db.ClientUsers.Add(user);
            db.TakenSubjects.Add(new TakenSubject(user.Subject));
        }
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/client-users/{user.Id}", ClientUserView.Of(user), ct);
    }
}
