using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

/// <summary>Advice without telling about whom (R39).</summary>
public class ConsultationTests
{
    private const string Question = "Lapsi valvoo yöt ja jättää aamut koulusta. Mitä kysyisit ennen lähetettä?";

    [Theory, EveryDatabase]
    public async Task Question_to_a_profession_is_answered_followed_up_and_closed(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (asker, nurse, other) = (await host.AddStaff(Sector.Social, Role.SocialWorker), await host.AddStaff(Sector.Health, Role.PsychiatricNurse),
            await host.AddStaff(Sector.Social, Role.SocialWorker));

        var asked = await asker.Client.Post("/api/v1/consultations", new { question = Question, profession = "psychiatricNurse" });
        asked.Text("status").ShouldBe("asked");
        var path = $"/api/v1/consultations/{asked.Id()}";
        (await Ids(nurse, "")).ShouldContain(asked.Id());
        (await Ids(asker, "")).ShouldNotContain(asked.Id());
        (await Ids(asker, "?asked=true")).ShouldBe([asked.Id()]);
        (await Ids(other, "")).ShouldNotContain(asked.Id());
        foreach (var (method, address, body) in (ValueTuple<HttpMethod, string, object>[])
            [(HttpMethod.Get, path, new { }), (HttpMethod.Post, path + "/entries", new { text = "x" }), (HttpMethod.Post, path + "/close", new { helped = true })])
            await other.Client.SendJson(method, address, body, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var answered = await nurse.Client.Change(HttpMethod.Post, path + "/entries", new { text = "Kysy unesta ja mielialasta." }, asked);
        answered.Text("status").ShouldBe("answered");
        await asker.Client.SendJson(HttpMethod.Post, path + "/entries", new { text = "Entä päihteet?" }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        var followed = await asker.Client.Change(HttpMethod.Post, path + "/entries", new { text = "Entä päihteet?" }, answered);
        followed["entries"]!.AsArray().Select(e => (e!.Text("text"), e!["byAsker"]!.GetValue<bool>())).ShouldBe([("Kysy unesta ja mielialasta.", false), ("Entä päihteet?", true)]);
        await nurse.Client.SendJson(HttpMethod.Post, path + "/close", new { helped = true }, ifMatch: "\"3\"")
            .ShouldRefuse(HttpStatusCode.Forbidden, "assessments.consultation-is-the-askers");
        var closed = await asker.Client.Change(HttpMethod.Post, path + "/close", new { helped = true }, followed);
        closed["helped"]!.GetValue<bool>().ShouldBeTrue();
        await nurse.Client.SendJson(HttpMethod.Post, path + "/entries", new { text = "Vielä tämä." }, ifMatch: "\"4\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.consultation-closed");
        (await Ids(nurse, "")).ShouldNotContain(asked.Id());
        (await Ids(nurse, "?closed=true")).ShouldContain(asked.Id());

        await using var scope = host.Services.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<AssessmentsDb>().Consultations.AsNoTracking().SingleAsync(c => c.Id == asked.Id());
        stored.QuestionSecret.ShouldStartWith("v1.");
        stored.Entries.ShouldAllBe(e => e.TextSecret.StartsWith("v1."));
    }

    [Theory, EveryDatabase]
    public async Task What_tells_who_the_client_is_is_refused_with_its_place(DatabaseProvider database)
    {
        // The client is Nella Nuori, of the social worker's unit.
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Decided);
        var client = story.SocialWorker.Client;
        await client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = TestHetu.New(40), givenNames = "Hilkka", familyName = "Huoltaja", role = "guardian" });

        foreach (var (text, found, kind) in (ValueTuple<string, string, string>[])
        [
            ("Hetu on 020516C903K, mitä teen?", "020516C903K", "identityCode"),
            ("Hetu on 010190 - 900p, mitä teen?", "010190 - 900p", "identityCode"),
            ("Soita hänelle 040 123 4567 illalla.", "040 123 4567", "phone"),
            ("Soita hänelle +358401234567.", "+358401234567", "phone"),
            ("Kirjoita osoitteeseen aino.e@example.fi niin hän vastaa.", "aino.e@example.fi", "email"),
            ("Mitä tekisit, kun Nella ei nuku?", "Nella", "clientName"),
            ("mitä tekisit kun nella ei nuku", "nella", "clientName"),
            ("Nellan äiti kysyy, mitä tehdä.", "Nellan", "clientName"),
            ("Hetu on 0205 16.C.903 K, mitä teen?", "0205 16.C.903 K", "identityCode"),
            ("Hetu on 02o5l6C9o3K, mitä teen?", "02o5l6C9o3K", "identityCode"),
            ("Soita hänelle 040.123.4567 illalla.", "040.123.4567", "phone"),
            ("Soita hänelle 04o1234567 illalla.", "04o1234567", "phone"),
            ("Soita hänelle 0x4x0x1x2x3x4x5x6x7 illalla.", "0x4x0x1x2x3x4x5x6x7", "phone"),
            ("Soita hänelle 0 4 0 - 1 2 3 - 4 5 6 7 illalla.", "0 4 0 - 1 2 3 - 4 5 6 7", "phone"),
            ("Soita hänelle +358.40.123.4567 illalla.", "+358.40.123.4567", "phone"),
            ("Lapsi (synt. 15.3.2011) valvoo yöt.", "15.3.2011", "birthDate"),
            ("Den unga är född 15.3.2011 och sover inte.", "15.3.2011", "birthDate"),
            ("Lapsi, 15.3.2011, käy Kivikon koulua.", "15.3.2011", "birthDate"),
            ("Lapsi, 2011-03-15, asuu Hämeenlinnassa.", "2011-03-15", "birthDate"),
            ("Ungdomen från Esbo, 15.3.2011, sover inte.", "15.3.2011", "birthDate"),
            ("Mitä tekisit, kun Hilkan luona ei nukuta?", "Hilkan", "clientName"),
        ])
        {
            var problem = await client.SendJson(HttpMethod.Post, "/api/v1/consultations", new { question = text, profession = "psychiatricNurse" }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.identifies-client");
            problem["errors"]!.AsObject().ShouldContainKey("$.question");
            var place = problem["places"]!.AsArray().Single()!;
            (place.Text("path"), place.Text("kind")).ShouldBe(("$.question", kind), text);
            text.Substring(place["offset"]!.GetValue<int>(), place["length"]!.GetValue<int>()).ShouldBe(found);
            problem.ToJsonString().ShouldNotContain("Nella");
        }
        var asked = await client.Post("/api/v1/consultations", new { question = "Vuonna 2026 (15.9.2026) nuoret 12-17 v. voivat huonosti; 01.02.2026 alkoi uusi laki.", unitId = story.Nurse.UnitId });
        // Who answers is bound too; a name of the asker's clients is not known there.
        await story.Nurse.Client.SendJson(HttpMethod.Post, $"/api/v1/consultations/{asked.Id()}/entries", new { text = "Soita 0401234567." }, ifMatch: "\"1\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.identifies-client");
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("020516C903K", StringComparison.Ordinal));
    }

    [Fact]
    public void Ordinary_sentences_pass()
    {
        string[] names = ["Nella Maria", "Nuori", "Hilkka", "Huoltaja", "Pekka", "Virtanen", "Aino", "Mattsson"];
        string[] sentences =
        [
            "Lapsi valvoo yöt ja jättää aamut koulusta.", "Mitä kysyisit ennen kuin ehdotat lähetettä?", "Tapasimme 15.9.2026 klo 8.30 ja uudestaan 22.9. klo 12.15-13.00.",
            "Vuonna 2026 (15.9.2026) nuoret 12-17 v. voivat huonosti; 01.02.2026 alkoi uusi laki.", "Asteikolla 0-10 mieliala on 3, aiemmin 0, 1 tai 2.",
            "LSL 26 § ja 703/2023 53 § koskevat tätä.", "Diagnoosit F32.1 ja F41.2 epäselviä; BDI 21 pistettä.", "Lääke 10 mg 1 x 2, iltaisin 0,5 mg.",
            "Poissaoloja on 45 tuntia lukuvuonna 2025-2026.", "Perhe muutti Espoosta Vantaalle viime vuonna.", "Koulu on Kivikon koulu, ja opettaja on huolissaan.",
            "Kouluun mennään klo 7.45 ja kotiin 14.30.", "Hakemus jätettiin 3.8.2026 ja päätös tuli 10.9.2026 Helsingissä.", "Alkoholia kuluu 0,5-1 l viikossa, tupakkaa 10-15 savuketta päivässä.",
            "Tukea on saatu 1.1.2020 alkaen, mutta se ei riitä.", "Syntynyt tilanne on vaikea: 3 lasta, 2 aikuista.", "Miten sovitaan työnjaosta sosiaalityön ja psykiatrian välillä?",
            "Tulot ovat 1 250,50 euroa ja vuokra 890 euroa kuukaudessa.", "Onko teillä kokemusta ryhmästä, joka kokoontuu 10 kertaa?", "Asiakas on noin 40-vuotias ja asuu yksin kerrostalon 5. kerroksessa.",
            "Den unga sover dåligt och är borta från skolan på morgnarna.", "Vi träffades den 15.9.2026 kl. 9.30 och den 22.9.", "Hur ska vi dela arbetet mellan socialvården och psykiatrin?",
            "Familjen flyttade från Borgå för två år sedan.", "Lagen 703/2023 trädde i kraft 1.1.2024.", "Medicinen är 5 mg 1 x 2 och hjälper inte.",
            "The young person misses about 20 hours of school a month.", "We met on 15.9.2026 at 10:30; the next meeting is in 2 weeks.", "Would you suggest a group of 8-10 sessions or a single visit?",
            "Scores were 12, 14 and 17 out of 30 in 2024, 2025 and 2026.", "What should we ask before we suggest a referral?", "Born into a large family, they have 4 siblings aged 3, 7, 9 and 12.",
        ];
        sentences.Length.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var sentence in sentences)
            AnonymousText.Find(sentence, "$.question", names, new DateOnly(2026, 9, 15)).ShouldBeEmpty(sentence);
    }

    [Theory, EveryDatabase]
    public async Task Who_is_asked_is_one_unit_or_one_profession(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var asker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var unit = await host.AddUnit(Sector.Health);
        foreach (var (body, status, code) in (ValueTuple<object, int, string>[])
        [
            (new { question = Question }, 400, "assessments.consulted-one-or-other"),
            (new { question = Question, unitId = unit, profession = "coordinator" }, 400, "assessments.consulted-one-or-other"),
            (new { question = Question, profession = "administrator" }, 400, "assessments.consulted-profession"),
            (new { question = Question, unitId = asker.UnitId }, 422, "assessments.consulted-own-unit"),
            (new { question = Question, unitId = Guid.NewGuid() }, 422, "assessments.consulted-unit-unknown"),
            (new { question = "Lyhyt", unitId = unit }, 400, "platform.invalid-request"),
            (new { question = Question, unitId = unit, personId = Guid.NewGuid() }, 400, "platform.malformed-json"),
        ])
            await asker.Client.SendJson(HttpMethod.Post, "/api/v1/consultations", body, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse((HttpStatusCode)status, code);
        var notifier = await host.AddStaff(Sector.Other, Role.Notifier);
        await notifier.Client.GetAsync("/api/v1/consultations").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task It_becomes_a_request_to_take_part_only_with_the_clients_consent(DatabaseProvider database)
    {
        var story = await (await Testing.Story.Begin(await TestHost.Shared(database))).Until(Chapter.Decided);
        var social = story.SocialWorker.Client;
        var assessment = await social.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id } });
        var asked = await social.Post("/api/v1/consultations", new { question = Question, profession = "psychiatricNurse" });
        var path = $"/api/v1/consultations/{asked.Id()}/convert";
        var body = new { assessmentId = assessment.Id(), authorityCode = "6" };

        await social.SendJson(HttpMethod.Post, path, body, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.consultation-unanswered");
        var answered = await story.Nurse.Client.Change(HttpMethod.Post, $"/api/v1/consultations/{asked.Id()}/entries", new { text = "Ottaisin mukaan arvioon." }, asked);
        await story.Nurse.Client.SendJson(HttpMethod.Post, path, body, ifMatch: "\"2\"").ShouldRefuse(HttpStatusCode.Forbidden, "assessments.consultation-is-the-askers");
        await social.SendJson(HttpMethod.Post, path, body with { assessmentId = Guid.NewGuid() }, ifMatch: "\"2\"")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.converted-assessment-unknown");
        await social.SendJson(HttpMethod.Post, path, body, ifMatch: "\"2\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.conversion-needs-consent");
        await story.Consent();
        var converted = await social.Change(HttpMethod.Post, path, body, answered);
        converted["participationRequestId"].ShouldNotBeNull();
        await social.SendJson(HttpMethod.Post, path, body, ifMatch: "\"3\"").ShouldRefuse(HttpStatusCode.Conflict, "assessments.consultation-converted");

        var requests = (await social.Get($"/api/v1/assessments/{assessment.Id()}/participation-requests"))["items"]!.AsArray();
        requests.Single()!["unitId"]!.GetValue<Guid>().ShouldBe(story.Nurse.UnitId);
        requests.Single()!.Text("question").ShouldBe(Question);
    }

    [Fact]
    public async Task Year_is_counted()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var (asker, nurse) = (await host.AddStaff(Sector.Social, Role.SocialWorker), await host.AddStaff(Sector.Health, Role.PsychiatricNurse));
        (await asker.Client.Get("/api/v1/consultations/statistics?year=2026"))["medianHoursToAnswer"].ShouldBeNull();
        var questions = new List<JsonObject>();
        for (var i = 0; i < 3; i++) questions.Add(await asker.Client.Post("/api/v1/consultations", new { question = Question, unitId = nurse.UnitId }));
        foreach (var question in questions.Take(2))
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            await nurse.Client.Change(HttpMethod.Post, $"/api/v1/consultations/{question.Id()}/entries", new { text = "Vastaus." }, question);
        }
        await asker.Client.SendJson(HttpMethod.Post, $"/api/v1/consultations/{questions[0].Id()}/close", new { helped = true }, ifMatch: "\"2\"");

        var year = await asker.Client.Get("/api/v1/consultations/statistics?year=2026");
        (year["asked"]!.GetValue<int>(), year["answered"]!.GetValue<int>(), year["closed"]!.GetValue<int>(), year["helped"]!.GetValue<int>(), year["converted"]!.GetValue<int>())
            .ShouldBe((3, 2, 1, 1, 0));
        year["medianHoursToAnswer"]!.GetValue<decimal>().ShouldBe(1.5m);
        (await asker.Client.Get("/api/v1/consultations/statistics?year=2025"))["asked"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData("Virtanen", "Virtasen lapset", "Virtasen")]
    [InlineData("Pekka", "Pekan koulu", "Pekan")]
    [InlineData("Matti", "Matille sanottiin", "Matille")]
    [InlineData("Markus", "Markuksen isä", "Markuksen")]
    [InlineData("Mikael", "Mikaelin luona", "Mikaelin")]
    [InlineData("Anna-Liisa", "Liisalta kysyttiin", "Liisalta")]
    [InlineData("Aino", "ainoastaan yöllä", "")]
    [InlineData("Aino", "Ainoastaan yöllä", "")]
    [InlineData("Nuori", "Nuorisotalo auttoi", "")]
    [InlineData("Äijälä", "ÄIJÄLÄN talo", "ÄIJÄLÄN")]
    [InlineData("Äijälä", "Aijalan talo", "Aijalan")]
    [InlineData("Åström", "luona Astro\u0308m kävi", "Astro\u0308m")]
    [InlineData("Virtanen", "Perhe V i r t a n e n muutti", "V i r t a n e n")]
    [InlineData("Virtanen", "V.I.R.T.A.N.E.N muutti", "V.I.R.T.A.N.E.N")]
    [InlineData("Mari", "\u041c\u0430ri kertoi", "\u041c\u0430ri")]
    [InlineData("Aino", "a b c on luokka", "")]
    public void Names_are_found_in_their_usual_forms(string name, string text, string found) =>
        string.Join('|', AnonymousText.Find(text, "$", [name], new DateOnly(2026, 9, 15)).Select(p => text.Substring(p.Offset, p.Length))).ShouldBe(found);

    private static async Task<IReadOnlyList<Guid>> Ids(TestStaff staff, string query)
    {
        var page = await staff.Client.Get("/api/v1/consultations" + (query.Length == 0 ? "?limit=200" : query + "&limit=200"));
        return [.. page["items"]!.AsArray().Select(c => c!.AsObject().Id())];
    }
}
