using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity.SignIn;

/// <summary>
/// Whom the app is about (SMART <c>launch/patient</c>): a client chooses themselves or a child whose guardian they are; a professional a
/// client of their unit, and the gate decides and records it.
/// </summary>
internal static class ChoosePerson
{
    private const int MostShown = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/choose-person", Show);
        routes.MapPost("/choose-person", Take);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Show(
        HttpContext http, Visits visits, Choices choices, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (visit.Pending is null) return Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown");
        if (visit.SignedIn is null) return TypedResults.LocalRedirect(visit.At("login"));
        return await Form(visit, choices, "", [], ct);
    }

    private static async Task<Results<Page, RedirectHttpResult>> Take(
        HttpContext http, Visits visits, Choices choices, PendingAuthorizations pendings, CancellationToken ct, Guid? request = null)
    {
        var visit = await visits.Of(http, request, ct);
        if (visit.Pending is not { } pending) return Page.Error(visit, StatusCodes.Status400BadRequest, "error.requestUnknown");
        if (visit.SignedIn is not { } user) return TypedResults.LocalRedirect(visit.At("login"));

        var name = visit.Field("name", 100);
        switch (visit.Field("action"))
        {
            case "find":
                return await Form(visit, choices, name, [], ct);
            case "deny":
                return await pendings.Deny(pending.Id, user, ct) is null
                    ? TypedResults.LocalRedirect(visit.Onward)
                    : Page.Error(visit, StatusCodes.Status409Conflict, "error.requestUnknown");
        }
        if (!Guid.TryParse(visit.Field("person"), out var person))
            return await Form(visit, choices, name, [new Wrong("person", visit.Texts["person.missing"])], ct);
        if (!await choices.May(visit, user, person, ct)) return await Form(visit, choices, name, [new Wrong("person", visit.Texts["person.refused"])], ct);
        return await pendings.ChoosePerson(pending.Id, user, person, ct) is null
            ? TypedResults.LocalRedirect(visit.Onward)
            : Page.Error(visit, StatusCodes.Status409Conflict, "error.requestUnknown");
    }

    private static async Task<Page> Form(Visit visit, Choices choices, string name, IReadOnlyList<Wrong> wrong, CancellationToken ct)
    {
        var (texts, user) = (visit.Texts, visit.SignedIn!);
        if (await choices.Of(visit, user, name, MostShown, ct) is not { } persons) return Page.Error(visit, StatusCodes.Status403Forbidden, "person.nobody");
        var search = user.Kind == AccountKind.Client ? null : Html.Of($"""
            <div class="field">
            <label for="name">{texts["person.name"]}</label>
            <p class="hint" id="name-hint">{texts.Format("person.nameHint", MostShown)}</p>
            <input id="name" name="name" type="text" autocomplete="off" maxlength="100" value="{name}" aria-describedby="name-hint">
            </div>
            <div class="buttons">{Page.Button(texts["person.find"], "find", second: true)}</div>
            """);
        var refused = wrong.FirstOrDefault(w => w.Field == "person");
        return Page.Form(visit, texts["person.title"], Html.Of($"""
            <p>{texts["person.why"]}</p>
            {Page.PostForm(visit, Html.Of($"""
                {search}
                <fieldset id="person" tabindex="-1"{(refused is null ? null : new Html(" aria-describedby=\"person-wrong\""))}>
                <legend>{texts["person.legend"]}</legend>
                {(refused is null ? null : Html.Of($"""<p class="wrong" id="person-wrong">{refused.Text}</p>"""))}
                {(persons.Count == 0 ? Html.Of($"<p>{texts["person.none"]}</p>") : null)}
                {persons.Select(person => Choice(texts, person))}
                </fieldset>
                <div class="buttons">{(persons.Count == 0 ? null : Page.Button(texts["person.button"], "choose"))} {Page.Button(texts["person.cancel"], "deny", second: true)}</div>
                """))}
            """), wrong);
    }

    private static Html Choice(PageTexts texts, NamedPerson person) => Html.Of($"""
        <div class="choice"><input type="radio" name="person" id="person-{person.Id}" value="{person.Id}">
        <label for="person-{person.Id}">{person.GivenNames} {person.FamilyName}, {texts.Format("person.born", texts.Day(person.BirthDate))}</label></div>

        """);
}

/// <summary>
/// The persons that a user may choose from. A guardian is offered the child's name even where the child keeps everything from them: that they are the
/// guardian is no secret to them, and leaving the child out, or refusing the choice, would tell that there is a veto. The choice itself opens nothing:
/// the gate is asked at every read that follows.
/// </summary>
internal sealed class Choices(IClientUsers clients, IRepresentation representation, IPersonDirectory persons, IAccessGate gate)
{
    /// <summary>Null where the user may choose nobody at all.</summary>
    public async Task<IReadOnlyList<NamedPerson>?> Of(Visit visit, SignedIn user, string name, int limit, CancellationToken ct)
    {
        if (user.Kind == AccountKind.Client)
        {
            var ids = await OwnAndChildren(user, ct);
            var named = await persons.Find(ids, ct);
            // Of each of the few, so that it is in their logs.
            foreach (var id in named.Keys) await gate.Decide(CallerOf(visit, user, Rights.ReadPerson), Rights.ReadPerson, id, ct);
            return ids.Count == 0 ? null : [.. ids.Where(named.ContainsKey).Select(id => named[id])];
        }
        var access = await gate.DecideList(CallerOf(visit, user, Rights.ChoosePerson), Rights.ChoosePerson, null, ct);
        if (access.Refusal is not null) return null;
        // Nobody is let into their own or a relative's record as staff: it is not offered either.
        IReadOnlyList<NamedPerson> offered = [.. (await persons.ClientsOf(access.Actor.UnitId, name, limit, ct)).Where(p => !access.Actor.OwnRecords.Contains(p.Id))];
        await gate.Show(access, offered.Select(p => p.Id), ct);
        return offered;
    }

    public async Task<bool> May(Visit visit, SignedIn user, Guid personId, CancellationToken ct)
    {
        if ((await gate.Decide(CallerOf(visit, user, Rights.ReadPerson), Rights.ReadPerson, personId, ct)).Refusal is not null) return false;
        return user.Kind != AccountKind.Client || (await OwnAndChildren(user, ct)).Contains(personId);
    }

    private async Task<IReadOnlyList<Guid>> OwnAndChildren(SignedIn user, CancellationToken ct) =>
        await clients.Find(user.Subject, ct) is { } own ? [own, .. await representation.ChildrenOf(own, ct)] : [];

    /// <summary>A page has no token: its user acts with the scope of what the page does.</summary>
    private static Caller CallerOf(Visit visit, SignedIn user, Right right) =>
        Caller.Of(visit.Http) with { Subject = user.Subject, Scopes = new HashSet<string>(StringComparer.Ordinal) { right.Scope } };
}
