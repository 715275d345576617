using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Testing;

/// <summary>How far one client's story has come.</summary>
public enum Chapter
{
    Begun,
    Notified,
    Decided,
    Assessed,
    Consented,
    Planned,
    Referred,
}

/// <summary>
/// One client's story over HTTP, with staff of every role in units of their own. A test plays it to the chapter that it is about
/// (<see cref="Until"/>) or step by step. Each story has its own client and its own staff, so stories share a host.
/// </summary>
public sealed class Story
{
    private Story(TestHost host) => Host = host;

    public TestHost Host { get; }
    public DateOnly Today => WorkingDays.Today(Host.Clock);
    public Chapter Chapter { get; private set; }

    /// <summary>School curator: no care register of their own.</summary>
    public required TestStaff Notifier { get; init; }

    /// <summary>In the unit that receives notifications.</summary>
    public required TestStaff DutyWorker { get; init; }

    /// <summary>Owner of the matter; assesses, plans and refers.</summary>
    public required TestStaff SocialWorker { get; init; }

    /// <summary>In the social worker's unit.</summary>
    public required TestStaff Coordinator { get; init; }

    /// <summary>In the social worker's unit.</summary>
    public required TestStaff Manager { get; init; }

    /// <summary>Psychiatric nurse: health care; assesses and plans with the social worker.</summary>
    public required TestStaff Nurse { get; init; }

    /// <summary>In the addiction service (health care) that receives the referral.</summary>
    public required TestStaff Provider { get; init; }

    /// <summary>Social worker of a unit that has nothing to do with the client.</summary>
    public required TestStaff Outsider { get; init; }

    /// <summary>Test identity code of the client.</summary>
    public required string IdentityCode { get; init; }

    public Guid PersonId { get; private set; }
    public Guid MatterId { get; private set; }
    public Guid AssessmentId { get; private set; }

    /// <summary>Consent to joint work as last seen.</summary>
    public JsonObject JointWork { get; private set; } = [];
    public Guid PlanId { get; private set; }
    public Guid ReferralId { get; private set; }

    /// <summary>Staff and units; nothing has happened yet.</summary>
    /// <param name="age">The client's age in years.</param>
    public static async Task<Story> Begin(TestHost host, int age = 15)
    {
        var social = await host.AddUnit(Sector.Social);
        return new Story(host)
        {
            IdentityCode = TestHetu.New(age),
            Notifier = await host.AddStaff(Sector.Other, Role.Notifier),
            DutyWorker = await host.AddStaff(await host.IntakeUnit(), Role.DutyWorker),
            SocialWorker = await host.AddStaff(social, Role.SocialWorker),
            Coordinator = await host.AddStaff(social, Role.Coordinator),
            Manager = await host.AddStaff(social, Role.UnitManager),
            Nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse),
            Provider = await host.AddStaff(Sector.Health, Role.ServiceProvider),
            Outsider = await host.AddStaff(Sector.Social, Role.SocialWorker),
        };
    }

    /// <summary>A story played to the end of that chapter.</summary>
    public static async Task<Story> At(Chapter chapter, DatabaseProvider database) =>
        await (await Begin(await TestHost.Shared(database))).Until(chapter);

    /// <summary>Plays on to the end of that chapter.</summary>
    public async Task<Story> Until(Chapter chapter)
    {
        while (Chapter < chapter)
        {
            _ = Chapter switch
            {
                Chapter.Begun => await Notify(),
                Chapter.Notified => await Decide(),
                Chapter.Decided => await Assess(),
                Chapter.Assessed => await Consent(),
                Chapter.Consented => await Plan(),
                _ => await Refer(),
            };
        }
        return this;
    }

    /// <summary>A child-welfare notification from school. Answers the notifier's receipt.</summary>
    public async Task<JsonObject> Notify()
    {
        var receipt = await Notifier.Client.Post("/api/v1/intake/notifications", new
        {
            kind = "childWelfareNotification",
            person = new { identityCode = IdentityCode, givenNames = "Nella", familyName = "Nuori" },
            notifier = new { kind = "professional", code = "15", name = "Kaisa Kuraattori", title = "Koulukuraattori", organization = "Keskuskoulu" },
            reasonCodes = new[] { "10" },
            description = "Poissaoloja, ahdistusta ja alkoholin käyttöä viikonloppuisin.",
        });
        MatterId = receipt.Id();
        PersonId = (await Matter())["personId"]!.GetValue<Guid>();
        Chapter = Chapter.Notified;
        return receipt;
    }

    /// <summary>The duty worker's urgency and decision to assess; the social worker owns the matter from now on. Answers the matter.</summary>
    public async Task<JsonObject> Decide()
    {
        var seen = await DutyWorker.Client.Change(HttpMethod.Put, $"/api/v1/intake/matters/{MatterId}/urgency",
            new { code = "2", assessment = "Ei välitöntä vaaraa." }, await Matter());
        var decided = await DutyWorker.Client.Change(HttpMethod.Post, $"/api/v1/intake/matters/{MatterId}/decision",
            new
            {
                decision = "startAssessment",
                reasons = "Koulunkäynti, mieliala ja päihteet arvioidaan yhdessä.",
                ownerId = SocialWorker.Id,
                told = new object[] { new { who = "guardian", how = "phone", on = Today }, new { who = "child", how = "inPerson", on = Today } },
            },
            seen);
        Chapter = Chapter.Decided;
        return decided;
    }

    /// <summary>The social worker and the nurse assess together and complete. Answers the assessment.</summary>
    public async Task<JsonObject> Assess()
    {
        var social = SocialWorker.Client;
        var seen = await social.Post("/api/v1/assessments", new { matterId = MatterId, participants = new[] { SocialWorker.Id, Nurse.Id } });
        AssessmentId = seen.Id();
        var path = $"/api/v1/assessments/{AssessmentId}";
        seen = await social.Change(HttpMethod.Put, path + "/shared", SharedPart(Today), seen);
        seen = await social.Change(HttpMethod.Put, path + "/parts/social", new { text = "Koti tukee, koulu ei tavoita aamuisin.", sources = Told(Today) }, seen);
        seen = await Nurse.Client.Change(HttpMethod.Put, path + "/parts/health", new { text = "Ahdistusoireita puoli vuotta.", sources = Told(Today, "writer") }, seen);
        seen = await Nurse.Client.Change(HttpMethod.Post, path + "/sign", new { }, seen);
        seen = await social.Change(HttpMethod.Post, path + "/complete",
            new { summary = "Tarvitset apua ahdistukseen.", summaryLanguage = "fi", howGiven = "Luettu yhdessä", outcome = "needsServices" }, seen);
        Chapter = Chapter.Assessed;
        return seen;
    }

    /// <summary>The client consents in writing to joint work. Answers the consent.</summary>
    public async Task<JsonObject> Consent()
    {
        JointWork = await SocialWorker.Client.Post("/api/v1/consents", ConsentBody(ConsentKind.JointWork));
        Chapter = Chapter.Consented;
        return JointWork;
    }

    /// <summary>The client permits disclosure in that direction. Answers the permission.</summary>
    public Task<JsonObject> Permit(Direction direction, params DataClass[] classes)
    {
        var body = ConsentBody(ConsentKind.DisclosurePermission);
        body["direction"] = JsonRules.CodeOf(direction);
        body["classes"] = new JsonArray([.. classes.Select(c => (JsonNode)JsonRules.CodeOf(c))]);
        return SocialWorker.Client.Post("/api/v1/consents", body);
    }

    /// <summary>The client withdraws that consent or permission, the one to joint work where none is given.</summary>
    public async Task<JsonObject> Withdraw(JsonObject? consent = null)
    {
        var seen = consent ?? JointWork;
        return await SocialWorker.Client.Change(
            HttpMethod.Post, $"/api/v1/consents/{seen.Id()}/withdraw", new { withdrawnBy = new { client = true } }, seen);
    }

    /// <summary>The joint plan is written and approved as version 1. Answers the plan.</summary>
    public async Task<JsonObject> Plan()
    {
        var approved = await Approve(await DraftPlan());
        Chapter = Chapter.Planned;
        return approved;
    }

    /// <summary>The joint plan as a draft.</summary>
    public async Task<JsonObject> DraftPlan()
    {
        var draft = await SocialWorker.Client.Post("/api/v1/plans", PlanBody());
        PlanId = draft.Id();
        return draft;
    }

    public Task<JsonObject> Approve(JsonObject plan) =>
        SocialWorker.Client.Change(
            HttpMethod.Post, $"/api/v1/plans/{plan.Id()}/approve", new { madeWithClient = true, clientsView = "Tämä on minun.", involvement = Heard }, plan);

    /// <summary>A valid body of POST /api/v1/plans, to change at will.</summary>
    public JsonObject PlanBody() => Json(new
    {
        personId = PersonId,
        assessmentId = AssessmentId,
        title = "Takaisin kouluun",
        startsOn = Today,
        nextReviewOn = Today.AddMonths(3),
        ownWorkerId = SocialWorker.Id,
        workPair = new[] { SocialWorker.Id, Nurse.Id },
        team = new[] { new { staffId = Coordinator.Id, task = "Kokoaa tiimin" } },
        goals = new[]
        {
            new
            {
                text = "Haluan käydä koulua ilman että pelottaa",
                actions = new[]
                {
                    new { text = "Tapaaminen joka viikko", responsibleId = Nurse.Id, dueOn = Today.AddMonths(1) },
                    new { text = "Sovitaan aamujen tuki koulun kanssa", responsibleId = SocialWorker.Id, dueOn = Today.AddDays(14) },
                },
            },
        },
    });

    /// <summary>A referral to the addiction service is routed, accepted and linked to the plan. Answers the referral.</summary>
    public async Task<JsonObject> Refer()
    {
        var accepted = await AcceptReferral(await RouteReferral(await DraftReferral()));
        var linked = await SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/referrals/{ReferralId}/plan", new { planId = PlanId }, accepted);
        Chapter = Chapter.Referred;
        return linked;
    }

    public async Task<JsonObject> DraftReferral()
    {
        var draft = await SocialWorker.Client.Post("/api/v1/referrals",
            new { personId = PersonId, matterId = MatterId, purpose = "Arvio päihteiden käytöstä", basis = "Yhteinen arvio" });
        ReferralId = draft.Id();
        return draft;
    }

    /// <summary>To the addiction service.</summary>
    public Task<JsonObject> RouteReferral(JsonObject referral) =>
        SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/referrals/{referral.Id()}/route", new { unitId = Provider.UnitId }, referral);

    public Task<JsonObject> AcceptReferral(JsonObject referral) =>
        Provider.Client.Change(HttpMethod.Post, $"/api/v1/referrals/{referral.Id()}/accept", new { startsOn = Today.AddDays(7) }, referral);

    private static JsonObject Json(object body) => JsonSerializer.SerializeToNode(body, JsonRules.Options)!.AsObject();

    /// <summary>Sources of something that only the client told that day, or of what that teller says first hand.</summary>
    public static object[] Told(DateOnly on, string by = "client") => [new { told = by, on }];

    /// <summary>How a child was asked for their view, and the family took part.</summary>
    public static object Heard => new { child = new { how = "alone", howAsked = "Tapaaminen kahden kesken" }, guardians = "Äiti oli mukana." };

    private static object SharedPart(DateOnly today) => new
    {
        clientView = new { text = "Haluan kouluun, mutta aamut pelottavat.", howObtained = "Keskustelu", clientPresent = true },
        guardianView = new { text = "Huoli juomisesta.", howObtained = "Äidin kanssa puhelimessa" },
        needs = new object[]
        {
            new { code = "9", text = "Ahdistus pitää kotona aamuisin." },
            new { code = "7", text = "Poissaoloja kouluista." },
            new { code = "8", text = "Juo viikonloppuisin." },
        },
        strengths = new[] { "Pelaa jalkapalloa", "Mummo lähellä" },
        explained = new { rightsAndDuties = "Oikeus tulla kuulluksi.", optionsAndEffects = "Perhetyö, avohoito.", howUnderstood = "Kertoi omin sanoin." },
        source = "Asiakas ja äiti",
        sources = new object[]
        {
            new { told = "client", on = today },
            new { told = "guardian", on = today, who = "Äiti", requestedBy = "Sosiaalityöntekijä", basis = "consent", purpose = "Perheen näkemys" },
        },
        involvement = Heard,
        answers = new object[]
        {
            new { linkId = "arrangement.special-support", flag = false },
            new { linkId = "self-determination.heard", text = "Puhuttiin kahden kesken; nuori haluaa äidin tietävän." },
            new { linkId = "barriers.list", codes = new[] { "exhaustion", "stigma" } },
            new { linkId = "outcome.everyday", number = 3 },
            new { linkId = "conclusions.text", text = "Tarvitsee avohoitoa ja tukea kouluun." },
            new { linkId = "conclusions.continues", flag = true },
            new { linkId = "conclusions.own-worker", flag = true },
        },
    };

    private JsonObject ConsentBody(ConsentKind kind) => Json(new
    {
        personId = PersonId,
        matterId = MatterId,
        kind,
        givenBy = new { client = true },
        form = "paper",
        language = "fi",
        informationTextVersion = "2026-1",
        signedOn = Today,
        purpose = "Yhteinen suunnitelma ja sen seuranta",
        competence = new { assessed = true, competent = true },
    });

    private Task<JsonObject> Matter() => DutyWorker.Client.Get($"/api/v1/intake/matters/{MatterId}");
}
