using System.Text.Json.Nodes;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class CriteriaTests
{
    [Theory, EveryDatabase]
    public async Task The_advice_follows_what_the_matter_knows_and_names_what_spoke_for_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        notification["reasonCodes"] = new JsonArray("33", "10");
        var matter = await intake.Arrive(notification);

        var advice = await Criteria(matter);
        advice.Text("advice").ShouldBe("notKnownYet");
        (advice["met"]!.GetValue<int>(), advice["needed"]!.GetValue<int>()).ShouldBe((1, 2));
        Result(advice, "health-and-substances-child").ShouldBe("met");
        Result(advice, "urgent").ShouldBe("notKnown");
        Result(advice, "violence").ShouldBe("notMet");
        Condition(advice, "violence").ToJsonString().ShouldBe(
            """{"condition":"childWelfareReasons","asked":["24","25","26","27"],"found":["10","33"],"result":"notMet"}""");

        matter = await intake.AssessUrgency(matter, "3");
        (await Criteria(matter)).Text("advice").ShouldBe("doNotProceed");
        matter = await intake.AssessUrgency(matter, "1");
        advice = await Criteria(matter, "sv");
        advice.Text("advice").ShouldBe("proceed");
        advice.Text("explanation").ShouldStartWith("Det finns tillräckliga grunder");
        Condition(advice, "urgent")["found"]!.ToJsonString().ShouldBe("""["1"]""");
        // It decides nothing.
        (await intake.Duty.Client.Get(IntakeSteps.Path(matter))).Text("status").ShouldBe("evaluated");
        JsonNode.DeepEquals(await Criteria(matter, "sv"), advice).ShouldBeTrue();

        async Task<JsonObject> Criteria(JsonObject of, string language = "en")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, IntakeSteps.Path(of) + "/criteria");
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            using var answer = await intake.Duty.Client.SendAsync(request);
            return await answer.Success();
        }
    }

    [Theory, EveryDatabase]
    public async Task Health_care_that_notifies_and_a_further_notification_speak_for_it(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var person = TestHetu.New(45);
        JsonObject Contact(string notifier)
        {
            var contact = ProcessDefinitionTests.Contact(person);
            contact["notifier"]!["code"] = notifier;
            contact["reasonCodes"] = new JsonArray("11");
            return contact;
        }

        var matter = await intake.Arrive(Contact("15"));
        var path = IntakeSteps.Path(matter) + "/criteria";
        var advice = await intake.Duty.Client.Get(path);
        Result(advice, "health-involved").ShouldBe("notMet");
        Result(advice, "repeated").ShouldBe("notMet");
        Result(advice, "young").ShouldBe("notMet");
        Condition(advice, "young")["found"]!.ToJsonString().ShouldBe("""["45"]""");

        await intake.Arrive(Contact("7"));
        advice = await intake.Duty.Client.Get(path);
        advice.Text("advice").ShouldBe("proceed");
        Result(advice, "health-involved").ShouldBe("met");
        Condition(advice, "repeated")["found"]!.ToJsonString().ShouldBe("""["2"]""");
    }

    [Theory]
    [InlineData(12, false)]
    [InlineData(13, true)]
    [InlineData(29, true)]
    [InlineData(30, false)]
    [InlineData(null, false)]
    public void An_age_is_met_within_its_limits_and_an_unborn_child_has_none(int? age, bool met)
    {
        var criterion = new JointCriterion("young", new LocalText("a", "b", "c"), MinAge: 13, MaxAge: 29);
        var known = new MatterFacts(MatterKind.Contact, null, age, [], [], [], [], [], OtherSector: false, 1);

        criterion.Ask(known).All(c => c.Result == CriterionResult.Met).ShouldBe(met);
    }

    private static string Result(JsonObject advice, string code) => Criterion(advice, code).Text("result");

    private static JsonNode Condition(JsonObject advice, string code) => Criterion(advice, code)["conditions"]!.AsArray()[0]!;

    private static JsonNode Criterion(JsonObject advice, string code) => advice["criteria"]!.AsArray().Single(c => c!.Text("code") == code)!;
}
