using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

/// <summary>A matter that was decided to be assessed, and the two who assess it.</summary>
internal sealed record Story(TestHost Host, Guid PersonId, Guid MatterId, TestStaff SocialWorker, TestStaff Nurse)
{
    /// <summary>Files a notification, assesses its urgency and, unless told otherwise, decides that an assessment starts.</summary>
    public static async Task<Story> Begin(DatabaseProvider database, bool decided = true, bool adult = false)
    {
        var host = await TestHost.Shared(database);
        var unitId = await host.IntakeUnit();
        var curator = await host.AddStaff(Sector.Other, Role.Notifier);
        var socialWorker = await host.AddStaff(unitId, Role.DutyWorker, Role.SocialWorker);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        var receipt = await curator.Client.Post("/api/v1/intake/notifications", new
        {
            kind = adult ? "contact" : "childWelfareNotification",
            person = new { identityCode = TestHetu.New(adult ? 40 : 15), givenNames = "Nelli", familyName = "Nuori" },
            notifier = new { kind = "professional", code = "15", name = "Kaisa Kuraattori" },
            reasonCodes = Array.Empty<string>(),
            description = "Poissaoloja, ahdistusta ja juomista.",
            consent = adult ? new { given = true } : null,
        });
        var path = $"/api/v1/intake/matters/{receipt.Id()}";
        var matter = await socialWorker.Client.Get(path);
        if (decided)
        {
            matter = await socialWorker.Client.Change(HttpMethod.Put, path + "/urgency", new { code = "2", assessment = "Ei välitöntä vaaraa." }, matter);
            matter = await socialWorker.Client.Change(HttpMethod.Post, path + "/decision", new
            {
                decision = "startAssessment",
                reasons = "Arvioidaan yhdessä.",
                ownerId = socialWorker.Id,
                told = new[] { new { who = "guardian", how = "phone", on = "2026-09-15" } },
            }, matter);
        }
        return new Story(host, matter["personId"]!.GetValue<Guid>(), receipt.Id(), socialWorker, nurse);
    }

    public object StartBody() => new { matterId = MatterId, participants = new[] { SocialWorker.Id, Nurse.Id } };

    public Task<JsonObject> Start() => SocialWorker.Client.Post("/api/v1/assessments", StartBody());

    /// <summary>Starts the assessment and writes all its parts; the answer is its overview.</summary>
    public async Task<JsonObject> StartAndWrite()
    {
        var assessment = await Start();
        var shared = await SocialWorker.Client.Change(HttpMethod.Put, PathOf(assessment, "/shared"), SharedBody(), assessment);
        var social = await SocialWorker.Client.Change(HttpMethod.Put, PathOf(assessment, "/parts/social"), PartBody("Sosiaalihuollon osuus"), shared);
        return await Nurse.Client.Change(HttpMethod.Put, PathOf(assessment, "/parts/health"), PartBody("Terveydenhuollon osuus"), social);
    }

    public async Task<JsonObject> StartAndComplete()
    {
        var assessment = await Sign(Nurse, await StartAndWrite());
        return await SocialWorker.Client.Change(HttpMethod.Post, PathOf(assessment, "/complete"), SummaryBody(), assessment);
    }

    public static Task<JsonObject> Sign(TestStaff staff, JsonObject assessment) =>
        staff.Client.Change(HttpMethod.Post, PathOf(assessment, "/sign"), new { }, assessment);

    public static string PathOf(JsonObject assessment, string below = "") => $"/api/v1/assessments/{assessment.Id()}{below}";

    public static JsonObject SharedBody() => JsonNode.Parse("""
        {
          "clientView": { "text": "Haluan takaisin kouluun.", "howObtained": "Keskustelu 15.9.", "clientPresent": true },
          "guardianView": { "text": "Huoli juomisesta.", "howObtained": "Äiti, tapaaminen 15.9." },
          "needs": [
            { "code": "9", "text": "Ahdistus" },
            { "code": "7", "text": "Koulunkäynti" },
            { "code": "8", "text": "Päihteiden käyttö" }
          ],
          "strengths": ["Jalkapallo", "Läheinen isoäiti"],
          "explained": { "rightsAndDuties": "Oikeudet", "optionsAndEffects": "Vaihtoehdot", "howUnderstood": "Kertoi omin sanoin" },
          "source": "Nuori ja äiti",
          "sources": [
            { "told": "client", "on": "2026-09-15" },
            { "told": "guardian", "on": "2026-09-15", "who": "Äiti", "requestedBy": "Sosiaalityöntekijä", "basis": "consent", "purpose": "Perheen näkemys" }
          ],
          "involvement": { "child": { "how": "alone", "howAsked": "Keskustelu kahden kesken 15.9." }, "guardians": "Äiti oli mukana tapaamisessa." },
          "answers": [
            { "linkId": "arrangement.special-support", "flag": false },
            { "linkId": "self-determination.heard", "text": "Puhuttiin kahden kesken." },
            { "linkId": "child.wellbeing", "text": "Aamuisin ahdistunut." },
            { "linkId": "parents.needs", "codes": ["8", "11"] },
            { "linkId": "barriers.list", "codes": ["exhaustion", "stigma"] },
            { "linkId": "outcome.everyday", "number": 3 },
            { "linkId": "conclusions.text", "text": "Tarvitsee avohoitoa." },
            { "linkId": "conclusions.continues", "flag": true },
            { "linkId": "conclusions.own-worker", "flag": true }
          ]
        }
        """)!.AsObject();

    public static object PartBody(string text) => new { text, sources = Monipolku.Testing.Story.Told(new DateOnly(2026, 9, 15), "writer"), riskPrompts = new[] { new { code = "selfHarm", answer = "Kysytty" } } };

    public static object SummaryBody() => new
    {
        summary = "Tarvitset apua ahdistukseen, kouluun ja päihteisiin.",
        summaryLanguage = "fi",
        howGiven = "Luettiin yhdessä",
        outcome = "needsServices",
    };
}
