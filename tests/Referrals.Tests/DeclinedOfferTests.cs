using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

/// <summary>What was offered and not taken is no end of the matter: somebody asks again, as the client wishes.</summary>
public class DeclinedOfferTests
{
    private const string Path = "/api/v1/declined-offers";

    [Theory, EveryDatabase]
    public async Task Chain_of_contacts_is_readable_and_ends_when_the_client_accepts(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        using var answer = await Send(story.SocialWorker, Body(story));
        var offer = await answer.Success();

        (answer.StatusCode, answer.Headers.Location!.ToString(), answer.Headers.ETag!.Tag).ShouldBe((HttpStatusCode.Created, $"{Path}/{offer.Id()}", "\"1\""));
        (offer.Text("status"), offer.Text("offered"), offer.Text("reason"), offer.Text("contactAgainOn"), offer["overdueSince"])
            .ShouldBe(("toBeContacted", "Tukihenkilö iltoihin", "Ei nyt 4711", "2026-10-15", null));
        offer["contactUnitId"]!.GetValue<Guid>().ShouldBe(story.SocialWorker.UnitId);

        var referral = await story.DraftReferral();
        var seen = await Contact(story.SocialWorker, offer, new { on = story.Today, how = "phone", outcome = "notReached", contactAgainOn = story.Today.AddDays(7) });
        seen = await Contact(story.Nurse, seen, new { on = story.Today, how = "inPerson", outcome = "declined", contactAgainOn = story.Today.AddMonths(12), note = "Keväällä 4711" });
        seen = await Contact(story.Coordinator, seen, new { on = story.Today, how = "byClient", outcome = "accepted", referralId = referral.Id() });

        (seen.Text("status"), seen["contactAgainOn"], seen["version"]!.GetValue<int>()).ShouldBe(("accepted", null, 4));
        await TryContact(story.SocialWorker, seen, new { on = story.Today, how = "phone", outcome = "declined", noContactWished = true })
            .ShouldRefuse(HttpStatusCode.Conflict, "referrals.offer-accepted");
        var read = await story.Manager.Client.Get($"{Path}/{offer.Id()}");
        read["contacts"]!.AsArray().Select(c => (c!.Text("outcome"), c!["by"]!.GetValue<Guid>())).ShouldBe(
            [("notReached", story.SocialWorker.Id), ("declined", story.Nurse.Id), ("accepted", story.Coordinator.Id)]);
        read["contacts"]![2]!["referralId"]!.GetValue<Guid>().ShouldBe(referral.Id());
        (await Offers(story.Manager.Client, story)).Select(o => o.ToJsonString()).ShouldBe([read.ToJsonString()]);

        // The people's words are readable neither in the database nor in the log.
        await using var scope = story.Host.Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<ReferralsDb>().DeclinedOffers.AsNoTracking().SingleAsync(o => o.Id == offer.Id());
        row.TextsSecret.ShouldStartWith("v1.");
        story.Host.Logs.Lines.ShouldNotContain(line => line.Contains("4711", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Wish_not_to_be_contacted_is_kept_until_the_client_gets_in_touch(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var offer = await Record(story, body => (body["contactAgainOn"], body["noContactWished"]) = (null, true));

        (offer.Text("status"), offer["contactAgainOn"], offer["contactUnitId"]).ShouldBe(("notToBeContacted", null, null));
        var refused = await TryContact(story.SocialWorker, offer, new { on = story.Today, how = "phone", outcome = "notReached", contactAgainOn = story.Today.AddDays(7) })
            .ShouldRefuse(HttpStatusCode.Conflict, "referrals.not-to-be-contacted");
        refused["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["byClient"]);
        (await Due(story.SocialWorker.Client, "&days=366")).ShouldNotContain(offer.Id());
        var back = await Contact(story.SocialWorker, offer, new { on = story.Today, how = "byClient", outcome = "declined", contactAgainOn = story.Today.AddDays(1) });
        (back.Text("status"), back["contactUnitId"]!.GetValue<Guid>()).ShouldBe(("toBeContacted", story.SocialWorker.UnitId));
        (await Due(story.SocialWorker.Client, "&days=1")).ShouldContain(offer.Id());
        var again = await Contact(story.SocialWorker, back, new { on = story.Today, how = "letter", outcome = "declined", noContactWished = true });
        again.Text("status").ShouldBe("notToBeContacted");
        (await Relationships(story, offer)).ShouldBe([(story.SocialWorker.UnitId, false)]);
    }

    [Theory, EveryDatabase]
    public async Task What_is_wrong_is_refused_at_its_member(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var other = await Story.At(Chapter.Consented, database);
        var (referral, mine) = (await other.DraftReferral(), await story.DraftReferral());
        var today = story.Today;
        foreach (var (change, status, code, path) in (ValueTuple<Action<JsonObject>, int, string, string>[])
        [
            (b => b["contactAgainOn"] = null, 422, "referrals.contact-again-missing", "$.contactAgainOn"),
            (b => b["noContactWished"] = true, 422, "referrals.contact-against-wish", "$.contactAgainOn"),
            (b => (b["contactAgainOn"], b["noContactWished"], b["contactUnitId"]) = (null, true, story.Nurse.UnitId), 422, "referrals.contact-against-wish", "$.contactUnitId"),
            (b => b["contactAgainOn"] = Day(today), 422, "referrals.contact-again-out-of-range", "$.contactAgainOn"),
            (b => b["contactAgainOn"] = Day(today.AddMonths(12).AddDays(1)), 422, "referrals.contact-again-out-of-range", "$.contactAgainOn"),
            (b => b["declinedOn"] = Day(today.AddDays(1)), 422, "referrals.declined-day-wrong", "$.declinedOn"),
            (b => b["declinedOn"] = Day(today.AddYears(-1).AddDays(-1)), 422, "referrals.declined-day-wrong", "$.declinedOn"),
            (b => b["offeredByUnitId"] = Guid.NewGuid(), 422, "referrals.unit-unknown", "$.offeredByUnitId"),
            (b => b["contactUnitId"] = story.Outsider.UnitId, 422, "referrals.contact-unit-serves-not", "$.contactUnitId"),
            (b => b["matterId"] = other.MatterId, 422, "referrals.matter-unknown", "$.matterId"),
            (b => b["referralId"] = referral.Id(), 422, "referrals.referral-unknown", "$.referralId"),
            (b => b["offered"] = "ab", 400, "platform.invalid-request", "$.offered"),
            (b => b["reason"] = " ", 400, "platform.invalid-request", "$.reason"),
            (b => b["reason"] = new string('a', 2001), 400, "platform.invalid-request", "$.reason"),
            (b => b["declinedBy"] = "neighbour", 400, "platform.malformed-json", "$.declinedBy"),
        ])
        {
            var body = Body(story);
            change(body);
            (await Send(story.SocialWorker, body).ShouldRefuse((HttpStatusCode)status, code))["errors"]!.AsObject().ShouldContainKey(path);
        }

        var offer = await Record(story);
        foreach (var (body, status, code) in (ValueTuple<object, int, string>[])
        [
            (new { on = today.AddDays(1), how = "phone", outcome = "accepted" }, 422, "referrals.contact-day-wrong"),
            (new { on = today.AddDays(-2), how = "phone", outcome = "accepted" }, 422, "referrals.contact-day-wrong"),
            (new { on = today, how = "phone", outcome = "accepted", contactAgainOn = today.AddDays(7) }, 422, "referrals.nothing-to-ask-again"),
            (new { on = today, how = "phone", outcome = "accepted", noContactWished = true }, 422, "referrals.nothing-to-ask-again"),
            (new { on = today, how = "phone", outcome = "accepted", referralId = referral.Id() }, 422, "referrals.referral-unknown"),
            (new { on = today, how = "phone", outcome = "declined", noContactWished = true, referralId = mine.Id() }, 422, "referrals.referral-of-accepted"),
            (new { on = today, how = "phone", outcome = "declined" }, 422, "referrals.contact-again-missing"),
            (new { on = today, how = "phone", outcome = "declined", contactAgainOn = today }, 422, "referrals.contact-again-out-of-range"),
            (new { on = today, how = "phone", outcome = "declined", contactAgainOn = today.AddDays(7), noContactWished = true }, 422, "referrals.contact-against-wish"),
            (new { on = today, how = "phone", outcome = "notReached" }, 422, "referrals.contact-again-missing"),
            (new { on = today, how = "phone", outcome = "notReached", noContactWished = true }, 422, "referrals.wish-of-nobody"),
            (new { on = today, how = "byClient", outcome = "notReached", contactAgainOn = today.AddDays(7) }, 422, "referrals.client-was-reached"),
            (new { on = today, how = "phone", outcome = "accepted", note = " " }, 400, "platform.invalid-request"),
            (new { on = today, how = "pigeon", outcome = "accepted" }, 400, "platform.malformed-json"),
        ])
            await TryContact(story.SocialWorker, offer, body).ShouldRefuse((HttpStatusCode)status, code);
        (await story.SocialWorker.Client.Get($"{Path}/{offer.Id()}"))["contacts"]!.AsArray().ShouldBeEmpty();
        new DeclinedOffer
        {
            Id = Guid.Empty,
            PersonId = Guid.Empty,
            MatterId = null,
            ReferralId = null,
            OfferedByUnitId = Guid.Empty,
            DeclinedOn = today,
            DeclinedBy = OfferDecliner.Client,
            TextsSecret = "",
            RecordedBy = Guid.Empty,
            RecordedUnitId = Guid.Empty,
            RecordedAt = story.Host.Clock.GetUtcNow(),
            ChangedAt = story.Host.Clock.GetUtcNow(),
        }.Contacted(
            new RecordOfferContactRequest(today, OfferContactWay.ByClient, OfferContactOutcome.Accepted), DeclinedOffer.MostContacts,
            new Actor(Guid.Empty, Guid.Empty, Sector.Social, []), story.Host.Clock.GetUtcNow()).ShouldBe(ReferralsRefusals.TooManyContacts);
    }

    [Theory, EveryDatabase]
    public async Task Guardian_who_is_recorded_answers_for_a_small_child_and_no_child_under_twelve_alone(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var small = await Served(story, 11);
        JsonObject Of(Guid person, string by)
        {
            var body = Body(story);
            body.Remove("matterId");
            (body["personId"], body["declinedBy"]) = (person, by);
            return body;
        }
        Task<HttpResponseMessage> AddGuardian(Guid person, string role) => story.SocialWorker.Client.SendJson(HttpMethod.Post, $"/api/v1/people/{person}/guardians",
            new { identityCode = TestHetu.New(40), givenNames = "Hanna", familyName = "Huoltaja", role }, idempotencyKey: Guid.NewGuid().ToString());
        var wish = Of(small, "client");
        (wish["contactAgainOn"], wish["noContactWished"]) = (null, true);
        foreach (var (body, code) in new[] { (wish, "referrals.child-not-alone"), (Of(small, "guardian"), "referrals.guardian-missing"), (Of(story.PersonId, "guardian"), "referrals.guardian-missing") })
            (await Send(story.SocialWorker, body).ShouldRefuse(HttpStatusCode.UnprocessableEntity, code))["errors"]!.AsObject().ShouldContainKey("$.declinedBy");
        // Somebody with a letter of attorney is no guardian.
        await (await AddGuardian(small, "attorney")).Success();
        await Send(story.SocialWorker, Of(small, "guardian")).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.guardian-missing");
        await (await AddGuardian(small, "guardian")).Success();
        var offer = await (await Send(story.SocialWorker, Of(small, "guardian"))).Success();
        offer.Text("declinedBy").ShouldBe("guardian");
        // The guardian's custody ends at eighteen.
        var adult = await Served(story, 18);
        await AddGuardian(adult, "guardian");
        await Send(story.SocialWorker, Of(adult, "guardian")).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.guardian-missing");
        await (await Send(story.SocialWorker, Of(await Served(story, 12), "client"))).Success();

        foreach (var body in new object[]
        {
            new { on = story.Today, how = "phone", outcome = "declined", noContactWished = true },
            new { on = story.Today, how = "byClient", outcome = "accepted", answeredBy = "client" },
        })
            (await TryContact(story.SocialWorker, offer, body).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.child-not-alone"))["errors"]!.AsObject().ShouldContainKey("$.answeredBy");
        await TryContact(story.SocialWorker, offer, new { on = story.Today, how = "phone", outcome = "notReached", contactAgainOn = story.Today.AddDays(7), answeredBy = "guardian" })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.answer-of-nobody");
        offer = await Contact(story.SocialWorker, offer, new { on = story.Today, how = "phone", outcome = "notReached", contactAgainOn = story.Today.AddDays(7) });
        offer = await Contact(story.SocialWorker, offer, new { on = story.Today, how = "phone", outcome = "declined", noContactWished = true, answeredBy = "guardian" });
        offer["contacts"]!.AsArray().Select(c => c!["answeredBy"]?.GetValue<string>()).ShouldBe([null, "guardian"]);
    }

    [Theory, EveryDatabase]
    public async Task Only_those_who_work_with_the_client_record_and_read_and_of_two_at_once_one_contact_is_kept(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var offer = await Record(story);
        var accepted = new { on = story.Today, how = "phone", outcome = "accepted" };

        foreach (var (who, code) in new[] { (story.Outsider, "access.no-relationship"), (story.Manager, "access.role-missing"), (story.Notifier, "access.role-missing") })
        {
            await Send(who, Body(story)).ShouldRefuse(HttpStatusCode.Forbidden, code);
            await TryContact(who, offer, accepted).ShouldRefuse(HttpStatusCode.Forbidden, code);
        }
        foreach (var path in new[] { $"{Path}/{offer.Id()}", $"{Path}?personId={story.PersonId}" })
        {
            await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
            await story.Provider.Client.Get(path);
        }
        await story.Notifier.Client.GetAsync(Path + "/due").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.SocialWorker.Client.GetAsync($"{Path}/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.SocialWorker.Client.GetAsync(Path + "/due?cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync($"{Path}?personId={story.PersonId}&cursor=x").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync(Path + "/due?days=367").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, $"{Path}/{offer.Id()}/contacts", accepted).ShouldRefuse((HttpStatusCode)428, "platform.version-missing");
        await story.SocialWorker.Client.SendJson(HttpMethod.Post, Path, Body(story)).ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");

        var two = await Task.WhenAll(TryContact(story.SocialWorker, offer, accepted), TryContact(story.Nurse, offer, accepted));
        two.Select(a => (int)a.StatusCode).Order().ShouldBe([200, 412]);
        (await story.SocialWorker.Client.Get($"{Path}/{offer.Id()}"))["contacts"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Referral_that_the_client_does_not_want_leads_to_one_declined_offer(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var referral = await story.SocialWorker.Client.Get($"/api/v1/referrals/{story.ReferralId}");
        referral["nextStep"].ShouldBeNull();

        var cancelled = await story.SocialWorker.Do("cancel", referral, new { reason = "Asiakas ei halua", clientDeclined = true });
        var next = cancelled["nextStep"]!.DeepClone().AsObject();
        (next["referralId"]!.GetValue<Guid>(), next["offeredByUnitId"]!.GetValue<Guid>(), next.Text("offered")).ShouldBe((story.ReferralId, story.Provider.UnitId, referral.Text("purpose")));
        (await story.SocialWorker.Client.Get($"/api/v1/referrals/{story.ReferralId}"))["nextStep"]!.ToJsonString().ShouldBe(next.ToJsonString());
        // Nobody says the day for us.
        await Send(story.SocialWorker, next).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.contact-again-missing");
        next["contactAgainOn"] = Day(story.Today.AddDays(30));
        var two = await Task.WhenAll(Send(story.SocialWorker, next), Send(story.Nurse, next));

        two.Select(a => (int)a.StatusCode).Order().ShouldBe([201, 409]);
        await Send(story.SocialWorker, next).ShouldRefuse(HttpStatusCode.Conflict, "referrals.offer-recorded");
        var after = await story.SocialWorker.Client.Get($"/api/v1/referrals/{story.ReferralId}");
        (after["nextStep"], after["clientDeclined"]!.GetValue<bool>()).ShouldBe((null, true));

        var plain = await story.SocialWorker.Do("cancel", await story.DraftReferral(), new { reason = "Muutti muualle" });
        (plain["nextStep"], plain["clientDeclined"]!.GetValue<bool>()).ShouldBe((null, false));
    }

    [Theory, EveryDatabase]
    public async Task Client_reads_it_in_plain_words_and_a_guardian_as_far_as_the_child_lets_them(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var offer = await Record(story);
        var (nella, hanna) = await SignUp(story);
        nella.DefaultRequestHeaders.Add("Accept-Language", "fi");
        var (one, list) = ($"{Path}/{offer.Id()}", $"{Path}?personId={story.PersonId}");

        (await nella.Get(one)).Text("inWords").ShouldBe(
            "Tätä tarjottiin, eikä sitä otettu vastaan (14.9.2026). Otamme uudelleen yhteyttä viimeistään 15.10.2026. Mukaan voi tulla jo aikaisemminkin. "
            + "Kieltäytyminen ei vie keneltäkään oikeutta palveluihin.");
        (await hanna.Get(one)).Text("inWords").ShouldStartWith("This was offered and was not taken (14.9.2026).");
        (await Offers(hanna, story)).Count.ShouldBe(1);
        await nella.GetAsync(Path + "/due").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        await nella.SendJson(HttpMethod.Post, Path, Body(story), idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        var other = await Story.At(Chapter.Consented, database);
        await nella.GetAsync($"{Path}/{(await Record(other)).Id()}").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");

        await story.SocialWorker.Client.Post("/api/v1/prohibitions", new
        {
            personId = story.PersonId,
            kind = "guardians",
            givenBy = new { client = true },
            classes = new[] { "referral" },
            reason = "Haluaa päättää itse.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        await hanna.GetAsync(one).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        (await Offers(hanna, story)).ShouldBeEmpty();
        (await Offers(nella, story)).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Units_see_whom_they_are_to_ask_and_each_overdue_day_is_told_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Consented);
        var later = await Record(story, b => b["contactAgainOn"] = Day(story.Today.AddDays(9)));
        var nurses = await Record(story, b => (b["contactAgainOn"], b["contactUnitId"]) = (Day(story.Today.AddDays(3)), story.Nurse.UnitId));
        var first = await Record(story, b => b["contactAgainOn"] = Day(story.Today.AddDays(2)));
        var second = await Record(story, b => b["contactAgainOn"] = Day(story.Today.AddDays(2)));
        // Made in the same millisecond: in the order of their ids.
        if (string.CompareOrdinal(second.Text("id"), first.Text("id")) < 0) (first, second) = (second, first);
        (await Due(story.SocialWorker.Client)).ShouldBeEmpty();

        host.Clock.Advance(TimeSpan.FromDays(2));
        (await Due(await host.As(story.SocialWorker.Subject))).ShouldBe([first.Id(), second.Id()]);
        (await Watch(host)).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(1));
        var worker = await host.As(story.SocialWorker.Subject);
        (await Due(worker, "&days=6")).ShouldBe([first.Id(), second.Id(), later.Id()]);
        (await Due(await host.As(story.Manager.Subject))).ShouldBe([first.Id(), second.Id()]);
        (await Due(await host.As(story.Nurse.Subject))).ShouldBe([nurses.Id()]);
        (await Due(await host.As(story.Outsider.Subject), "&days=366")).ShouldBeEmpty();
        var page = await worker.Get(Path + "/due?limit=1&days=6");
        page["items"]![0]!.Text("overdueSince").ShouldBe("2026-09-18");
        (await worker.Get($"{Path}/due?limit=1&days=6&cursor={page.Text("next")}"))["items"]![0]!.AsObject().Id().ShouldBe(second.Id());

        (await Watch(host)).ShouldBe(2);
        (await Watch(host)).ShouldBe(0);
        (await story.Published()).ShouldBe(["referrals.recontact-overdue.v1", "referrals.recontact-overdue.v1"]);
        // Telling it changes nothing that anybody has read; a new day that passes is told anew.
        using var asked = await worker.SendJson(HttpMethod.Post, $"{Path}/{first.Id()}/contacts",
            new { on = WorkingDays.Today(host.Clock), how = "phone", outcome = "notReached", contactAgainOn = WorkingDays.Today(host.Clock).AddDays(1) }, ifMatch: "\"1\"");
        (await asked.Success())["overdueSince"].ShouldBeNull();
        (await Watch(host)).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(2));
        // The nurse's too by now.
        (await Watch(host)).ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Lists_take_the_same_queries_however_many(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        string[] lists = [$"{Path}?personId={story.PersonId}", Path + "/due?days=366"];
        await Record(story);
        foreach (var list in lists) (await Queries(list)).ShouldBe(2, list);
        for (var i = 0; i < 3; i++) await Record(story);
        // The caller, and the offers.
        foreach (var list in lists) (await Queries(list)).ShouldBe(2, list);

        async Task<int> Queries(string path) => (await QueryLog.Of(story.SocialWorker.Client.SendAsync, new HttpRequestMessage(HttpMethod.Get, path))).Count;
    }

    [Theory, EveryDatabase]
    public async Task Unit_that_asks_again_may_open_the_client_until_it_has(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var offer = await Record(story, b => b["contactUnitId"] = story.Provider.UnitId);
        await story.SocialWorker.Do("cancel", await story.SocialWorker.Client.Get($"/api/v1/referrals/{story.ReferralId}"), new { reason = "Ei jatku" });

        (await Relationships(story, offer)).ShouldBe([(story.Provider.UnitId, true)]);
        var done = await Contact(story.Provider, offer, new { on = story.Today, how = "phone", outcome = "declined", noContactWished = true });
        (await Relationships(story, done)).ShouldBe([(story.Provider.UnitId, false)]);
        await story.Provider.Client.GetAsync($"{Path}/{offer.Id()}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    /// <summary>Whom the social worker's unit serves.</summary>
    private static async Task<Guid> Served(Story story, int age)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<IPersonDirectory>().FindOrRegister(new NewPerson(TestHetu.New(age), "Aino", "Asiakas"), default);
        var db = scope.ServiceProvider.GetRequiredService<ReferralsDb>();
        db.Relationships.Add(ClientRelationship.Begin(id, story.SocialWorker.UnitId, ClientRelationship.IntakeMatter, id, story.Host.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return id;
    }

    private static JsonObject Body(Story story) => new()
    {
        ["personId"] = story.PersonId,
        ["matterId"] = story.MatterId,
        ["offered"] = "Tukihenkilö iltoihin",
        ["offeredByUnitId"] = story.Provider.UnitId,
        ["declinedOn"] = Day(story.Today.AddDays(-1)),
        ["declinedBy"] = "client",
        ["contactAgainOn"] = Day(story.Today.AddMonths(1)),
        ["reason"] = "Ei nyt 4711",
    };

    private static string Day(DateOnly day) => day.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<HttpResponseMessage> Send(TestStaff by, JsonObject body) =>
        by.Client.SendJson(HttpMethod.Post, Path, body, idempotencyKey: Guid.NewGuid().ToString());

    private static async Task<JsonObject> Record(Story story, Action<JsonObject>? change = null)
    {
        var body = Body(story);
        change?.Invoke(body);
        return await (await Send(story.SocialWorker, body)).Success();
    }

    private static Task<HttpResponseMessage> TryContact(TestStaff by, JsonObject seen, object body) =>
        by.Client.SendJson(HttpMethod.Post, $"{Path}/{seen.Id()}/contacts", body, ifMatch: $"\"{seen["version"]}\"");

    private static async Task<JsonObject> Contact(TestStaff by, JsonObject seen, object body) => await (await TryContact(by, seen, body)).Success();

    private static async Task<IReadOnlyList<JsonObject>> Offers(HttpClient client, Story story) =>
        [.. (await client.Get($"{Path}?personId={story.PersonId}"))["items"]!.AsArray().Select(o => o!.AsObject())];

    private static async Task<IReadOnlyList<Guid>> Due(HttpClient client, string more = "") =>
        [.. (await client.Get($"{Path}/due?limit=200{more}"))["items"]!.AsArray().Select(o => o!.AsObject().Id())];

    private static Task<int> Watch(TestHost host) => host.Services.GetRequiredService<RecontactWatch>().RunAsync(default);

    private static async Task<IReadOnlyList<(Guid, bool)>> Relationships(Story story, JsonObject offer)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var id = offer.Id();
        var found = await scope.ServiceProvider.GetRequiredService<ReferralsDb>().Relationships.AsNoTracking().Where(r => r.BecauseOfId == id).ToListAsync();
        return [.. found.Select(r => (r.UnitId, r.Until is null))];
    }

    /// <summary>The client, and the mother.</summary>
    private static async Task<(HttpClient Client, HttpClient Guardian)> SignUp(Story story)
    {
        var (administrator, identityCode) = (await story.Host.As(TestHost.Administrator), TestHetu.New(40));
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var (nella, hanna) = ("client." + Guid.NewGuid().ToString("N"), "client." + Guid.NewGuid().ToString("N"));
        await administrator.Post("/api/v1/client-users", new { subject = nella, personId = story.PersonId });
        await administrator.Post("/api/v1/client-users", new { subject = hanna, person = new { identityCode, givenNames = "Hanna", familyName = "Huoltaja" } });
        return (await story.Host.As(nella), await story.Host.As(hanna));
    }
}
