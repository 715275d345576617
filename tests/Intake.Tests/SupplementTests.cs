using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using Xunit.Abstractions;

namespace Monipolku.Intake.Tests;

public class SupplementTests(ITestOutputHelper output)
{
    [Theory, EveryDatabase]
    public async Task What_a_notifier_left_out_is_added_by_staff_and_the_document_is_whole(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var contact = Kinds.Contact();
        contact["notifier"] = new JsonObject { ["kind"] = "private", ["code"] = "3", ["name"] = "Kaisa" };
        contact["reasonCodes"] = new JsonArray();
        var matter = await intake.Arrive(contact);
        await intake.Duty.Client.GetAsync(IntakeSteps.Path(matter) + "/document?type=thl").ShouldRefuse(HttpStatusCode.Conflict, "intake.document-incomplete");
        var told = await intake.Duty.Client.Get(Of(matter));
        told["version"]!.GetValue<int>().ShouldBe(1);

        var first = await intake.Duty.Client.Change(HttpMethod.Post, Of(matter) + "/supplements",
            new { source = "Soitettu Kaisalle 15.9.", notifier = new { name = "Kaisa Kaukainen", phone = "+358401111111" }, reasonCodes = new[] { "9" } }, told);
        var corrected = await intake.Duty.Client.Change(HttpMethod.Post, Of(matter) + "/supplements",
            new { source = "Numero oli väärin.", notifier = new { phone = "+358402222222" } }, first);

        // The notifier's own words stand as they came.
        (corrected["notifier"]!.Text("name"), corrected["notifier"]!["phone"], corrected["reasonCodes"]!.AsArray().Count).ShouldBe(("Kaisa", null, 0));
        var added = corrected["supplements"]!.AsArray();
        added.Select(s => s!["by"]!.GetValue<Guid>()).ShouldBe([intake.Duty.Id, intake.Duty.Id]);
        added.Select(s => s!["notifier"]!.Text("phone")).ShouldBe(["+358401111111", "+358402222222"]);
        (added[0]!.Text("source"), added[0]!["reasonCodes"]![0]!.GetValue<string>(), corrected["version"]!.GetValue<int>()).ShouldBe(("Soitettu Kaisalle 15.9.", "9", 3));
        var document = await intake.Duty.Client.Get(IntakeSteps.Path(matter) + "/document?type=thl");
        if (ThlSchemas.Folder is null) output.WriteLine(ThlSchemas.WhyNot);
        else ThlSchemas.Judge("4018", document).ShouldBeEmpty(document.ToJsonString());
        var person = document["yhteydenotto_sosiaalihuollosta_vastaavaan_viranomaiseen"]!["yhteydenottaja"]![0]!["henkilo"]!;
        (person.Text("sukunimi"), person["yhteystiedot"]!.Text("puhelinnumero")).ShouldBe(("Kaukainen", "+358402222222"));
        // The criteria see an added reason like a told one.
        (await intake.Duty.Client.Get(IntakeSteps.Path(matter) + "/criteria")).ToJsonString().ShouldContain("\"9\"");
        var stored = await intake.Query(db => db.Notifications.AsNoTracking().SingleAsync(n => n.Id == matter.Id()));
        stored.Supplements.ShouldAllBe(s => !s.Secret.Contains("+3584", StringComparison.Ordinal) && !s.Secret.Contains("Kaisa", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task Who_asked_for_confidentiality_is_added_to_and_shown_by_those_who_may_know_only(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var manager = await intake.Host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var body = IntakeSteps.Notification();
        body["notifier"] = new JsonObject { ["kind"] = "private", ["code"] = "4", ["confidentialityAsked"] = true, ["confidentialityReason"] = "Pelkään." };
        var matter = await intake.Arrive(body);

        await Send(manager, matter, new { source = "a", notifier = new { name = "Nimi Naapuri" } }).ShouldRefuse(HttpStatusCode.Forbidden, "intake.notifier-hidden");
        var reasoned = await (await Send(manager, matter, new { source = "Selvisi puhelussa.", reasonCodes = new[] { "33" } })).Success();
        reasoned["supplements"]![0]!["identityShown"]!.GetValue<bool>().ShouldBeFalse();
        await intake.Duty.Client.Change(HttpMethod.Post, Of(matter) + "/supplements", new { source = "Naapuri soitti.", notifier = new { name = "Nimi Naapuri" } }, reasoned);

        var seen = await manager.Client.Get(IntakeSteps.Path(matter));
        seen.ToJsonString().ShouldNotContain("Naapuri");
        seen["notifications"]![0]!["supplements"]!.AsArray().Count.ShouldBe(2);
        (await intake.Duty.Client.Get(Of(matter))).ToJsonString().ShouldContain("Nimi Naapuri");
        (await manager.Client.Get(IntakeSteps.Path(matter) + "/document?type=4009")).ToJsonString().ShouldNotContain("Naapuri");
    }

    [Theory]
    [InlineData("""{"notifier":{"name":"Joku Muu"}}""", 422, "intake.supplement-told", "$.notifier.name")]
    [InlineData("""{"notifier":{"title":"Rehtori"}}""", 422, "intake.supplement-told", "$.notifier.title")]
    [InlineData("""{"notifier":{"organization":"Toinen koulu"}}""", 422, "intake.supplement-told", "$.notifier.organization")]
    [InlineData("""{"notifier":{"phone":"+358401234567"}}""", 422, "intake.supplement-told", "$.notifier.phone")]
    [InlineData("""{"notifier":{}}""", 422, "intake.supplement-empty", "$.notifier")]
    [InlineData("""{}""", 422, "intake.supplement-empty", "$")]
    [InlineData("""{"reasonCodes":[]}""", 422, "intake.supplement-empty", "$")]
    [InlineData("""{"reasonCodes":["10"]}""", 422, "intake.reason-code-twice", "$.reasonCodes[0]")]
    [InlineData("""{"reasonCodes":["33","33"]}""", 422, "intake.reason-code-twice", "$.reasonCodes[1]")]
    [InlineData("""{"reasonCodes":["12"]}""", 400, "intake.reason-code-unknown", "$.reasonCodes[0]")]
    [InlineData("""{"reasonCodes":["11","23","24","25","26","27","28","32","33","34","35","38","41","42","43","44","47","49","50"]}""", 422, "intake.too-many-reasons", "$.reasonCodes")]
    [InlineData("""{"notifier":{"phone":"040"}}""", 400, "platform.invalid-request", "$.notifier.phone")]
    [InlineData("""{"source":" ","reasonCodes":["33"]}""", 400, "platform.invalid-request", "$.source")]
    [InlineData("""{"reasonCodes":null,"notifier":{"email":"a@b"}}""", 400, "platform.malformed-json", "$.notifier.email")]
    public async Task What_cannot_be_added_is_refused(string change, int status, string code, string path)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var matter = await intake.Arrive();
        var body = JsonNode.Parse(change)!.AsObject();
        body.TryAdd("source", "Soitettu.");

        var problem = await Send(intake.Duty, matter, body).ShouldRefuse((HttpStatusCode)status, code);

        problem["errors"]!.AsObject().ShouldContainKey(path);
        (await intake.Duty.Client.Get(Of(matter)))["supplements"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Only_who_handles_intake_adds_and_of_two_at_once_one(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Arrive();
        var anonymous = IntakeSteps.Notification();
        anonymous["notifier"] = new JsonObject { ["kind"] = "anonymous", ["code"] = "4" };
        await Send(intake.Duty, await intake.Arrive(anonymous), new { source = "a", notifier = new { name = "Nimi Naapuri" } }).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.anonymous-notifier-named");
        var body = new { source = "a", reasonCodes = new[] { "33" } };
        foreach (var role in (Role[])[Role.Coordinator, Role.Administrator])
            await Send(await intake.Host.AddStaff(intake.Duty.UnitId, role), matter, body).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await Send(await intake.Host.AddStaff(Sector.Social, Role.DutyWorker), matter, body).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await Send(intake.Curator, matter, body).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, Of(matter) + "/supplements", body).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, $"/api/v1/intake/notifications/{Guid.NewGuid()}/supplements", body, "\"1\"").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using var answer = await Send(intake.Duty, matter, new { source = "a", reasonCodes = new[] { i % 2 == 0 ? "33" : "34" } });
            return (int)answer.StatusCode;
        }));

        statuses.Order().ShouldBe([200, 412, 412, 412]);
    }

    private static string Of(JsonObject matter) => $"/api/v1/intake/notifications/{matter.Id()}";

    private static Task<HttpResponseMessage> Send(TestStaff by, JsonObject matter, object body) => by.Client.SendJson(HttpMethod.Post, Of(matter) + "/supplements", body, "\"1\"");
}
