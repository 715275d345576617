using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>Who works where, as what, for how long, in whose place; and that the gate follows it at once.</summary>
public class StaffModelTests
{
    [Theory, EveryDatabase]
    public async Task The_last_administrator_stays(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var administrator = await host.As(TestHost.Administrator);
        var last = (await administrator.Get("/api/v1/staff"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        var path = $"/api/v1/staff/{last.Id()}";
        object With(string role, string? until = null) => new { name = "Testi Ylläpitäjä", roles = new[] { role }, unitId = last["unitId"], validTo = until };

        await administrator.SendJson(HttpMethod.Post, path + "/end", new { }, "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "access.last-administrator");
        await administrator.SendJson(HttpMethod.Put, path, With("auditor"), "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "access.last-administrator");
        await administrator.SendJson(HttpMethod.Put, path, With("administrator", "2027-01-01"), "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "access.last-administrator");
        var renamed = await administrator.Change(HttpMethod.Put, path, With("administrator"), last);

        await administrator.Post("/api/v1/staff", new { subject = "second.administrator", name = "Toinen Ylläpitäjä", roles = new[] { "administrator" }, unitId = last["unitId"] });
        await administrator.Change(HttpMethod.Post, path + "/end", new { }, renamed);
    }

    [Theory, EveryDatabase]
    public async Task Nothing_takes_away_the_last_administrator_who_can_sign_in(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var administrator = await host.As(TestHost.Administrator);
        var first = (await administrator.Get("/api/v1/staff"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        var own = await TestAccount.Ready(host, subject: TestHost.Administrator);
        var unit = await host.AddUnit(Sector.Other);
        await administrator.Post("/api/v1/staff", new { subject = "second", name = "Toinen Ylläpitäjä", roles = new[] { "administrator" }, unitId = unit });
        async Task ShouldStay()
        {
            var (account, team) = (await own.Read(host), await administrator.Get($"/api/v1/units/{first["unitId"]}"));
            foreach (var (method, path, body, seen) in ((HttpMethod, string, object, JsonObject)[])
                [
                    (HttpMethod.Post, $"/api/v1/staff/{first.Id()}/end", new { }, first),
                    (HttpMethod.Put, $"/api/v1/staff/{first.Id()}", new { name = "Testi Ylläpitäjä", roles = new[] { "auditor" }, unitId = first["unitId"] }, first),
                    (HttpMethod.Put, $"/api/v1/staff/{first.Id()}", new { name = "Testi Ylläpitäjä", roles = new[] { "administrator" }, unitId = unit, validFrom = "2099-01-01" }, first),
                    (HttpMethod.Put, $"/api/v1/staff/{first.Id()}", new { name = "Testi Ylläpitäjä", roles = new[] { "administrator" }, unitId = unit, validTo = "2020-01-01" }, first),
                    (HttpMethod.Post, $"/api/v1/units/{first["unitId"]}/end", new { }, team),
                    (HttpMethod.Post, own.Path + "/lock", new { }, account),
                    (HttpMethod.Post, own.Path + "/reset-password", new { }, account),
                ])
                await administrator.SendJson(method, path, body, $"\"{seen["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "access.last-administrator");
        }

        // The other one has no account yet, then a password that is not their own yet.
        await ShouldStay();
        var theirs = await TestAccount.Create(host, subject: "second");
        await ShouldStay();
        using (var browser = new Browser(host))
        {
            await browser.Submit("/account/login", ("username", theirs.Username), ("password", theirs.InitialPassword));
            await browser.Submit("/account/password", ("new-password", Browser.Password));
        }
        // Now either may go, and then the other may not.
        await administrator.Change(HttpMethod.Post, theirs.Path + "/lock", new { }, await theirs.Read(host));
        await ShouldStay();
        await administrator.Change(HttpMethod.Post, theirs.Path + "/unlock", new { }, await theirs.Read(host));
        await administrator.Change(HttpMethod.Post, $"/api/v1/units/{unit}/end", new { }, await administrator.Get($"/api/v1/units/{unit}"));
        first = await administrator.Get($"/api/v1/staff/{first.Id()}");
        unit = first["unitId"]!.GetValue<Guid>();
        await ShouldStay();
    }

    [Theory, EveryDatabase]
    public async Task Two_administrators_who_let_each_other_go_at_once_do_not_both(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var administrator = await host.As(TestHost.Administrator);
        var first = (await administrator.Get("/api/v1/staff"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        var unit = await host.AddUnit(Sector.Other);
        var second = await administrator.Post("/api/v1/staff", new { subject = "second", name = "Toinen Ylläpitäjä", roles = new[] { "administrator" }, unitId = unit });
        var other = await host.As("second");

        var answers = await Task.WhenAll(
            administrator.SendJson(HttpMethod.Post, $"/api/v1/staff/{second.Id()}/end", new { }, "\"1\""),
            other.SendJson(HttpMethod.Post, $"/api/v1/units/{first["unitId"]}/end", new { }, "\"1\""));

        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.Forbidden || a.StatusCode == HttpStatusCode.Conflict || a.StatusCode == HttpStatusCode.PreconditionFailed);
    }

    [Theory, EveryDatabase]
    public async Task A_changed_role_and_an_ended_work_hold_at_the_next_request(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var path = $"/api/v1/staff/{story.Coordinator.Id}";
        var plan = $"/api/v1/plans/{story.PlanId}";
        var seen = await administrator.Get(path);
        await story.Coordinator.Client.Get(plan);

        var changed = await administrator.Change(HttpMethod.Put, path, Details(story.Coordinator.UnitId, "notifier"), seen);
        await story.Coordinator.Client.GetAsync(plan).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        changed = await administrator.Change(HttpMethod.Put, path, Details(story.Coordinator.UnitId, "coordinator"), changed);
        await story.Coordinator.Client.Get(plan);
        var ended = await administrator.Change(HttpMethod.Post, path + "/end", new { }, changed);
        await story.Coordinator.Client.GetAsync(plan).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
        ended["until"].ShouldNotBeNull();
        await administrator.SendJson(HttpMethod.Post, path + "/end", new { }, $"\"{ended["version"]}\"").ShouldRefuse(HttpStatusCode.Conflict, "access.staff-ended");
        await administrator.SendJson(HttpMethod.Put, path, Details(story.Coordinator.UnitId, "coordinator"), "\"1\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        await story.Manager.Client.SendJson(HttpMethod.Put, path, Details(story.Coordinator.UnitId, "administrator"), "\"1\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task Access_follows_the_work_team_and_not_the_employer(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var employed = await Add(story.Host, story.Outsider.UnitId, new JsonObject { ["employerUnitId"] = story.SocialWorker.UnitId });
        var working = await Add(story.Host, story.SocialWorker.UnitId, new JsonObject { ["employerUnitId"] = story.Outsider.UnitId });

        await employed.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await working.Get($"/api/v1/plans/{story.PlanId}");
    }

    [Theory, EveryDatabase]
    public async Task An_ended_licence_opens_no_client(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        JsonObject Licence(string to) => new() { ["qualification"] = new JsonObject { ["professionCode"] = "502", ["licenceFrom"] = "2015-01-01", ["licenceTo"] = to, ["publicService"] = true } };
        var ended = await Add(story.Host, story.SocialWorker.UnitId, Licence("2026-09-14"));
        var valid = await Add(story.Host, story.SocialWorker.UnitId, Licence("2026-09-15"));

        await ended.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.licence-not-valid");
        await ended.Get("/api/v1/units");
        await valid.Get($"/api/v1/plans/{story.PlanId}");
    }

    [Theory, EveryDatabase]
    public async Task Work_begins_and_ends_with_its_days(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);

        await (await Add(story.Host, story.SocialWorker.UnitId, new JsonObject { ["validFrom"] = "2026-09-16" }))
            .GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
        await (await Add(story.Host, story.SocialWorker.UnitId, new JsonObject { ["validTo"] = "2026-09-14" }))
            .GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
        await (await Add(story.Host, story.SocialWorker.UnitId, new JsonObject { ["validFrom"] = "2026-09-15", ["validTo"] = "2026-09-15" }))
            .Get($"/api/v1/plans/{story.PlanId}");
    }

    [Theory, EveryDatabase]
    public async Task A_substitute_has_the_colleagues_place_for_the_given_days_and_the_log_says_whose(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        var plan = $"/api/v1/plans/{story.PlanId}";
        await story.Outsider.Client.GetAsync(plan).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var place = await administrator.Post($"/api/v1/staff/{story.Outsider.Id}/places", new { substituteFor = story.SocialWorker.Id, validTo = "2026-09-20" });
        await story.Outsider.Client.Get(plan);
        await using (var scope = story.Host.Services.CreateAsyncScope())
        {
            var rows = await scope.ServiceProvider.GetRequiredService<AccessDb>().AuditRows
                .Where(r => r.Subject == story.Outsider.Subject && r.Permitted).OrderByDescending(r => r.Sequence).ToListAsync();
            rows[0].Basis.ShouldEndWith("substitute for " + story.SocialWorker.Id);
            rows[0].UnitId.ShouldBe(story.SocialWorker.UnitId);
            rows[0].StaffId.ShouldBe(story.Outsider.Id);
        }
        (await administrator.Get($"/api/v1/staff/{story.Outsider.Id}/places"))["items"]!.AsArray().Count.ShouldBe(1);

        await administrator.SendJson(HttpMethod.Post, $"/api/v1/staff/{story.Outsider.Id}/places/{place.Id()}/end", new { });
        await story.Outsider.Client.GetAsync(plan).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        Task<HttpResponseMessage> Place(object body) => administrator.SendJson(
            HttpMethod.Post, $"/api/v1/staff/{story.Outsider.Id}/places", body, idempotencyKey: Guid.NewGuid().ToString());
        await Place(new { substituteFor = story.SocialWorker.Id }).ShouldRefuse(HttpStatusCode.BadRequest, "access.place-unclear");
        await Place(new { }).ShouldRefuse(HttpStatusCode.BadRequest, "access.place-unclear");
        await Place(new { substituteFor = story.Outsider.Id, validTo = "2026-09-20" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.own-substitute");
        await Place(new { substituteFor = Guid.NewGuid(), validTo = "2026-09-20" }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.staff-unknown");
        await Place(new { unitId = Guid.NewGuid(), roles = new[] { "coordinator" } }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.unit-unknown");
        await Place(new { substituteFor = story.SocialWorker.Id, validTo = "2026-09-01" }).ShouldRefuse(HttpStatusCode.BadRequest, "access.validity-backwards");
    }

    [Theory, EveryDatabase]
    public async Task A_second_unit_opens_its_clients_and_its_queue_with_the_role_held_there(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var administrator = await story.Host.As(TestHost.Administrator);
        await administrator.Post($"/api/v1/staff/{story.Outsider.Id}/places", new { unitId = story.SocialWorker.UnitId, roles = new[] { "coordinator" } });

        await story.Outsider.Client.Get($"/api/v1/plans/{story.PlanId}");
        (await story.Outsider.Client.Get("/api/v1/intake/matters"))["items"]!.AsArray().Count.ShouldBe(1);
        var unit = await administrator.Get($"/api/v1/units/{story.SocialWorker.UnitId}");
        await administrator.Change(HttpMethod.Post, $"/api/v1/units/{story.SocialWorker.UnitId}/end", new { }, unit);
        await story.Outsider.Client.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Coordinator.Client.GetAsync($"/api/v1/plans/{story.PlanId}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
    }

    [Theory, EveryDatabase]
    public async Task An_import_tells_each_wrong_line_and_adds_all_or_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = (await administrator.Get($"/api/v1/units/{await host.AddUnit(Sector.Social)}")).Text("organizationOid");
        var tag = Guid.NewGuid().ToString("N");
        var good = $"a.{tag};Anni Apu;socialWorker|coordinator;{unit};;Kokkola;{TestHetu.New(40)};502;2015-01-01;;true;2026-01-01;\n"
            + $"b.{tag};\"Berit; Bra\";notifier;{unit};;;;;;;;;\n";
        var bad = $"c.{tag};Cecilia;wizard;{unit};;;;;;;;;\n" + $"a.{tag};Toinen;notifier;{unit};;;;;;;;;\n" + $"d.{tag};Dan;notifier;1.2.3;;;010101-0000;;;;maybe;2026-13-01;\nshort;line\n";

        var dry = await Import(administrator, good + bad, dryRun: true);
        dry["imported"]!.GetValue<int>().ShouldBe(0);
        dry["errors"]!.AsArray().Select(e => $"{e!["line"]} {e["column"]}").ShouldBe(
            ["4 roles", "5 subject", "6 unitOid", "6 publicService", "6 validFrom", "6 identityCode", "7 line"], ignoreOrder: true);
        dry.ToJsonString().ShouldNotContain("010101-0000");
        var refused = await Send(administrator, good + bad, dryRun: false).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.import-refused");
        refused["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["line 4", "line 5", "line 6", "line 7"], ignoreOrder: true);
        (await Import(administrator, good, dryRun: true))["errors"]!.AsArray().ShouldBeEmpty();

        (await Import(administrator, good, dryRun: false))["imported"]!.GetValue<int>().ShouldBe(2);

        await (await host.As("b." + tag)).Get("/api/v1/units");
        await Send(administrator, good, dryRun: false).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.import-refused");
        foreach (var header in (string[])["name\n", "\"", "\"a;b", "subject;\"name"])
            await administrator.PostAsync("/api/v1/staff/import", Csv(header)).ShouldRefuse(HttpStatusCode.BadRequest, "access.import-header");
        await administrator.PostAsync("/api/v1/staff/import", new StringContent("{}", Encoding.UTF8, "application/json"))
            .ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "platform.unsupported-media-type");
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        await Send(nurse.Client, good, dryRun: true).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task An_import_tells_all_that_is_wrong_and_each_thing_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = (await administrator.Get($"/api/v1/units/{await host.AddUnit(Sector.Social)}")).Text("organizationOid");
        string Line(string name, string roles = "notifier", string identityCode = "") => $"s.{Guid.NewGuid():N};{name};{roles};{unit};;;{identityCode};;;;;;\n";

        // Quotation marks that are never closed, and one that only the next line's would close.
        var unclosed = await Import(administrator,
            Line("\"Anni") + Line("Berit", "wizard") + Line("\"Cecilia") + Line("\"Dan; Dahl\"", identityCode: "010101-0000") + Line("\"Eva \"\"Eve\"\" Ek\"") + Line("\"Finn\" Falk") + "short;\"line\n",
            dryRun: true);
        Told(unclosed).ShouldBe(["2 line", "3 roles", "4 line", "5 identityCode", "7 line", "8 line"]);
        unclosed["lines"]!.GetValue<int>().ShouldBe(3);

        var several = await Import(administrator,
            Line("Anni", "wizard") + Line("Anni", "wizard|notifier") + Line("Anni", "") + Line("Anni", "|")
            + Line($"Anni {TestHetu.New(40)}", identityCode: "010101-0000") + Line("", "", "0101") + $"s.{Guid.NewGuid():N};Anni;notifier;{unit};;;;502;2020-01-01;2019-01-01;;2026-02-01;2026-01-01\n",
            dryRun: true);
        Told(several).ShouldBe(
            ["2 roles", "3 roles", "4 roles", "5 roles", "6 name", "6 identityCode", "7 roles", "7 name", "7 identityCode", "8 validTo", "8 licenceTo"], ignoreOrder: true);
        several["errors"]![0]!.Text("reason").ShouldBe("There is no such role.");
        several["errors"]!.AsArray().Where(e => e!["line"]!.GetValue<int>() is 4 or 5).ShouldAllBe(e => e!["reason"]!.GetValue<string>() == "It is required.");

        static IEnumerable<string> Told(JsonObject import) => import["errors"]!.AsArray().Select(e => $"{e!["line"]} {e["column"]}");
    }

    [Theory, EveryDatabase]
    public async Task An_import_refuses_damaged_text_by_line(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = (await administrator.Get($"/api/v1/units/{await host.AddUnit(Sector.Social)}")).Text("organizationOid");
        var tag = Guid.NewGuid().ToString("N");
        string Line(string subject, string name) => $"{subject}.{tag};{name};notifier;{unit};;;;;;;;;\n";
        var text = ImportStaff.Header + "\n" + Line("a", "Äiti Hyvä") + Line("b", "Damaged ÿ") + Line("c", "N\0l") + Line("d", "Bell\a") + Line("e", $"Sari {TestHetu.New(40)}")
            + Line("f", "\u009BHidden") + $"delivery;Service;notifier;{unit};;;;;;;;;\n";
        // One letter as Latin-1 writes it.
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var at = utf8.AsSpan().IndexOf("ÿ"u8);
        byte[] damaged = [.. utf8[..at], 0xFF, .. utf8[(at + 2)..]];

        async Task<JsonObject> Post(byte[] file, bool dryRun)
        {
            using var content = new ByteArrayContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            return dryRun
                ? await (await administrator.PostAsync("/api/v1/staff/import?dryRun=true", content)).Success()
                : await administrator.PostAsync("/api/v1/staff/import", content).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.import-refused");
        }

        (await Post(damaged, dryRun: true))["errors"]!.AsArray().Select(e => $"{e!["line"]} {e["column"]}").ShouldBe(
            ["3 line", "4 name", "5 name", "6 name", "7 name", "8 subject"]);
        (await Post(damaged, dryRun: false))["errors"]!.AsObject().Select(e => e.Key).ShouldBe(["line 3", "line 4", "line 5", "line 6", "line 7", "line 8"]);
        // A whole file in Latin-1, and in UTF-16 with its mark.
        (await Post(Encoding.Latin1.GetBytes(ImportStaff.Header + "\n" + Line("a", "Äiti")), dryRun: true))["errors"]!.AsArray().Single()!["line"]!.GetValue<int>().ShouldBe(2);
        using var utf16 = new ByteArrayContent([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]);
        utf16.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        await administrator.PostAsync("/api/v1/staff/import", utf16).ShouldRefuse(HttpStatusCode.BadRequest, "access.import-header");
        // The mark of UTF-8 itself is no damage.
        (await Post([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ImportStaff.Header + "\r\n" + Line("a", "Äiti"))], dryRun: true))["errors"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task<JsonObject> Import(HttpClient client, string lines, bool dryRun)
    {
        using var answer = await Send(client, lines, dryRun);
        return await answer.Success();
    }

    private static Task<HttpResponseMessage> Send(HttpClient client, string lines, bool dryRun) =>
        client.PostAsync($"/api/v1/staff/import?dryRun={(dryRun ? "true" : "false")}", Csv(ImportStaff.Header + "\n" + lines));

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));

    private static object Details(Guid unitId, string role) => new { name = "Testi Työntekijä", roles = new[] { role }, unitId };

    [Theory, EveryDatabase]
    public async Task Wrong_details_are_named_by_their_paths(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = await host.AddUnit(Sector.Social);
        async Task<JsonObject> Refuse(string member, JsonNode value, HttpStatusCode status, string code)
        {
            var body = new JsonObject { ["subject"] = "wrong." + Guid.NewGuid(), ["name"] = "Väärä Tieto", ["roles"] = new JsonArray("notifier"), ["unitId"] = unit };
            body[member] = value;
            var problem = await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", body, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(status, code);
            return problem["errors"]!.AsObject();
        }

        (await Refuse("name", "x", HttpStatusCode.BadRequest, "platform.invalid-request")).ShouldContainKey("$.name");
        (await Refuse("name", $"Sari {TestHetu.New(40)}", HttpStatusCode.BadRequest, "access.identity-code-in-name")).ShouldContainKey("$.name");
        (await Refuse("roles", new JsonArray(), HttpStatusCode.BadRequest, "platform.invalid-request")).ShouldContainKey("$.roles");
        (await Refuse("identityCode", "010101-0000", HttpStatusCode.BadRequest, "access.identity-code-wrong")).ShouldContainKey("$.identityCode");
        (await Refuse("employerUnitId", Guid.NewGuid(), HttpStatusCode.UnprocessableEntity, "access.unit-unknown")).ShouldContainKey("$.employerUnitId");
        (await Refuse("qualification", new JsonObject { ["professionCode"] = "x", ["licenceFrom"] = "2020-01-01", ["licenceTo"] = null, ["publicService"] = true },
            HttpStatusCode.BadRequest, "platform.invalid-request")).ShouldContainKey("$.qualification.professionCode");
    }

    /// <summary>A social worker of that unit, with what else is told.</summary>
    private static async Task<HttpClient> Add(TestHost host, Guid unitId, JsonObject more)
    {
        var subject = "model." + Guid.NewGuid().ToString("N");
        (more["subject"], more["name"], more["roles"], more["unitId"]) = (subject, "Malli Työntekijä", new JsonArray("socialWorker"), unitId);
        await (await host.As(TestHost.Administrator)).Post("/api/v1/staff", more);
        return await host.As(subject);
    }
}
