using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Plans.Tests;

/// <summary>Sharing is decided item by item: a sector's notes beside a joint plan.</summary>
public class PlanNoteTests
{
    [Theory, EveryDatabase]
    public async Task Other_sector_sees_each_note_as_the_client_permits_and_a_mark_that_tells_nothing(DatabaseProvider database)
    {
        var story = await (await Monipolku.Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Planned);
        var today = story.Today;

        // Nothing written yet: the mark is the same as later.
        var empty = await Notes(story.Nurse, story, "social");
        empty["withheld"]!.Text("code").ShouldBe("access.permission-missing");
        using (var inFinnish = new HttpRequestMessage(HttpMethod.Get, PathOf(story, "social")))
        {
            inFinnish.Headers.AcceptLanguage.ParseAdd("fi");
            var told = await (await story.Nurse.Client.SendAsync(inFinnish)).Success();
            told["withheld"]!.Text("text").ShouldNotBe(empty["withheld"]!.Text("text"));
        }
        await Write(story.SocialWorker, story, new { kind = "general", text = "Vanha tieto", aboutOn = today.AddMonths(-6), serviceTask = "4" });
        await Write(story.SocialWorker, story, new { kind = "general", text = "Uusi tieto", serviceTask = "5" });
        (await Notes(story.Nurse, story, "social")).ToJsonString().ShouldBe(empty.ToJsonString());
        Texts(await Notes(story.SocialWorker, story, "social")).ShouldBe(["Uusi tieto", "Vanha tieto"], ignoreOrder: true);
        (await Notes(story.SocialWorker, story, "social"))["withheld"].ShouldBeNull();

        // The form for the part of the assessment says nothing of notes.
        await Permit(story, new { classes = new[] { "socialAssessmentPart" } });
        var part = await Notes(story.Nurse, story, "social");
        part["items"]!.AsArray().ShouldBeEmpty();
        part["withheld"]!.Text("code").ShouldBe("access.permission-does-not-cover");

        await Permit(story, new { dataFrom = today.AddMonths(-1) });
        var some = await Notes(story.Nurse, story, "social");
        Texts(some).ShouldBe(["Uusi tieto"]);
        some["withheld"]!.Text("code").ShouldBe("access.permission-does-not-cover");
        some["items"]!.AsArray().Count.ShouldBe(1);
        await Permit(story, new { serviceTasks = new[] { "4" } });
        Texts(await Notes(story.Nurse, story, "social")).ShouldBe(["Vanha tieto"]);
        var permission = await Permit(story, new { });
        var all = await Notes(story.Nurse, story, "social");
        Texts(all).ShouldBe(["Uusi tieto", "Vanha tieto"], ignoreOrder: true);
        all["withheld"].ShouldBeNull();

        var prohibition = await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "socialToHealth",
            classes = new[] { "clientNarrative" },
            serviceTasks = new[] { "4" },
            competence = new { assessed = true, competent = true },
        });
        var left = await Notes(story.Nurse, story, "social");
        Texts(left).ShouldBe(["Uusi tieto"]);
        left["withheld"]!.Text("code").ShouldBe("access.prohibited");
        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", new { withdrawnBy = new { client = true } }, prohibition);

        await story.Withdraw(permission);
        var withdrawn = await Notes(story.Nurse, story, "social");
        withdrawn["withheld"]!.Text("code").ShouldBe("access.permission-withdrawn");
        withdrawn["items"]!.AsArray().ShouldBeEmpty();
        // The plan itself stays joint, and without the consent to joint work that closes too.
        await story.Withdraw();
        await story.Nurse.Client.GetAsync(PathOf(story, "social")).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Sensitive_and_old_notes_open_with_a_reason_that_is_kept_and_logged(DatabaseProvider database)
    {
        const string Reason = "Lääkitys-sovittava-4711 ennen käyntiä";
        var host = await TestHost.Shared(database);
        var story = await (await Monipolku.Testing.Story.Begin(host)).Until(Chapter.Planned);
        foreach (var (kind, months) in (ValueTuple<string, int>[])[("general", 0), ("addiction", 0), ("psychiatry", 1), ("general", 25)])
            await Write(story.Nurse, story, new { kind, text = $"{kind}-{months}", aboutOn = story.Today.AddMonths(-months) });
        await story.Permit(Direction.HealthToSocial, DataClass.PatientNotes);

        var seen = (await Notes(story.SocialWorker, story, "health"))["items"]!.AsArray().Select(n => n!.AsObject())
            .OrderBy(n => n.Text("aboutOn"), StringComparer.Ordinal).ThenBy(n => n["hidden"] is null).ToList();
        seen.Select(n => n["hidden"]?.GetValue<string>()).ShouldBe(["outdated", "sensitive", "sensitive", null]);
        seen.Take(3).ShouldAllBe(n => n["text"] == null && n["kind"] == null && n["writtenBy"] == null);
        seen[3].Text("text").ShouldBe("general-0");
        // Who wrote them sees them at once.
        (await Notes(story.Nurse, story, "health"))["items"]!.AsArray().ShouldAllBe(n => n!["hidden"] == null);

        string Open(JsonObject note) => $"/api/v1/plans/{story.PlanId}/notes/{note.Id()}/open";
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Open(seen[1]), new { reason = "x" }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        foreach (var note in seen.Take(2))
            (await (await story.SocialWorker.Client.SendJson(HttpMethod.Post, Open(note), new { reason = Reason })).Success())["hidden"].ShouldBeNull();
        (await (await story.SocialWorker.Client.SendJson(HttpMethod.Post, Open(seen[1]), new { reason = Reason })).Success()).Text("text").ShouldBe("psychiatry-1");
        // Opening is for that one answer.
        (await Notes(story.SocialWorker, story, "health"))["items"]!.AsArray().Count(n => n!["hidden"] is not null).ShouldBe(3);
        await story.Outsider.Client.SendJson(HttpMethod.Post, Open(seen[1]), new { reason = Reason }).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{Guid.NewGuid()}/notes/{seen[1].Id()}/open", new { reason = Reason })
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlansDb>();
        var opened = await db.OpenedNotes.Where(o => o.OpenedBy == story.SocialWorker.Id).OrderBy(o => o.Id).ToListAsync();
        opened.Select(o => o.Why).ShouldBe([NoteHidden.Outdated, NoteHidden.Sensitive, NoteHidden.Sensitive], ignoreOrder: true);
        opened.ShouldAllBe(o => o.ReasonSecret.StartsWith("v1."));
        (await db.Notes.Where(n => n.PlanId == story.PlanId).Select(n => n.TextSecret).ToListAsync()).ShouldAllBe(text => text.StartsWith("v1."));
        host.Logs.Lines.ShouldNotContain(line => line.Contains("4711", StringComparison.Ordinal));
        var logged = (await db.Database.SqlQuery<string>($"""SELECT "Right" AS "Value" FROM access_audit WHERE "PersonId" = {story.PersonId}""").ToListAsync());
        logged.ShouldContain("read-plan-health-notes opened");

        // An auditor reads the reasons; who opened it does not, and the client's log says that it was opened so.
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var openings = (await auditor.Get($"/api/v1/plans/{story.PlanId}/notes/{seen[1].Id()}/openings"))["items"]!.AsArray();
        openings.Select(o => o!.Text("reason")).ShouldBe([Reason, Reason]);
        openings.ShouldAllBe(o => o!.Text("openedBy") == story.SocialWorker.Id.ToString() && o!.Text("why") == "sensitive");
        await story.SocialWorker.Client.GetAsync($"/api/v1/plans/{story.PlanId}/notes/{seen[1].Id()}/openings").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        (await auditor.GetAsync($"/api/v1/plans/{story.PlanId}/notes/{Guid.NewGuid()}/openings")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}/access-log"))["items"]!.AsArray().Select(row => row!.Text("what")).ShouldContain("Opened with a reason");

        // What the client takes back no reason opens. Health care's own register stays open to health care.
        await story.Withdraw();
        (await Notes(story.Nurse, story, "health"))["items"]!.AsArray().Count.ShouldBe(4);
        await story.Nurse.Client.GetAsync(PathOf(story, "social")).ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Open(seen[1]), new { reason = Reason })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.joint-work-consent-withdrawn");
    }

    [Theory, EveryDatabase]
    public async Task Note_is_written_into_the_writers_own_register_once(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Monipolku.Testing.Story.Begin(host)).Until(Chapter.Planned);
        var path = $"/api/v1/plans/{story.PlanId}/notes";

        var written = await Write(story.Nurse, story, new { kind = "psychologist", text = "Testit tehty." });
        written.Text("sector").ShouldBe("health");
        written.Text("aboutOn").ShouldBe("2026-09-15");
        foreach (var (body, status, code) in (ValueTuple<object, int, string>[])
        [
            (new { kind = "general", text = "x", serviceTask = "4" }, 422, "plans.note-task-of-social-care"),
            (new { kind = "general", text = "x", aboutOn = story.Today.AddDays(1) }, 422, "plans.note-day-wrong"),
            (new { kind = "general", text = "x", aboutOn = story.Today.AddYears(-121) }, 422, "plans.note-day-wrong"),
            (new { kind = "general", text = " " }, 400, "platform.invalid-request"),
            (new { kind = "gossip", text = "x" }, 400, "platform.malformed-json"),
        ])
            await story.Nurse.Client.SendJson(HttpMethod.Post, path, WithSources(body, story.Today), idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse((HttpStatusCode)status, code);
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/plans/{Guid.NewGuid()}/notes", WithSources(new { kind = "general", text = "x" }, story.Today), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.Outsider.Client.GetAsync(PathOf(story, "health")).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await story.Nurse.Client.GetAsync(PathOf(story, "other")).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var page = await story.Nurse.Client.Get(PathOf(story, "health") + "?limit=1");
        await Write(story.Nurse, story, new { kind = "general", text = "Toinen" });
        page["next"].ShouldBeNull();
        var first = await story.Nurse.Client.Get(PathOf(story, "health") + "?limit=1");
        var second = await story.Nurse.Client.Get(PathOf(story, "health") + $"?limit=1&cursor={first.Text("next")}");
        second["next"].ShouldBeNull();
        Texts(first).Concat(Texts(second)).ShouldBe(["Testit tehty.", "Toinen"], ignoreOrder: true);
    }

    /// <summary>703/2023 39 §: of what comes from elsewhere than the client is recorded from whom, when, at whose request, on what ground and for what.</summary>
    [Theory, EveryDatabase]
    public async Task What_somebody_else_told_is_marked_and_is_not_written_without_its_source(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var story = await (await Monipolku.Testing.Story.Begin(host)).Until(Chapter.Planned);
        var path = $"/api/v1/plans/{story.PlanId}/notes";
        var whole = new { told = "otherAuthority", on = story.Today, who = "Rehtori-8812", requestedBy = "Sari Sosiaali", basis = "statute", paragraph = "SHL 41 §", purpose = "Koulunkäynti" };
        JsonObject Without(string member, string? told = null)
        {
            var source = System.Text.Json.JsonSerializer.SerializeToNode(whole, JsonRules.Options)!.AsObject();
            source.Remove(member);
            if (told is not null) source["told"] = told;
            return source;
        }
        foreach (var (sources, status, code, at) in (ValueTuple<object?, int, string, string>[])
        [
            (null, 400, "platform.malformed-json", "$"),
            (Array.Empty<object>(), 400, "platform.invalid-request", "$.sources"),
            (Enumerable.Repeat(whole, 11), 400, "platform.invalid-request", "$.sources"),
            (new[] { Without("who") }, 422, "assessments.source-incomplete", "$.sources[0].who"),
            (new[] { Without("requestedBy", "guardian") }, 422, "assessments.source-incomplete", "$.sources[0].requestedBy"),
            (new[] { Without("basis", "ownSector") }, 422, "assessments.source-incomplete", "$.sources[0].basis"),
            (new[] { Without("purpose", "earlierRecord") }, 422, "assessments.source-incomplete", "$.sources[0].purpose"),
            (new[] { Without("paragraph", "otherSector") }, 422, "assessments.source-paragraph", "$.sources[0].paragraph"),
            (new object[] { new { told = "closePerson", on = story.Today, who = "Mummo", requestedBy = "Nuori", basis = "consent", paragraph = "SHL 41 §", purpose = "Tuki" } },
                422, "assessments.source-paragraph", "$.sources[0].paragraph"),
            (new[] { Without("x", "client") }, 422, "assessments.source-first-hand", "$.sources[0]"),
            (new object[] { new { told = "writer", on = story.Today, basis = "consent" } }, 422, "assessments.source-first-hand", "$.sources[0]"),
            (new object[] { new { told = "client", on = story.Today }, new { told = "client", on = story.Today.AddDays(1) } }, 422, "assessments.source-day-wrong", "$.sources[1].on"),
            (new object[] { new { told = "client", on = story.Today.AddYears(-121) } }, 422, "assessments.source-day-wrong", "$.sources[0].on"),
            (new object[] { new { whole.told, whole.on, who = " ", whole.requestedBy, basis = "consent", whole.purpose } }, 400, "platform.invalid-request", "$.sources[0].who"),
            (new object[] { new { whole.told, whole.on, whole.who, whole.requestedBy, whole.basis, paragraph = "laki", whole.purpose } }, 400, "platform.invalid-request", "$.sources[0].paragraph"),
            (new object[] { new { told = "neighbour", on = story.Today } }, 400, "platform.malformed-json", "$.sources[0].told"),
        ])
        {
            object body = sources is null ? new { kind = "general", text = "x" } : new { kind = "general", text = "x", sources };
            var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, path, body, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse((HttpStatusCode)status, code);
            problem["errors"]!.AsObject().ShouldContainKey(at, problem.ToJsonString());
        }

        foreach (var sources in (object[][])[[whole, new { told = "client", on = story.Today }], [new { told = "client", on = story.Today }]])
            await story.SocialWorker.Client.Post(path, new { kind = "general", text = $"{sources.Length}", sources });
        await story.Nurse.Client.Post(path, new { kind = "addiction", text = "3", sources = new[] { whole } });

        var subject = "client." + Guid.NewGuid().ToString("N");
        await (await host.As(TestHost.Administrator)).Post("/api/v1/client-users", new { subject, personId = story.PersonId });
        foreach (var reader in (HttpClient[])[story.SocialWorker.Client, await host.As(subject)])
        {
            var notes = (await reader.Get(PathOf(story, "social")))["items"]!.AsArray().OrderBy(n => n!.Text("text"), StringComparer.Ordinal).ToList();
            notes.Select(n => n!["secondHand"]!.GetValue<bool>()).ShouldBe([false, true]);
            var source = notes[1]!["sources"]![0]!;
            (source.Text("told"), source.Text("who"), source.Text("basis"), source.Text("paragraph")).ShouldBe(("otherAuthority", "Rehtori-8812", "statute", "SHL 41 §"));
        }
        // What is hidden tells nothing of who told it either.
        await story.Permit(Direction.HealthToSocial, DataClass.PatientNotes);
        var hidden = (await Notes(story.SocialWorker, story, "health"))["items"]![0]!;
        (hidden["sources"], hidden["secondHand"]).ShouldBe((null, null));
        using var opened = await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"{path}/{hidden["id"]}/open", new { reason = "Tarvitaan huomista käyntiä varten." });
        (await opened.Success())["secondHand"]!.GetValue<bool>().ShouldBeTrue();

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlansDb>();
        (await db.Notes.Where(n => n.PlanId == story.PlanId).Select(n => n.SourcesSecret).ToListAsync()).ShouldAllBe(s => s!.StartsWith("v1."));
        host.Logs.Lines.ShouldNotContain(line => line.Contains("8812", StringComparison.Ordinal));
        // Written before sources were recorded: nothing is claimed of them.
        await db.Notes.Where(n => n.PlanId == story.PlanId).ExecuteUpdateAsync(set => set.SetProperty(n => n.SourcesSecret, (string?)null));
        (await Notes(story.SocialWorker, story, "social"))["items"]!.AsArray().ShouldAllBe(n => n!["sources"] == null && n["secondHand"] == null);
    }

    private static string PathOf(Monipolku.Testing.Story story, string sector) => $"/api/v1/plans/{story.PlanId}/notes/{sector}";

    private static Task<JsonObject> Notes(TestStaff reader, Monipolku.Testing.Story story, string sector) => reader.Client.Get(PathOf(story, sector));

    private static IEnumerable<string> Texts(JsonObject notes) => notes["items"]!.AsArray().Select(n => n!.Text("text"));

    private static Task<JsonObject> Write(TestStaff writer, Monipolku.Testing.Story story, object note) =>
        writer.Client.Post($"/api/v1/plans/{story.PlanId}/notes", WithSources(note, story.Today));

    private static JsonObject WithSources(object note, DateOnly on)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(note, JsonRules.Options)!.AsObject();
        body["sources"] = System.Text.Json.JsonSerializer.SerializeToNode(Monipolku.Testing.Story.Told(on), JsonRules.Options);
        return body;
    }

    private static Task<JsonObject> Permit(Monipolku.Testing.Story story, object limits)
    {
        var body = new JsonObject
        {
            ["personId"] = story.PersonId,
            ["matterId"] = story.MatterId,
            ["kind"] = "disclosurePermission",
            ["direction"] = "socialToHealth",
            ["classes"] = new JsonArray("clientNarrative"),
            ["givenBy"] = new JsonObject { ["client"] = true },
            ["form"] = "paper",
            ["language"] = "fi",
            ["informationTextVersion"] = "2026-1",
            ["signedOn"] = "2026-09-15",
            ["purpose"] = "Yhteinen suunnitelma",
            ["competence"] = new JsonObject { ["assessed"] = true, ["competent"] = true },
        };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(limits, JsonRules.Options)!.AsObject()) body[name] = value?.DeepClone();
        return story.SocialWorker.Client.Post("/api/v1/consents", body);
    }
}
