using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

/// <summary>What happens to a referral between the two ends.</summary>
public class ReferralLoopTests
{
    private static readonly object Nothing = new { };

    [Theory, EveryDatabase]
    public async Task Routed_accepted_started_and_completed(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);

        var routed = await story.RouteReferral(await story.DraftReferral());
        (routed.Text("status"), routed["receivingUnitId"]!.GetValue<Guid>(), routed["version"]!.GetValue<int>())
            .ShouldBe(("requested", story.Provider.UnitId, 2));

        var accepted = await story.AcceptReferral(routed);
        (accepted.Text("status"), accepted["ownerId"]!.GetValue<Guid>()).ShouldBe(("accepted", story.Provider.Id));
        accepted.Text("startsOn").ShouldBe("2026-09-22");

        var started = await story.Provider.Do("start", accepted, Nothing);
        started.Text("status").ShouldBe("inProgress");

        var completed = await story.Provider.Do("complete", started, new { outcome = "Käyttö loppunut" });
        (completed.Text("status"), completed.Text("outcome")).ShouldBe(("completed", "Käyttö loppunut"));
        (await story.SocialWorker.Client.Get($"/api/v1/referrals/{completed.Id()}")).ToJsonString().ShouldBe(completed.ToJsonString());
        (await story.Published()).ShouldBe([ReferralRouted.Name, ReferralAccepted.Name]);
    }

    [Theory, EveryDatabase]
    public async Task Routing_opens_the_client_to_the_receiver(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftReferral();
        await story.Provider.Read(draft).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        await story.RouteReferral(draft);

        (await (await story.Provider.Read(draft)).Success()).Text("status").ShouldBe("requested");
        await story.Provider.Client.Get($"/api/v1/people/{story.PersonId}");
    }

    [Theory, EveryDatabase]
    public async Task Routing_needs_consent_to_joint_work(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);
        var draft = await story.DraftReferral();
        var route = new { unitId = story.Provider.UnitId };

        (await story.SocialWorker.Try("route", draft, route)
            .ShouldRefuse(HttpStatusCode.Conflict, "referrals.consent-missing")).Text("detail").ShouldContain("SHL 39 §");
        await story.Consent();
        await story.Withdraw();
        await story.SocialWorker.Try("route", draft, route).ShouldRefuse(HttpStatusCode.Conflict, "referrals.consent-missing");

        await story.Provider.Read(draft).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        (await story.Published()).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Receiving_unit_must_exist(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftReferral();

        var problem = await story.SocialWorker.Try("route", draft, new { unitId = Guid.NewGuid() })
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.unit-unknown");
        problem["errors"]!.AsObject().ShouldContainKey("$.unitId");
    }

    [Theory, EveryDatabase]
    public async Task Rejection_goes_back_with_its_reason_and_closes_the_door_behind_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());
        var next = await story.Host.AddStaff(Sector.Health, Role.ServiceProvider);

        var rejected = await story.Provider.Do("reject", routed, new { reason = "Vain täysi-ikäisille", nextUnitId = next.UnitId });

        (rejected.Text("status"), rejected.Text("statusReason"), rejected["bounceCount"]!.GetValue<int>())
            .ShouldBe(("rejected", "Vain täysi-ikäisille", 1));
        rejected["nextUnitId"]!.GetValue<Guid>().ShouldBe(next.UnitId);
        await story.Provider.Read(rejected).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        var again = await story.SocialWorker.Do("route", rejected, new { unitId = next.UnitId });
        (again.Text("status"), again["statusReason"], again["nextUnitId"]).ShouldBe(("requested", null, null));
        var rejection = again["rejections"]!.AsArray().ShouldHaveSingleItem()!;
        rejection["unitId"]!.GetValue<Guid>().ShouldBe(story.Provider.UnitId);
        (rejection["by"]!.GetValue<Guid>(), rejection.Text("reason")).ShouldBe((story.Provider.Id, "Vain täysi-ikäisille"));
        (await next.Do("accept", again, Nothing)).Text("status").ShouldBe("accepted");
    }

    [Theory, EveryDatabase]
    public async Task Rejection_may_name_a_person_who_serves_the_client(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());

        await Refused(new { reason = "Ei kuulu meille", nextOwnerId = Guid.NewGuid() }, "referrals.staff-unknown", "$.nextOwnerId");
        await Refused(new { reason = "Ei kuulu meille", nextOwnerId = story.Outsider.Id }, "referrals.next-owner-without-relationship", "$.nextOwnerId");
        await Refused(new { reason = "Ei kuulu meille", nextOwnerId = story.Provider.Id }, "referrals.next-owner-without-relationship", "$.nextOwnerId");
        await Refused(new { reason = "Ei kuulu meille", nextUnitId = Guid.NewGuid() }, "referrals.unit-unknown", "$.nextUnitId");
        await Refused(new { reason = "Ei kuulu meille", nextUnitId = story.Provider.UnitId }, "referrals.next-unit-is-this", "$.nextUnitId");
        await Refused(new { reason = "Ei kuulu meille" }, "referrals.next-missing", "$.nextUnitId");
        var both = new { reason = "Ei kuulu meille", nextUnitId = story.Nurse.UnitId, nextOwnerId = story.Nurse.Id };
        await Refused(both, "referrals.next-missing", "$.nextUnitId");

        var rejected = await story.Provider.Do("reject", routed, new { reason = "Ei kuulu meille", nextOwnerId = story.Coordinator.Id });
        rejected["nextOwnerId"]!.GetValue<Guid>().ShouldBe(story.Coordinator.Id);

        async Task Refused(object body, string code, string path)
        {
            var problem = await story.Provider.Try("reject", routed, body).ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
        }
    }

    [Theory, EveryDatabase]
    public async Task Only_the_receiver_answers(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());

        await story.SocialWorker.Try("accept", routed, Nothing).ShouldRefuse(HttpStatusCode.Forbidden, "referrals.not-receiver");
        await story.Nurse.Try("reject", routed, new { reason = "Ei meille", nextOwnerId = story.Nurse.Id })
            .ShouldRefuse(HttpStatusCode.Forbidden, "referrals.not-receiver");
        await story.DutyWorker.Try("accept", routed, Nothing).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await story.Outsider.Try("accept", routed, Nothing).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        var accepted = await story.AcceptReferral(routed);
        await story.SocialWorker.Try("start", accepted, Nothing).ShouldRefuse(HttpStatusCode.Forbidden, "referrals.not-receiver");
        await story.SocialWorker.Try("complete", accepted, new { outcome = "Valmis" })
            .ShouldRefuse(HttpStatusCode.Forbidden, "referrals.not-receiver");
    }

    [Theory, EveryDatabase]
    public async Task Requester_takes_it_back(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());
        var reason = new { reason = "Asiakas muutti" };

        await story.Nurse.Try("cancel", routed, reason).ShouldRefuse(HttpStatusCode.Forbidden, "referrals.not-requester");
        await story.Provider.Try("cancel", routed, reason).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        var cancelled = await story.Coordinator.Do("cancel", routed, reason);

        (cancelled.Text("status"), cancelled.Text("statusReason")).ShouldBe(("cancelled", "Asiakas muutti"));
        await story.Provider.Read(cancelled).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Step_out_of_order_is_told_what_is_allowed(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftReferral();
        await Refused(story.SocialWorker, "accept", draft, Nothing, "route", "plan", "cancel");
        await Refused(story.SocialWorker, "complete", draft, new { outcome = "Valmis" }, "route", "plan", "cancel");

        var routed = await story.RouteReferral(draft);
        await Refused(story.SocialWorker, "route", routed, new { unitId = story.Provider.UnitId }, "accept", "reject", "plan", "cancel");
        await Refused(story.Provider, "start", routed, Nothing, "accept", "reject", "plan", "cancel");

        var accepted = await story.AcceptReferral(routed);
        await Refused(story.Provider, "accept", accepted, Nothing, "start", "complete", "plan", "cancel");
        var rejection = new { reason = "Ei sittenkään", nextOwnerId = story.SocialWorker.Id };
        await Refused(story.Provider, "reject", accepted, rejection, "start", "complete", "plan", "cancel");

        var completed = await story.Provider.Do("complete", accepted, new { outcome = "Valmis" });
        await Refused(story.SocialWorker, "cancel", completed, new { reason = "Turha" });
        await Refused(story.SocialWorker, "route", completed, new { unitId = story.Provider.UnitId });

        static async Task Refused(TestStaff staff, string verb, JsonObject seen, object body, params string[] allowed)
        {
            var problem = await staff.Try(verb, seen, body).ShouldRefuse(HttpStatusCode.Conflict, "referrals.wrong-state");
            problem["allowed"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(allowed);
        }
    }

    [Theory, EveryDatabase]
    public async Task Each_step_is_decided_on_what_was_seen(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var draft = await story.DraftReferral();
        (string Verb, TestStaff By, object Body)[] steps =
        [
            ("route", story.SocialWorker, new { unitId = story.Provider.UnitId }),
            ("accept", story.Provider, Nothing),
            ("start", story.Provider, Nothing),
            ("plan", story.SocialWorker, new { planId = story.PlanId }),
            ("complete", story.Provider, new { outcome = "Valmis" }),
        ];
        var seen = draft;
        foreach (var (verb, by, body) in steps)
        {
            var method = verb == "plan" ? HttpMethod.Put : HttpMethod.Post;
            var path = $"/api/v1/referrals/{draft.Id()}/{verb}";
            await by.Client.SendJson(method, path, body).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
            await by.Client.SendJson(method, path, body, ifMatch: "\"99\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
            await by.Client.SendJson(method, $"/api/v1/referrals/{Guid.NewGuid()}/{verb}", body, ifMatch: "\"1\"")
                .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
            seen = await by.Do(verb, seen, body);
        }
        seen.Text("status").ShouldBe("completed");
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_accept_at_once_one_owns_it(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());
        var colleague = await story.Host.AddStaff(story.Provider.UnitId, Role.ServiceProvider);

        var answers = await Task.WhenAll(new[] { story.Provider, colleague, story.Provider, colleague }.Select(s => s.Try("accept", routed, Nothing)));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(3);
        (await story.Published()).ShouldBe([ReferralRouted.Name, ReferralAccepted.Name]);
    }

    [Theory, EveryDatabase]
    public async Task Referral_is_linked_to_the_clients_approved_plan(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        var other = await Story.At(Chapter.Planned, database);
        var draft = await story.DraftReferral();
        var unapproved = await story.SocialWorker.Client.Post("/api/v1/plans", story.PlanBody());

        foreach (var planId in new[] { Guid.NewGuid(), other.PlanId, unapproved.Id() })
        {
            var problem = await story.SocialWorker.Try("plan", draft, new { planId })
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "referrals.plan-unknown");
            problem["errors"]!.AsObject().ShouldContainKey("$.planId");
        }
        (await story.SocialWorker.Do("plan", draft, new { planId = story.PlanId }))["planId"]!.GetValue<Guid>().ShouldBe(story.PlanId);
    }

    [Theory, EveryDatabase]
    public async Task Wrong_form_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());

        await Refused(story.Provider, "reject", new { reason = "", nextUnitId = story.Nurse.UnitId }, 400, "platform.invalid-request", "$.reason");
        await Refused(story.Provider, "reject", new { nextUnitId = story.Nurse.UnitId }, 400, "platform.malformed-json", "$");
        await Refused(story.Provider, "complete", new { outcome = "  " }, 400, "platform.invalid-request", "$.outcome");
        await Refused(story.SocialWorker, "cancel", new { reason = "a" }, 400, "platform.invalid-request", "$.reason");
        await Refused(story.Provider, "accept", new { startsOn = "2026-09-14" }, 422, "referrals.start-out-of-range", "$.startsOn");
        await Refused(story.Provider, "accept", new { startsOn = "2027-09-16" }, 422, "referrals.start-out-of-range", "$.startsOn");
        await Refused(story.Provider, "accept", new { startsOn = "soon" }, 400, "platform.malformed-json", "$.startsOn");

        async Task Refused(TestStaff by, string verb, object body, int status, string code, string path)
        {
            var problem = await by.Try(verb, routed, body).ShouldRefuse((HttpStatusCode)status, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
        }
    }
}
