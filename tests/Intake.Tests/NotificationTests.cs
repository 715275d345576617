using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class NotificationTests
{
    private const string Notifications = "/api/v1/intake/notifications";

    [Theory, EveryDatabase]
    public async Task A_notification_is_pending_at_once_and_both_clocks_run(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        using var answer = await intake.Curator.Client.SendJson(
            HttpMethod.Post, Notifications, IntakeSteps.Notification(), idempotencyKey: Guid.NewGuid().ToString());
        var receipt = await answer.Success();

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/intake/notifications/{receipt.Id()}");
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        receipt.Text("arrivedOn").ShouldBe("2026-09-15");
        receipt.Text("nextStep").ShouldContain("2026-09-24");

        var start = IntakeSteps.Clock(receipt, "startAssessment");
        start.Text("force").ShouldBe("statutory");
        start.Text("basis").ShouldBe("LSL 26 §");
        start.Text("dueOn").ShouldBe("2026-09-24");
        start.Text("unit").ShouldBe("workingDays");
        start.Text("status").ShouldBe("running");
        start["used"]!.GetValue<int>().ShouldBe(0);
        start["of"]!.GetValue<int>().ShouldBe(7);

        var complete = IntakeSteps.Clock(receipt, "completeAssessment");
        complete.Text("dueOn").ShouldBe("2026-12-15");
        complete.Text("unit").ShouldBe("calendarDays");
        complete["of"]!.GetValue<int>().ShouldBe(91);
    }

    [Theory, EveryDatabase]
    public async Task The_receipt_tells_nothing_of_the_person(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();

        var first = await intake.Curator.Client.Post(Notifications, IntakeSteps.Notification(code));
        var second = await intake.Curator.Client.Post(Notifications, IntakeSteps.Notification(code));

        first.Select(m => m.Key).ShouldBe(["id", "kind", "arrivedAt", "arrivedOn", "clocks", "nextStep", "version"]);
        second.Select(m => m.Key).ShouldBe(first.Select(m => m.Key));
        foreach (var secret in (string[])[code, "Nella", "Nuori", "Kaisa", "Poissaoloja"])
            first.ToJsonString().ShouldNotContain(secret);
        second.Id().ShouldNotBe(first.Id());
        second.Remove("id");
        first.Remove("id");
        second.ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task The_same_key_again_answers_the_first_answer_and_files_nothing(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (key, notification) = (Guid.NewGuid().ToString(), IntakeSteps.Notification());
        using var first = await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, notification, idempotencyKey: key);
        var receipt = await first.Success();

        using var again = await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, notification, idempotencyKey: key);

        (await again.Success()).ToJsonString().ShouldBe(receipt.ToJsonString());
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await Filed(intake, notification)).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task The_same_key_with_another_body_is_refused(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var key = Guid.NewGuid().ToString();
        using var first = await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, IntakeSteps.Notification(), idempotencyKey: key);
        await first.Success();

        var other = IntakeSteps.Notification();
        await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, other, idempotencyKey: key)
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");
        (await Filed(intake, other)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task Pressed_many_times_at_once_it_is_filed_once(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var (key, notification) = (Guid.NewGuid().ToString(), IntakeSteps.Notification());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, notification.DeepClone(), idempotencyKey: key);
            return (await answer.Success()).Id();
        }));

        answers.Distinct().Count().ShouldBe(1);
        (await Filed(intake, notification)).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Another_callers_key_is_another_key(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var other = await intake.Host.AddStaff(Sector.Other, Role.Notifier);
        var (key, notification) = (Guid.NewGuid().ToString(), IntakeSteps.Notification());

        using var first = await intake.Curator.Client.SendJson(HttpMethod.Post, Notifications, notification, idempotencyKey: key);
        using var second = await other.Client.SendJson(HttpMethod.Post, Notifications, notification, idempotencyKey: key);

        (await second.Success()).Id().ShouldNotBe((await first.Success()).Id());
    }

    [Theory, EveryDatabase]
    public async Task Who_notified_and_what_they_wrote_is_encrypted_in_the_columns(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var id = (await intake.Arrive()).Id();

        var stored = await intake.Query(db => db.Notifications.AsNoTracking().SingleAsync(n => n.MatterId == id));

        foreach (var secret in (string[])["Kaisa", "Keskuskoulu", "358401234567", intake.Curator.Id.ToString()])
            stored.NotifierSecret.ShouldNotContain(secret, Case.Insensitive);
        stored.DescriptionSecret.ShouldNotContain("Poissaoloja");
    }

    [Theory, EveryDatabase]
    public async Task Nothing_of_a_notification_comes_into_the_log(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        notification["description"] = "Salaisuus-7351";
        notification["notifier"]!["name"] = "Nimetön-7351";
        await intake.Arrive(notification);

        var log = string.Join('\n', intake.Host.Logs.Lines);
        log.ShouldNotBeEmpty();
        log.ShouldNotContain("7351");
        log.ShouldNotContain(notification["person"]!.Text("identityCode"));
    }

    [Theory, EveryDatabase]
    public async Task A_notification_needs_a_role_that_notifies(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var auditor = await intake.Host.AddStaff(Sector.Social, Role.Auditor);

        await auditor.Client.SendJson(HttpMethod.Post, Notifications, IntakeSteps.Notification(), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task A_notification_needs_the_scope(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        using var client = await intake.Host.As(intake.Curator.Subject, "intake.read");

        await client.SendJson(HttpMethod.Post, Notifications, IntakeSteps.Notification(), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    [Theory, EveryDatabase]
    public async Task Without_a_unit_that_receives_nothing_is_taken_in(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var curator = await host.AddStaff(Sector.Other, Role.Notifier);
        var notification = IntakeSteps.Notification();

        await curator.Client.SendJson(HttpMethod.Post, Notifications, notification, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "intake.no-intake-unit");

        await using var scope = host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        (await people.FindByIdentityCode(notification["person"]!.Text("identityCode"), default)).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task A_professional_who_does_not_handle_intake_cannot_read_what_they_filed(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();

        await intake.Curator.Client.GetAsync(IntakeSteps.Path(matter)).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory]
    [InlineData("jointRequestWithFamily")]
    [InlineData("contact")]
    [InlineData("noticeToAuthority")]
    public async Task Every_other_kind_takes_needs_of_support_as_reasons_and_runs_on_policy(string kind)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var notification = IntakeSteps.Notification();
        notification["kind"] = kind;
        notification["consent"] = new JsonObject { ["given"] = true };
        if (kind == "noticeToAuthority") notification["recipient"] = new JsonObject { ["organization"] = "Nuorisopsykiatria" };
        notification["reasonCodes"] = new JsonArray("1", "99");

        var matter = await intake.Arrive(notification);

        var filed = matter["notifications"]![0]!;
        filed.Text("reasonCodeSet").ShouldBe("1.2.246.537.6.1282");
        filed["reasonCodes"]!.AsArray().Count.ShouldBe(2);
        foreach (var clock in matter["clocks"]!.AsArray().OfType<JsonNode>())
        {
            clock.Text("force").ShouldBe("policy");
            clock.Text("basis").ShouldBe("County policy");
        }
    }

    private static async Task<int> Filed(IntakeSteps intake, JsonObject notification)
    {
        await using var scope = intake.Host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        var person = await people.FindByIdentityCode(notification["person"]!.Text("identityCode"), default);
        return await intake.Query(db => db.Notifications.CountAsync(n => n.PersonId == person));
    }
}
