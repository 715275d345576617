using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

public class ClientUserTests
{
    [Theory, EveryDatabase]
    public async Task A_client_is_added_read_listed_and_ended(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var subject = Subject();

        var added = await administrator.Post("/api/v1/client-users", new { subject, personId = story.PersonId });
        var path = $"/api/v1/client-users/{added.Id()}";

        (await Find(story.Host, subject)).ShouldBe(story.PersonId);
        (await administrator.Get(path)).ToJsonString().ShouldBe(added.ToJsonString());
        (await administrator.Get($"/api/v1/client-users?personId={story.PersonId}"))["items"]!.AsArray().Count.ShouldBe(1);

        var ended = await administrator.Change(HttpMethod.Post, path + "/end", new { }, added);
        ended["until"].ShouldNotBeNull();
        (await Find(story.Host, subject)).ShouldBeNull();
        await administrator.SendJson(HttpMethod.Post, path + "/end", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await administrator.SendJson(HttpMethod.Post, path + "/end", new { }, "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "access.client-user-ended");
    }

    [Theory, EveryDatabase]
    public async Task An_ended_subject_is_opened_again_for_the_same_person_and_for_nobody_else(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var (subject, code) = (Subject(), TestHetu.New(40));
        var person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" };
        var added = await administrator.Post("/api/v1/client-users", new { subject, person });
        await administrator.Change(HttpMethod.Post, $"/api/v1/client-users/{added.Id()}/end", new { }, added);

        await administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject, personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
        (await Find(story.Host, subject)).ShouldBeNull();
        var again = await administrator.Post("/api/v1/client-users", new { subject, person });

        (again.Id(), again["until"], again["version"]!.GetValue<int>()).ShouldBe((added.Id(), null, 3));
        (await Find(story.Host, subject)).ShouldBe(added["personId"]!.GetValue<Guid>());
        await administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject, person }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
    }

    [Theory, EveryDatabase]
    public async Task A_name_that_reads_as_another_is_refused(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var unitId = story.SocialWorker.UnitId;
        foreach (var name in (string[])["abc\ndef", "abc\tdef", " abc", "abc ", "abc\u00a0", "a\u202ebc", "a\u2066bc", "a\u200bbc", "a\u200fbc", "\ufeffabc", "a\u2028bc"])
        {
            foreach (var (path, body, at) in ((string, object, string)[])
                [
                    ("staff", new { subject = name, name = "Oikea Nimi", roles = new[] { "notifier" }, unitId }, "$.subject"),
                    ("staff", new { subject = Subject(), name, roles = new[] { "notifier" }, unitId }, "$.name"),
                    ("client-users", new { subject = name, personId = story.PersonId }, "$.subject"),
                    ("accounts", new { subject = name, kind = "staff", username = "u" + Guid.NewGuid().ToString("N") }, "$.subject"),
                    ("units", new { name, sector = "social", organizationOid = "1.2.246.10.1234567.10.77" }, "$.name"),
                    ("oauth-clients", new { clientId = "app-1", client = new { name, type = "public", grantTypes = new[] { "authorizationCode" }, scopes = new[] { "openid" }, redirectUris = new[] { "https://app.example/" } } }, "$.client.name"),
                ])
            {
                var problem = await administrator.SendJson(HttpMethod.Post, "/api/v1/" + path, body, idempotencyKey: Guid.NewGuid().ToString())
                    .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
                problem["errors"]!.AsObject().ShouldContainKey(at);
            }
        }
        var oid = (await administrator.Get($"/api/v1/units/{unitId}")).Text("organizationOid");
        using var csv = new StringContent($"{ImportStaff.Header}\nabc\u202edef;Tuotu Työntekijä;socialWorker;{oid};;;;;;;;;\n", System.Text.Encoding.UTF8, "text/csv");
        (await administrator.PostAsync("/api/v1/staff/import", csv).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.import-refused"))["errors"]!["line 2"]![0]!
            .GetValue<string>().ShouldStartWith("subject:");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_gets_the_name_of_the_service_itself(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unitId = await host.AddUnit(Sector.Social);
        foreach (var subject in (string[])["delivery", "Delivery", " delivery "])
        {
            foreach (var (path, body) in ((string, object)[])
                [
                    ("staff", new { subject, name = "Väärä Tieto", roles = new[] { "notifier" }, unitId }),
                    ("client-users", new { subject, personId = Guid.NewGuid() }),
                    ("accounts", new { subject, kind = "staff", username = "u" + Guid.NewGuid().ToString("N") }),
                ])
            {
                var problem = await administrator.SendJson(HttpMethod.Post, "/api/v1/" + path, body, idempotencyKey: Guid.NewGuid().ToString())
                    .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
                problem["errors"]!.AsObject().ShouldContainKey("$.subject");
            }
        }
        var client = new { name = "App", type = "confidential", grantTypes = new[] { "clientCredentials" }, scopes = new[] { "access.read" }, jwks = "{}" };
        (await administrator.SendJson(HttpMethod.Post, "/api/v1/oauth-clients", new { clientId = "delivery", client }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request"))["errors"]!.AsObject().ShouldContainKey("$.clientId");
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_is_known_by_identity_code_and_speaks_for_the_child(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var code = TestHetu.New(40);
        await Guardian(story, code, "guardian");

        var hanna = await Register(story.Host, Subject(), code);

        (await Children(story.Host, hanna)).ShouldBe([story.PersonId]);
        (await Children(story.Host, story.PersonId)).ShouldBeEmpty();
        (await Register(story.Host, Subject(), code.ToLowerInvariant())).ShouldBe(hanna);
    }

    [Theory, EveryDatabase]
    public async Task Another_kind_of_representative_is_no_guardian(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        var code = TestHetu.New(40);
        await Guardian(story, code, "legalGuardian");

        (await Children(story.Host, await Register(story.Host, Subject(), code))).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task A_grown_up_child_speaks_for_themselves(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host, age: 17)).Until(Chapter.Decided);
        var code = TestHetu.New(40);
        await Guardian(story, code, "guardian");
        var hanna = await Register(host, Subject(), code);
        (await Children(host, hanna)).ShouldBe([story.PersonId]);

        host.Clock.Advance(TimeSpan.FromDays(366));

        (await Children(host, hanna)).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Units_clients_are_found_by_the_beginning_of_a_name(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        await using var scope = story.Host.Services.CreateAsyncScope();
        var persons = scope.ServiceProvider.GetRequiredService<IPersonDirectory>();
        async Task<IEnumerable<Guid>> Of(Guid unit, string name) => (await persons.ClientsOf(unit, name, 10, CancellationToken.None)).Select(p => p.Id);

        (await Of(story.SocialWorker.UnitId, "")).ShouldBe([story.PersonId]);
        (await Of(story.SocialWorker.UnitId, " nuo")).ShouldBe([story.PersonId]);
        (await Of(story.SocialWorker.UnitId, "NELLA")).ShouldBe([story.PersonId]);
        (await Of(story.SocialWorker.UnitId, "uori")).ShouldBeEmpty();
        (await Of(story.SocialWorker.UnitId, "%")).ShouldBeEmpty();
        (await Of(story.Outsider.UnitId, "")).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Wrong_requests_are_named(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        Task<HttpResponseMessage> Send(object body) =>
            administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", body, idempotencyKey: Guid.NewGuid().ToString());
        object Person(string identityCode) => new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" };

        await Send(new { subject = Subject() }).ShouldRefuse(HttpStatusCode.BadRequest, "access.person-or-code");
        await Send(new { subject = Subject(), personId = story.PersonId, person = Person(TestHetu.New(40)) })
            .ShouldRefuse(HttpStatusCode.BadRequest, "access.person-or-code");
        await Send(new { subject = Subject(), personId = Guid.NewGuid() }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.person-unknown");
        await Send(new { subject = Subject(), person = Person("010580-9050") }).ShouldRefuse(HttpStatusCode.BadRequest, "access.identity-code-wrong");
        await Send(new { subject = "x", personId = story.PersonId }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await Send(new { subject = story.SocialWorker.Subject, personId = story.PersonId }).ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
        await administrator.GetAsync($"/api/v1/client-users/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await administrator.GetAsync("/api/v1/client-users?cursor=%20").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
    }

    [Theory, EveryDatabase]
    public async Task A_subject_is_either_a_clients_or_a_staff_members(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var subject = Subject();
        await administrator.Post("/api/v1/client-users", new { subject, personId = story.PersonId });

        await administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject, personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/staff",
            new { subject, name = "Sama Tunnus", roles = new[] { "socialWorker" }, unitId = story.SocialWorker.UnitId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
    }

    [Theory, EveryDatabase]
    public async Task Of_a_client_and_a_staff_member_under_one_subject_at_once_one_comes_to_be(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var oid = (await administrator.Get($"/api/v1/units/{story.SocialWorker.UnitId}")).Text("organizationOid");
        for (var round = 0; round < 8; round++)
        {
            var subject = Subject();
            var csv = $"{ImportStaff.Header}\n{subject};Tuotu Työntekijä;socialWorker;{oid};;;;;;;;;\n";
            var answers = await Task.WhenAll(
                administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject, personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString()),
                administrator.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject, personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString()),
                administrator.SendJson(HttpMethod.Post, "/api/v1/staff",
                    new { subject, name = "Sama Tunnus", roles = new[] { "socialWorker" }, unitId = story.SocialWorker.UnitId }, idempotencyKey: Guid.NewGuid().ToString()),
                administrator.PostAsync("/api/v1/staff/import", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv")),
                administrator.PostAsync("/api/v1/staff/import", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv")));

            var said = string.Join('\n', await Task.WhenAll(answers.Select(async a => $"{a.StatusCode} {await a.Content.ReadAsStringAsync()}")));
            answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1, said);
            // An import that saw the subject taken names its line; one that was overtaken says so.
            answers.ShouldAllBe(a => a.IsSuccessStatusCode || a.StatusCode == HttpStatusCode.Conflict || a.StatusCode == HttpStatusCode.UnprocessableEntity, said);
            (await FindStaff(story.Host, subject) is null).ShouldBe(await Find(story.Host, subject) is not null);
        }
    }

    [Theory, EveryDatabase]
    public async Task Only_an_administrator_sees_and_changes_them(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Notified, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var added = await administrator.Post("/api/v1/client-users", new { subject = Subject(), personId = story.PersonId });
        var path = $"/api/v1/client-users/{added.Id()}";
        var worker = story.SocialWorker.Client;

        await worker.SendJson(HttpMethod.Post, "/api/v1/client-users", new { subject = Subject(), personId = story.PersonId }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.GetAsync("/api/v1/client-users").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await worker.SendJson(HttpMethod.Post, path + "/end", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    private static string Subject() => "client." + Guid.NewGuid().ToString("N");

    private static Task<System.Text.Json.Nodes.JsonObject> Guardian(Story story, string identityCode, string role) => story.SocialWorker.Client.Post(
        $"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role });

    private static async Task<Guid> Register(TestHost host, string subject, string identityCode)
    {
        var administrator = await host.As(TestHost.Administrator);
        var added = await administrator.Post("/api/v1/client-users", new { subject, person = new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" } });
        return added["personId"]!.GetValue<Guid>();
    }

    private static async Task<Guid?> Find(TestHost host, string subject)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IClientUsers>().Find(subject, CancellationToken.None);
    }

    private static async Task<Guid?> FindStaff(TestHost host, string subject)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IStaffDirectory>().FindBySubject(subject, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<Guid>> Children(TestHost host, Guid personId)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IRepresentation>().ChildrenOf(personId, CancellationToken.None);
    }
}
