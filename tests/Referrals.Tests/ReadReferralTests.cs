using System.Net;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

public class ReadReferralTests
{
    [Theory, EveryDatabase]
    public async Task Both_ends_read_it_and_nobody_else(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        string[] paths = [$"/api/v1/referrals/{story.ReferralId}", $"/api/v1/referrals?personId={story.PersonId}"];

        foreach (var path in paths)
        {
            foreach (var reader in new[] { story.SocialWorker, story.Provider, story.Nurse, story.Manager }) await reader.Client.Get(path);
            await story.Outsider.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
            await story.Notifier.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        }
    }

    [Theory, EveryDatabase]
    public async Task Story_ends_accepted_and_linked_to_the_plan(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);

        var referral = await story.Provider.Client.Get($"/api/v1/referrals/{story.ReferralId}");

        (referral.Text("status"), referral["planId"]!.GetValue<Guid>(), referral["ownerId"]!.GetValue<Guid>())
            .ShouldBe(("accepted", story.PlanId, story.Provider.Id));
    }

    [Theory, EveryDatabase]
    public async Task What_does_not_exist_is_not_found(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        await story.SocialWorker.Client.GetAsync($"/api/v1/referrals/{Guid.NewGuid()}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await story.SocialWorker.Client.GetAsync("/api/v1/referrals/x").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task List_is_paged_and_of_one_client(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        for (var i = 0; i < 3; i++) await story.DraftReferral();
        var list = $"/api/v1/referrals?personId={story.PersonId}";

        var all = await story.SocialWorker.Client.Get(list);
        var first = await story.SocialWorker.Client.Get(list + "&limit=2");
        var rest = await story.SocialWorker.Client.Get($"{list}&limit=2&cursor={first.Text("next")}");

        all["items"]!.AsArray().Count.ShouldBe(3);
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(r => r!.AsObject().Id())
            .ShouldBe(all["items"]!.AsArray().Select(r => r!.AsObject().Id()));
        rest["next"].ShouldBeNull();
        await story.SocialWorker.Client.GetAsync(list + "&cursor=%21").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await story.SocialWorker.Client.GetAsync(list + "&limit=0").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await story.SocialWorker.Client.GetAsync("/api/v1/referrals").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task Referrals_are_told_to_other_modules(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);

        var record = (await story.AskRecords(r => r.OfPerson(story.PersonId, default))).ShouldHaveSingleItem();

        (record.Id, record.PersonId, record.MatterId, record.PlanId).ShouldBe((story.ReferralId, story.PersonId, story.MatterId, story.PlanId));
        (record.Status, record.Purpose, record.ReceivingUnitId, record.OwnerId)
            .ShouldBe((ReferralStatus.Accepted, "Arvio päihteiden käytöstä", story.Provider.UnitId, story.Provider.Id));
        (record.RequestedBy, record.RequestingUnitId, record.Version).ShouldBe((story.SocialWorker.Id, story.SocialWorker.UnitId, 4));
        (await story.AskRecords(r => r.Find([story.ReferralId, Guid.NewGuid()], default))).ShouldHaveSingleItem().ShouldBe(record);
        (await story.AskRecords(r => r.OfPerson(Guid.NewGuid(), default))).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Routing_pins_its_queries(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var draft = await story.DraftReferral();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/referrals/{draft.Id()}/route")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { unitId = story.Provider.UnitId }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        var commands = await QueryLog.Of(story.SocialWorker.Client.SendAsync, request);

        // The referral, the gate, the unit, the consents, and the save: SQLite writes its rows one by one, PostgreSQL in one batch.
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(4, string.Join("\n\n", commands));
        commands.Count.ShouldBe(database == DatabaseProvider.PostgreSql ? 5 : 7, string.Join("\n\n", commands));
    }
}
