using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.People.Tests;

/// <summary>The whole picture of a client, each part as the gate opens it, and what is still to be recorded.</summary>
public class OverviewTests
{
    [Theory, EveryDatabase]
    public async Task Everybody_who_takes_part_sees_what_is_theirs_to_see_and_why_the_rest_is_not(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        await story.Host.DrainAsync();

        var social = await Read(story.SocialWorker.Client, story);
        Lines(social).Select(l => $"{l.Part} {l.Line.Text("kind")} {l.Line.Text("status")}").ShouldBe(
        [
            "matters childWelfareNotification assessed", "assessments childAndFamily completed", "consents jointWork active", "plans jointPlan approved", "referrals referral accepted",
        ]);
        social["chapters"]!.AsArray().ShouldAllBe(c => c!["withheld"] == null && !c["more"]!.GetValue<bool>());
        // Who answers for each is told by name, with the address of the whole, which opens.
        Lines(social).ShouldAllBe(l => l.Line["responsible"] != null && l.Line["unit"] != null);
        foreach (var (_, line) in Lines(social)) (await story.SocialWorker.Client.Get(line.Text("path"))).Id().ShouldBe(line.Id());

        var nurse = await Read(story.Nurse.Client, story);
        Withheld(nurse).ShouldBe(["matters access.role-missing"]);
        Lines(nurse).Select(l => l.Part).ShouldBe(["assessments", "consents", "plans", "referrals"]);

        var prohibition = await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "disclosure",
            givenBy = new { client = true },
            direction = "socialToHealth",
            classes = new[] { "jointPlan" },
            competence = new { assessed = true, competent = true },
        });
        Withheld(await Read(story.Nurse.Client, story)).ShouldBe(["matters access.role-missing", "plans access.prohibited"]);
        var marked = Lines(await Read(story.SocialWorker.Client, story)).Single(l => l.Part == "prohibitions").Line;
        marked.Id().ShouldBe(prohibition.Id());
        marked.Text("title").ShouldBe("socialToHealth");

        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/prohibitions/{prohibition.Id()}/withdraw", new { withdrawnBy = new { client = true } }, prohibition);
        await story.Withdraw();
        Withheld(await Read(story.Nurse.Client, story)).ShouldBe(["matters access.role-missing", "plans access.joint-work-consent-withdrawn"]);
        Lines(await Read(story.SocialWorker.Client, story)).Single(l => l.Part == "consents").Line.Text("status").ShouldBe("withdrawn");

        await story.Outsider.Client.GetAsync(PathOf(story)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await story.SocialWorker.Client.GetAsync($"/api/v1/people/{Guid.NewGuid()}/overview")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, EveryDatabase]
    public async Task A_tokens_scopes_hold_for_every_part(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var narrow = await story.Host.As(story.SocialWorker.Subject, "people.read consents.read");
        var seen = await Read(narrow, story);
        Withheld(seen).ShouldBe(["coordinators platform.scope-missing", "matters platform.scope-missing", "assessments platform.scope-missing", "plans platform.scope-missing",
            "referrals platform.scope-missing", "declinedOffers platform.scope-missing"]);
        Lines(seen).Select(l => l.Part).ShouldBe(["consents"]);
        await (await story.Host.As(story.SocialWorker.Subject, "plans.read")).GetAsync(PathOf(story)).ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    [Theory, EveryDatabase]
    public async Task Matters_that_a_permission_covers_are_shown_to_the_other_sector_with_a_mark_for_the_rest(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var coordinator = await story.Host.AddStaff(story.Nurse.UnitId, Role.Coordinator);
        Withheld(await Read(coordinator.Client, story)).ShouldContain("matters access.permission-missing");

        await Permit(new { dataFrom = story.Today.AddDays(1) });
        var none = await Read(coordinator.Client, story);
        Withheld(none).ShouldContain("matters access.permission-does-not-cover");
        Lines(none).ShouldNotContain(l => l.Part == "matters");

        await Permit(new { dataFrom = story.Today });
        var some = await Read(coordinator.Client, story);
        Withheld(some).ShouldContain("matters access.permission-does-not-cover");
        Lines(some).Single(l => l.Part == "matters").Line.Id().ShouldBe(story.MatterId);

        Task<JsonObject> Permit(object limits)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(new
            {
                personId = story.PersonId,
                matterId = story.MatterId,
                kind = "disclosurePermission",
                direction = "socialToHealth",
                classes = new[] { "intakeMatter" },
                givenBy = new { client = true },
                form = "paper",
                language = "fi",
                informationTextVersion = "2026-1",
                signedOn = story.Today,
                purpose = "Yhteinen suunnitelma",
                competence = new { assessed = true, competent = true },
            }, JsonRules.Options)!.AsObject();
            foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(limits, JsonRules.Options)!.AsObject()) body[name] = value?.DeepClone();
            return story.SocialWorker.Client.Post("/api/v1/consents", body);
        }
    }

    [Theory, EveryDatabase]
    public async Task What_is_still_to_be_recorded_is_told_and_goes_when_it_is_recorded(DatabaseProvider database)
    {
        var story = await Story.Begin(await TestHost.Shared(database));
        await story.Notify();
        (await Gaps(story.DutyWorker)).ShouldBe(["urgencyNotAssessed"]);
        await story.Until(Chapter.Assessed);
        (await Gaps(story.SocialWorker)).ShouldNotContain("urgencyNotAssessed");
        await story.Consent();
        (await Gaps(story.SocialWorker)).ShouldContain("signedFormMissing");
        using (var scan = new ByteArrayContent("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"u8.ToArray()))
        {
            scan.Headers.ContentType = new("application/pdf");
            (await story.SocialWorker.Client.PutAsync($"/api/v1/consents/{story.JointWork.Id()}/scan", scan)).EnsureSuccessStatusCode();
        }
        (await Gaps(story.SocialWorker)).ShouldNotContain("signedFormMissing");
        var draft = await story.DraftPlan();
        (await Gaps(story.SocialWorker)).ShouldContain("planNotApproved");
        await story.Approve(draft);
        (await Gaps(story.SocialWorker)).ShouldNotContain("planNotApproved");
        var referral = await story.DraftReferral();
        (await Gaps(story.SocialWorker)).ShouldContain("referralNotRouted");
        referral = await story.RouteReferral(referral);
        (await Gaps(story.SocialWorker)).ShouldContain("referralNotAnswered");
        await story.AcceptReferral(referral);
        (await Gaps(story.SocialWorker)).ShouldNotContain("referralNotAnswered");

        // What was offered and not taken, and who stands beside the client, belong to the picture.
        var offer = await story.SocialWorker.Client.Post("/api/v1/declined-offers", new
        {
            personId = story.PersonId,
            offered = "Tukihenkilö iltoihin",
            offeredByUnitId = story.SocialWorker.UnitId,
            declinedOn = story.Today,
            declinedBy = "client",
            contactAgainOn = story.Today.AddDays(30),
        });
        var beside = await story.Host.AddStaff(Sector.Social, Role.Coordinator);
        await story.SocialWorker.Client.Post("/api/v1/coordinators", new { personId = story.PersonId, staffId = beside.Id, grounds = "Asiakkaan toive", agreedBy = "client" });
        var picture = Lines(await Read(beside.Client, story));
        picture.First().Line.Text("responsibleId").ShouldBe(beside.Id.ToString());
        picture.Last().Line.Id().ShouldBe(offer.Id());
        picture.Last().Line.Text("dueOn").ShouldBe(story.Today.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        async Task<IReadOnlyList<string>> Gaps(TestStaff reader) =>
            [.. (await Read(reader.Client, story))["toRecord"]!.AsArray().Select(p => p!.Text("gap"))];
    }

    [Theory, EveryDatabase]
    public async Task Clients_see_their_own_and_guardians_what_the_child_lets_them_see(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var code = TestHetu.New(40);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var client = await SignUp(story.Host, new { subject = "client." + Guid.NewGuid().ToString("N"), personId = story.PersonId });
        var mother = await SignUp(story.Host, new { subject = "client." + Guid.NewGuid().ToString("N"), person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } });

        foreach (var reader in (HttpClient[])[client, mother])
        {
            var seen = await Read(reader, story);
            Withheld(seen).ShouldBe(["matters access.not-for-clients", "assessments access.not-for-clients"]);
            Lines(seen).Select(l => l.Part).ShouldBe(["consents", "plans", "referrals"]);
            seen["toRecord"]!.AsArray().ShouldBeEmpty();
        }
        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "jointPlan" },
            reason = "Pelkää kotona väkivaltaa.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        var less = await Read(mother, story);
        // As where there is no plan: no mark, and the veto itself is not shown.
        Withheld(less).ShouldBe(["matters access.not-for-clients", "assessments access.not-for-clients"]);
        Lines(less).Select(l => l.Part).ShouldBe(["consents", "referrals"]);
        Lines(await Read(client, story)).Select(l => l.Part).ShouldBe(["consents", "prohibitions", "plans", "referrals"]);
    }

    [Theory, EveryDatabase]
    public async Task A_whole_picture_takes_a_constant_number_of_queries(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(story));
        var commands = await QueryLog.Of(story.SocialWorker.Client.SendAsync, request);
        // The person; the gate for the person and each of eight parts; the parts; who answers for them and where.
        commands.Count.ShouldBe(1 + 1 + 8 + 8 + 2, string.Join("\n", commands));
    }

    [Fact]
    public void Every_gap_is_told_in_three_languages()
    {
        var texts = new System.Resources.ResourceManager("Monipolku.People.OverviewTexts", typeof(PeopleModule).Assembly);
        foreach (var gap in Enum.GetNames<RecordingGap>())
            ((string[])["en", "fi", "sv"]).Select(l => texts.GetString(gap, System.Globalization.CultureInfo.GetCultureInfo(l))).Where(t => t is { Length: > 20 }).Distinct().Count()
                .ShouldBe(3, gap);
    }

    private static string PathOf(Story story) => $"/api/v1/people/{story.PersonId}/overview";

    private static Task<JsonObject> Read(HttpClient reader, Story story) => reader.Get(PathOf(story));

    private static List<(string Part, JsonObject Line)> Lines(JsonObject overview) =>
        [.. overview["chapters"]!.AsArray().SelectMany(c => c!["lines"]!.AsArray().Select(l => (c!.Text("part"), l!.AsObject())))];

    private static IEnumerable<string> Withheld(JsonObject overview) =>
        overview["chapters"]!.AsArray().Where(c => c!["withheld"] is not null).Select(c => $"{c!.Text("part")} {c!["withheld"]!.Text("code")}");

    private static async Task<HttpClient> SignUp(TestHost host, object who)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(who, JsonRules.Options)!.AsObject();
        await (await host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
        return await host.As(body.Text("subject"));
    }
}
