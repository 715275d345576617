using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Monipolku.Demo;

/// <summary>One client's story, from a school's worry to the same plan in both record systems, told line by line.</summary>
/// <param name="connect">Opens a connection to the service; each of the story's people has their own.</param>
public sealed class DemoStory(Func<HttpClient> connect, TextWriter output)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    /// <summary>True when both record systems have verified everything and a withdrawal has closed what it should.</summary>
    public async Task<bool> Play()
    {
        Say("Monipolku: one client's story, recorded in both systems");
        var staff = await DemoStaff.Prepare(connect);

        var (matter, clientCode) = await Notify(staff);
        await Decide(staff, matter);
        var person = await MeetTheFamily(staff, matter, clientCode);
        var assessment = await Assess(staff, matter);
        var consents = await Consent(staff, person, matter);
        var plan = await Plan(staff, person, assessment);
        await Refer(staff, person, matter, plan);
        var verified = await Recorded(staff, plan, consents);
        return await Withdraw(staff, assessment, consents) && verified;
    }

    private async Task<(JsonObject Matter, string ClientCode)> Notify(DemoStaff staff)
    {
        Title(1, "A school curator is worried", staff.Curator);
        var identityCode = TestIdentityCode.Of15YearOld();
        var receipt = await staff.Curator.Api.Create("/api/v1/intake/notifications", new
        {
            kind = "childWelfareNotification",
            person = new { identityCode, givenNames = "Nella", familyName = "Nuori", language = "fi" },
            notifier = new { kind = "professional", code = "15", name = staff.Curator.Name, title = "Koulukuraattori", organization = "Keskuskoulu" },
            reasonCodes = new[] { "10" },
            description = "Paljon poissaoloja koulusta, ahdistuneisuutta ja alkoholin käyttöä viikonloppuisin.",
        });
        Say($"  child-welfare notification (LSL 25 §): school absence, anxiety, drinking; client {identityCode[..7]}****");
        Say($"  matter {receipt["id"]}, arrived {receipt["arrivedOn"]}");
        foreach (var clock in receipt["clocks"]!.AsArray().Select(c => c!.AsObject())) Say("  " + Told(clock));

        // Only those who handle intake may read the matter; the notifier keeps the receipt.
        var matter = await staff.DutyWorker.Api.Get($"/api/v1/intake/matters/{receipt["id"]}");
        return (matter, identityCode);
    }

    private async Task Decide(DemoStaff staff, JsonObject matter)
    {
        Title(2, "The same day: how urgent, and what follows", staff.DutyWorker);
        var path = $"/api/v1/intake/matters/{matter["id"]}";
        var urgent = await staff.DutyWorker.Api.Change(HttpMethod.Put, path + "/urgency",
            new { code = "2", assessment = "Ei välitöntä vaaraa: nuori on kotona ja huoltaja tavoitettu." }, matter);
        Say("  urgency assessed: urgent, no immediate danger (LSL 26 §)");
        var today = Today();
        var decided = await staff.DutyWorker.Api.Change(HttpMethod.Post, path + "/decision", new
        {
            decision = "startAssessment",
            reasons = "Huoli koskee koulunkäyntiä, mielialaa ja päihteitä: palvelutarve arvioidaan yhdessä.",
            ownerId = staff.SocialWorker.Id,
            told = new[] { new { who = "guardian", how = "phone", on = today }, new { who = "child", how = "phone", on = today } },
        }, urgent);
        Say($"  decision: a service-needs assessment starts (SHL 36 §); owner {staff.SocialWorker.Name}; guardian and child told");
        foreach (var clock in decided["clocks"]!.AsArray().Select(c => c!.AsObject())) Say("  " + Told(clock));
    }

    private static async Task<JsonObject> MeetTheFamily(DemoStaff staff, JsonObject matter, string clientCode)
    {
        var person = await staff.SocialWorker.Api.Get($"/api/v1/people/{matter["personId"]}");
        return await staff.SocialWorker.Api.Create($"/api/v1/people/{person["id"]}/guardians", new
        {
            identityCode = TestIdentityCode.OfParent(clientCode),
            givenNames = "Hanna",
            familyName = "Nuori",
            role = "guardian",
            phone = "+358401234567",
        });
    }

    private async Task<JsonObject> Assess(DemoStaff staff, JsonObject matter)
    {
        Title(3, "One assessment, made together", staff.SocialWorker, staff.Nurse);
        var assessment = await staff.SocialWorker.Api.Create("/api/v1/assessments",
            new { matterId = matter["id"]!.GetValue<Guid>(), participants = new[] { staff.SocialWorker.Id, staff.Nurse.Id } });
        var path = $"/api/v1/assessments/{assessment["id"]}";
        var written = await staff.SocialWorker.Api.Change(HttpMethod.Put, path + "/shared", new
        {
            clientView = new { text = "Haluan takaisin kouluun, mutta aamut ahdistavat.", howObtained = "Tapaaminen nuoren kanssa", clientPresent = true },
            guardianView = new { text = "Huoli juomisesta; toivotaan apua kotiin.", howObtained = "Keskustelu äidin kanssa" },
            needs = new[]
            {
                new { code = "9", text = "Ahdistus pitää aamuisin kotona." },
                new { code = "7", text = "Poissaoloja 40 prosenttia tästä lukukaudesta." },
                new { code = "8", text = "Alkoholin käyttöä viikonloppuisin." },
            },
            strengths = new[] { "Pelaa jalkapalloa kahdesti viikossa", "Läheinen isoäiti" },
            explained = new
            {
                rightsAndDuties = "Oikeus tulla kuulluksi ja hakea muutosta.",
                optionsAndEffects = "Perhetyö, avohoito, päihdepalvelu: mitä kukin merkitsisi.",
                howUnderstood = "Nuori kertoi asian omin sanoin.",
            },
            source = "Nuori ja äiti",
            sources = new object[]
            {
                new { told = "client", on = Today() },
                new { told = "guardian", on = Today(), who = "Äiti", requestedBy = staff.SocialWorker.Name, basis = "consent", purpose = "Perheen näkemys avun tarpeesta" },
            },
            involvement = new
            {
                child = new { how = "alone", howAsked = "Tapaaminen kahden kesken, sitten äidin kanssa" },
                guardians = "Äiti oli mukana kahdessa tapaamisessa.",
                closePersons = "Isoäidille soitettiin nuoren toiveesta.",
            },
            answers = new object[]
            {
                new { linkId = "arrangement.special-support", flag = false },
                new { linkId = "self-determination.heard", text = "Puhuttiin kahden kesken; nuori haluaa äidin olevan mukana." },
                new { linkId = "child.wellbeing", text = "Aamuisin ahdistunut, nukkuu neljä tuntia." },
                new { linkId = "parents.needs-text", text = "Äiti toivoo tukea jaksamiseen." },
                new { linkId = "barriers.list", codes = new[] { "exhaustion", "stigma" } },
                new { linkId = "outcome.everyday", number = 3 },
                new { linkId = "outcome.coping", codes = new[] { "some-support" } },
                new { linkId = "outcome.motivation", codes = new[] { "ready" } },
                new { linkId = "conclusions.text", text = "Tarvitsee avohoitoa, perhetyötä ja tukea kouluun." },
                new { linkId = "conclusions.continues", flag = true },
                new { linkId = "conclusions.own-worker", flag = true },
            },
        }, assessment);
        Say("  shared part: the client's own view, the guardian's view, needs (anxiety, school, substance use), strengths, what was explained,");
        Say("  and answers to the county's template: barriers, parents' needs, outcome baseline, conclusions");
        written = await staff.SocialWorker.Api.Change(HttpMethod.Put, path + "/parts/social",
            new { text = "Perheen arki kantaa; koulunkäynti vaatii tukea.", sources = new[] { new { told = "writer", on = Today() } } }, written);
        written = await staff.Nurse.Api.Change(HttpMethod.Put, path + "/parts/health", new
        {
            text = "Ahdistusoireita puoli vuotta, uni lyhentynyt.",
            sources = new[] { new { told = "writer", on = Today() } },
            riskPrompts = new[] { new { code = "selfHarm", answer = "Kysytty: ei itsetuhoisia ajatuksia." } },
        }, written);
        Say("  own parts: social care's by the social worker, health care's by the psychiatric nurse");
        written = await staff.Nurse.Api.Change(HttpMethod.Post, path + "/sign", new { }, written);
        Say("  signed together: the nurse signs what stands there, the social worker by completing");
        var completed = await staff.SocialWorker.Api.Change(HttpMethod.Post, path + "/complete", new
        {
            summary = "Tarvitset apua ahdistukseen, koulunkäyntiin ja juomisen lopettamiseen. Teemme suunnitelman yhdessä.",
            summaryLanguage = "fi",
            howGiven = "Luettu yhdessä ja annettu paperilla",
            outcome = "needsServices",
        }, written);
        Say($"  completed {completed["completedOn"]}, plain-language summary given; assessment {assessment["id"]}");
        return completed;
    }

    private async Task<DemoConsents> Consent(DemoStaff staff, JsonObject person, JsonObject matter)
    {
        Title(4, "The client agrees, in writing", staff.SocialWorker);
        async Task<JsonObject> Record(string kind, string purpose, string? direction, string[] classes) =>
            await staff.SocialWorker.Api.Create("/api/v1/consents", new
            {
                personId = person["id"]!.GetValue<Guid>(),
                matterId = matter["id"]!.GetValue<Guid>(),
                kind,
                givenBy = new { client = true },
                form = "paper",
                language = "fi",
                informationTextVersion = "2026-1",
                signedOn = Today(),
                purpose,
                direction,
                classes,
                competence = new { assessed = true, competent = true },
            });

        var jointWork = await Record("jointWork", "Yhteinen työskentely ja yhteinen suunnitelma", null, []);
        Say($"  consent to joint work and a joint plan (SHL 39 §): {jointWork["id"]}; a 15-year-old judged competent");
        var toHealth = await Record("disclosurePermission", "Yhteinen suunnitelma ja sen seuranta", "socialToHealth", ["socialAssessmentPart", "jointPlan"]);
        Say($"  permission social -> health (703/2023 53 §): {toHealth["id"]}");
        var toSocial = await Record("disclosurePermission", "Yhteinen suunnitelma ja sen seuranta", "healthToSocial", ["healthAssessmentPart"]);
        Say($"  permission health -> social (703/2023 53 §): {toSocial["id"]}");
        return new DemoConsents(jointWork, toHealth, toSocial);
    }

    private async Task<JsonObject> Plan(DemoStaff staff, JsonObject person, JsonObject assessment)
    {
        Title(5, "One joint plan", staff.SocialWorker, staff.Nurse);
        var today = DateOnly.Parse(Today(), CultureInfo.InvariantCulture);
        var draft = await staff.SocialWorker.Api.Create("/api/v1/plans", new
        {
            personId = person["id"]!.GetValue<Guid>(),
            assessmentId = assessment["id"]!.GetValue<Guid>(),
            title = "Nellan yhteinen suunnitelma",
            startsOn = today,
            nextReviewOn = today.AddMonths(3),
            ownWorkerId = staff.SocialWorker.Id,
            workPair = new[] { staff.SocialWorker.Id, staff.Nurse.Id },
            team = new[]
            {
                new { staffId = staff.SocialWorker.Id, task = "Omatyöntekijä, vastaa kokonaisuudesta" },
                new { staffId = staff.Nurse.Id, task = "Tukee ahdistuksen kanssa, 1-3 tapaamista" },
            },
            goals = new[]
            {
                new
                {
                    text = "Haluan pystyä menemään kouluun aamuisin.",
                    actions = new[]
                    {
                        new { text = "Sovitaan lyhennetty koulupäivä", responsibleId = staff.SocialWorker.Id, dueOn = today.AddDays(14) },
                        new { text = "Kolme tapaamista ahdistuksesta", responsibleId = staff.Nurse.Id, dueOn = today.AddDays(42) },
                    },
                },
                new
                {
                    text = "Haluan lopettaa juomisen.",
                    actions = new[] { new { text = "Aloitetaan nuorten päihdepalvelussa", responsibleId = staff.SocialWorker.Id, dueOn = today.AddDays(21) } },
                },
            },
        });
        var approved = await staff.SocialWorker.Api.Change(HttpMethod.Post, $"/api/v1/plans/{draft["id"]}/approve",
            new
            {
                madeWithClient = true,
                clientsView = "Tämä on minun suunnitelmani.",
                involvement = new { child = new { how = "withGuardians", howAsked = "Suunnitelma tehtiin yhdessä nuoren ja äidin kanssa" }, guardians = "Äiti oli mukana." },
            }, draft);
        Say("  2 goals in the client's words, 3 actions, each with one responsible person and a date");
        Say($"  own worker {staff.SocialWorker.Name}; work pair {staff.SocialWorker.Name} and {staff.Nurse.Name}; next review {today.AddMonths(3):yyyy-MM-dd}");
        Say($"  approved as version {approved["approvedVersion"]}; plan {draft["id"]}");
        return approved;
    }

    private async Task Refer(DemoStaff staff, JsonObject person, JsonObject matter, JsonObject plan)
    {
        Title(6, "A referral that ends with someone responsible", staff.SocialWorker, staff.AddictionWorker);
        var referral = await staff.SocialWorker.Api.Create("/api/v1/referrals", new
        {
            personId = person["id"]!.GetValue<Guid>(),
            matterId = matter["id"]!.GetValue<Guid>(),
            planId = plan["id"]!.GetValue<Guid>(),
            purpose = "Tuki alkoholin käytön lopettamiseen, osana yhteistä suunnitelmaa",
        });
        var path = $"/api/v1/referrals/{referral["id"]}";
        var routed = await staff.SocialWorker.Api.Change(HttpMethod.Post, path + "/route", new { unitId = staff.AddictionUnitId }, referral);
        Say("  routed to Nuorten päihdepalvelu");
        var accepted = await staff.AddictionWorker.Api.Change(HttpMethod.Post, path + "/accept", new { }, routed);
        Say($"  {accepted["status"]} by {staff.AddictionWorker.Name}, linked to the plan; referral {referral["id"]}");
    }

    private async Task<bool> Recorded(DemoStaff staff, JsonObject plan, DemoConsents consents)
    {
        Title(7, "The same plan and consents in both record systems", staff.SocialWorker);
        (string What, string Path)[] documents =
        [
            ("joint-work consent", $"/api/v1/consents/{consents.JointWork["id"]}/recordings"),
            ("permission to health", $"/api/v1/consents/{consents.ToHealth["id"]}/recordings"),
            ("permission to social", $"/api/v1/consents/{consents.ToSocial["id"]}/recordings"),
            ("joint plan", $"/api/v1/plans/{plan["id"]}/recordings"),
        ];
        Say("  " + Row("document", "resource", "system", "id there", "version", "digest", "state"));
        var all = true;
        foreach (var (what, path) in documents)
        {
            var recordings = await WaitFor(staff.SocialWorker.Api, path, version: 1);
            var version = recordings["versions"]![0]!;
            foreach (var system in version["systems"]!.AsArray().Select(s => s!.AsObject()))
            {
                foreach (var receipt in system["receipts"]!.AsArray().Select(r => r!.AsObject()))
                {
                    Say("  " + Row(what, receipt["resource"], system["system"], receipt["idThere"], receipt["versionThere"],
                        receipt["digest"]!.GetValue<string>()[..12], system["state"]));
                }
                if (system["state"]!.GetValue<string>() != "verified") Say($"  {what}: {system["system"]} is {system["state"]} {system["reason"]}");
            }
            var identical = version["identicalInBoth"]?.GetValue<bool>() == true;
            Say($"  {what}: identical in both: {(identical ? "yes" : "NO")}");
            all &= identical;
        }
        return all;
    }

    private async Task<bool> Withdraw(DemoStaff staff, JsonObject assessment, DemoConsents consents)
    {
        Title(8, "The client withdraws the permission health -> social", staff.SocialWorker);
        var path = $"/api/v1/assessments/{assessment["id"]}/parts/health";
        var before = await staff.SocialWorker.Api.Try(path);
        Say($"  the social worker reads the nurse's part: {(int)before.Status}");
        await staff.SocialWorker.Api.Change(HttpMethod.Post, $"/api/v1/consents/{consents.ToSocial["id"]}/withdraw",
            new { withdrawnBy = new { client = true } }, consents.ToSocial);
        var after = await staff.SocialWorker.Api.Try(path);
        Say($"  withdrawn (703/2023 58 §); the same read now: {(int)after.Status} {after.Body["code"]}");
        Say($"  {after.Body["detail"]}");

        var recordings = await WaitFor(staff.SocialWorker.Api, $"/api/v1/consents/{consents.ToSocial["id"]}/recordings", version: 2);
        var version = recordings["versions"]![0]!;
        var both = version["identicalInBoth"]?.GetValue<bool>() == true;
        Say($"  the withdrawal is recorded as version {version["version"]} in both: {(both ? "yes" : "NO")}");
        return both && before.Status == HttpStatusCode.OK && after.Status == HttpStatusCode.Forbidden;
    }

    /// <summary>Waits until both systems have answered for that version, or for a minute.</summary>
    private static async Task<JsonObject> WaitFor(DemoApi api, string path, int version)
    {
        var until = Environment.TickCount64 + (long)LongestWait.TotalMilliseconds;
        while (true)
        {
            var recordings = await api.Get(path);
            var newest = recordings["versions"]!.AsArray().FirstOrDefault();
            var settled = newest?["version"]!.GetValue<int>() >= version && newest["identicalInBoth"] is not null;
            if (settled) return recordings;
            if (Environment.TickCount64 > until) throw new DemoFailedException($"{path} is not settled after {LongestWait.TotalSeconds} s: {recordings}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static string Told(JsonObject clock) =>
        $"clock {clock["name"]} ({clock["basis"]}): last day {clock["dueOn"]}, used {clock["used"]} of {clock["of"]} {clock["unit"]}, {clock["status"]}";

    private static string Row(params object?[] cells)
    {
        int[] widths = [21, 11, 7, 37, 8, 13, 9];
        return string.Join(' ', cells.Select((cell, i) => (cell?.ToString() ?? "").PadRight(widths[i]))).TrimEnd();
    }

    private static string Today() => TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki"))
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Title(int number, string title, params DemoMember[] actors)
    {
        Say("");
        Say($"{number}. {title}   [{string.Join("; ", actors.Select(a => a.Api.Name))}]");
    }

    private void Say(string line) => output.WriteLine(line);
}

/// <summary>The client's three documents.</summary>
internal sealed record DemoConsents(JsonObject JointWork, JsonObject ToHealth, JsonObject ToSocial);
