using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class KindAndChannelTests
{
    private const string Notifications = "/api/v1/intake/notifications";

    [Theory, EveryDatabase]
    public async Task Every_kind_arrives_with_its_own_details(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        var unborn = (await intake.Arrive(Kinds.Anticipatory()))["notifications"]![0]!;
        unborn["variants"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldBe(["anticipatory"]);
        unborn["details"]!["unbornChild"]!.Text("expectedOn").ShouldBe("2026-12-24");
        unborn["details"]!["unbornChild"]!["otherParent"]!.Text("familyName").ShouldBe("Toinen");
        (await intake.Arrive(Kinds.Notice()))["notifications"]![0]!["details"]!["recipient"]!.Text("city").ShouldBe("Kokkola");
        (await intake.Arrive(Kinds.Contact()))["notifications"]![0]!["details"]!["consent"]!["given"]!.GetValue<bool>().ShouldBeTrue();

        var variant = IntakeSteps.Notification();
        variant["custodyDispute"] = new JsonObject { ["courtProceedings"] = true, ["livesWith"] = "Äidin luona" };
        variant["violence"] = new JsonObject { ["suspectedPerson"] = "Isäpuoli", ["childSafeNow"] = true, ["policeNotified"] = true, ["injuriesSeen"] = false, ["lastOn"] = "2026-09-14" };
        variant["toldByNotifier"] = new JsonObject { ["child"] = true, ["guardian"] = false, ["more"] = "Huoltajaa ei tavoitettu." };
        var filed = (await intake.Arrive(variant))["notifications"]![0]!;
        filed["variants"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldBe(["custodyDispute", "violenceAgainstChild"]);
        filed["details"]!["violence"]!.Text("suspectedPerson").ShouldBe("Isäpuoli");
        filed["details"]!["toldByNotifier"]!.Text("more").ShouldBe("Huoltajaa ei tavoitettu.");
    }

    [Theory, EveryDatabase]
    public async Task A_letter_entered_later_arrived_on_its_own_day(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var letter = IntakeSteps.Notification();
        letter["channel"] = "paper";
        letter["arrivedOn"] = "2026-09-10";

        var matter = await intake.Arrive(letter, intake.Duty);

        matter.Text("arrivedOn").ShouldBe("2026-09-10");
        matter.Text("arrivedAt").ShouldBe("2026-09-09T21:00:00.000Z");
        IntakeSteps.Clock(matter, "startAssessment").Text("dueOn").ShouldBe("2026-09-21");
        IntakeSteps.Clock(matter, "startAssessment")["used"]!.GetValue<int>().ShouldBe(3);
        var filed = matter["notifications"]![0]!;
        filed["enteredBy"]!.GetValue<Guid>().ShouldBe(intake.Duty.Id);
        filed.Text("filedAt").ShouldStartWith("2026-09-15");
    }

    [Theory, EveryDatabase]
    public async Task An_own_contact_needs_no_strong_identification_and_says_so(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var form = await intake.Host.AddStaff(Sector.Other, Role.Adapter);

        var filed = (await intake.Arrive(Kinds.OwnContact(), form))["notifications"]![0]!;

        filed.Text("channel").ShouldBe("ownContact");
        filed["identityVerified"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task An_adapter_files_as_an_adapter(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var adapter = await intake.Host.AddStaff(Sector.Other, Role.Adapter);
        var notification = IntakeSteps.Notification();
        await Refused(adapter, notification, "intake.channel-is-adapters", "$.channel");
        notification["channel"] = "adapter";
        notification["arrivedOn"] = "2026-09-14";
        await Refused(intake.Curator, notification, "intake.channel-is-adapters", "$.channel");

        (await intake.Arrive(notification, adapter)).Text("arrivedOn").ShouldBe("2026-09-14");
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "paper by a notifier", "intake.channel-is-staffs", "$.channel" },
        { "a call by a notifier", "intake.channel-is-staffs", "$.channel" },
        { "own contact about another", "intake.own-contact-is-ones-own", "$.channel" },
        { "own child-welfare notification", "intake.own-contact-is-ones-own", "$.channel" },
        { "arrives tomorrow", "intake.arrived-in-future", "$.arrivedOn" },
        { "a form of yesterday", "intake.form-arrives-when-sent", "$.arrivedOn" },
        { "contact without word of consent", "intake.consent-not-told", "$.consent" },
        { "notice without word of consent", "intake.consent-not-told", "$.consent" },
        { "without consent and no reason", "intake.without-consent-why", "$.consent.why" },
        { "anticipatory without the child", "intake.unborn-child-missing", "$.unbornChild" },
        { "unborn child of a contact", "intake.unborn-child-of-other-kind", "$.unbornChild" },
        { "expected in a year", "intake.expected-day-impossible", "$.unbornChild.expectedOn" },
        { "expected last spring", "intake.expected-day-impossible", "$.unbornChild.expectedOn" },
        { "anticipatory by a neighbour", "intake.anticipatory-is-professionals", "$.notifier" },
        { "a professional's contact with the person's own code", "intake.consent-not-told", "$.consent" },
        { "violence before birth", "intake.violence-before-birth", "$.violence.lastOn" },
        { "anticipatory without a phone", "intake.notifier-phone-missing", "$.notifier.phone" },
        { "notice to nobody", "intake.recipient-missing", "$.recipient" },
        { "contact with a recipient", "intake.recipient-of-other-kind", "$.recipient" },
        { "violence tomorrow", "intake.violence-in-future", "$.violence.lastOn" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task What_does_not_fit_the_kind_or_the_channel_is_refused(string name, string code, string path)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var (child, contact, unborn) = (IntakeSteps.Notification(), Kinds.Contact(), Kinds.Anticipatory());
        var body = name switch
        {
            "paper by a notifier" => With(child, b => b["channel"] = "paper"),
            "a call by a notifier" => With(child, b => b["channel"] = "phone"),
            "own contact about another" => With(contact, b => b["channel"] = "ownContact"),
            "own child-welfare notification" => With(Kinds.OwnContact(TestHetu.New()), b => (b["kind"], b["reasonCodes"]) = ("childWelfareNotification", new JsonArray("10"))),
            "arrives tomorrow" => With(child, b => b["arrivedOn"] = "2026-09-16"),
            "a form of yesterday" => With(child, b => b["arrivedOn"] = "2026-09-14"),
            "contact without word of consent" => With(contact, b => b.Remove("consent")),
            "notice without word of consent" => With(Kinds.Notice(), b => b.Remove("consent")),
            "without consent and no reason" => With(contact, b => b["consent"]!["given"] = false),
            "anticipatory without the child" => With(unborn, b => b.Remove("unbornChild")),
            "unborn child of a contact" => With(unborn, b => b["kind"] = "contact"),
            "expected in a year" => With(unborn, b => b["unbornChild"]!["expectedOn"] = "2027-09-15"),
            "expected last spring" => With(unborn, b => b["unbornChild"]!["expectedOn"] = "2026-05-15"),
            "anticipatory by a neighbour" => With(unborn, b => (b["notifier"]!["kind"], b["notifier"]!["code"]) = ("private", "4")),
            "a professional's contact with the person's own code" => With(contact, b => { b["notifier"]!["code"] = "1"; b.Remove("consent"); }),
            "violence before birth" => With(child, b => b["violence"] = Violence("1990-01-01")),
            "anticipatory without a phone" => With(unborn, b => b["notifier"]!.AsObject().Remove("phone")),
            "notice to nobody" => With(Kinds.Notice(), b => b.Remove("recipient")),
            "contact with a recipient" => With(Kinds.Notice(), b => b["kind"] = "contact"),
            _ => With(child, b => b["violence"] = Violence("2026-09-16")),
        };
        if (name == "unborn child of a contact") body["consent"] = new JsonObject { ["given"] = true };

        await Refused(intake.Curator, body, code, path);
    }

    [Theory]
    [InlineData("2025-09-14")]
    [InlineData("2011-01-01")]
    public async Task A_paper_of_over_a_year_or_from_before_the_child_is_a_mistake(string day)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        await Refused(intake.Duty, With(IntakeSteps.Notification(), b => (b["channel"], b["arrivedOn"]) = ("paper", day)), "intake.arrived-too-long-ago", "$.arrivedOn");
    }

    [Theory]
    [InlineData("fi", "Lastensuojeluilmoitus")]
    [InlineData("sv", "Barnskyddsanmälan")]
    [InlineData("en", "Child-welfare notification")]
    [InlineData("de", "Child-welfare notification")]
    public async Task Guidance_is_there_in_the_notifiers_language_for_every_kind_and_variant(string language, string title)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/intake/guidance");
        request.Headers.Add("Accept-Language", language);

        using var answer = await intake.Curator.Client.SendAsync(request);
        var guidance = await answer.Success();

        guidance["process"]!.AsArray().Count.ShouldBe(4);
        var topics = guidance["topics"]!.AsArray();
        topics[0]!.Text("title").ShouldBe(title);
        topics[0]!.Text("law").ShouldBe("LSL 25 §");
        topics.Select(t => t!.Text("kind")).Distinct().Count().ShouldBe(Enum.GetValues<MatterKind>().Length);
        topics.Select(t => t!["variant"]?.GetValue<string>()).OfType<string>().Order().ShouldBe(["anticipatory", "custodyDispute", "violenceAgainstChild"]);
        topics.Select(t => t!.Text("when") + t!.Text("tell")).Distinct().Count().ShouldBe(topics.Count);
    }

    private static JsonObject Violence(string lastOn) =>
        new() { ["suspectedPerson"] = "Isä", ["childSafeNow"] = true, ["policeNotified"] = true, ["injuriesSeen"] = false, ["lastOn"] = lastOn };

    private static JsonObject With(JsonObject body, Action<JsonObject> change)
    {
        change(body);
        return body;
    }

    private static async Task Refused(TestStaff by, JsonObject body, string code, string path)
    {
        var problem = await by.Client.SendJson(HttpMethod.Post, Notifications, body, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
        problem["errors"]!.AsObject().ShouldContainKey(path);
    }
}
