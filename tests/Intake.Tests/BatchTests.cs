using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class BatchTests
{
    private const string Batch = "/api/v1/intake/notifications/batch";

    [Theory, EveryDatabase]
    public async Task Each_row_gets_its_own_answer_and_a_wrong_one_keeps_no_other_out(DatabaseProvider database)
    {
        var (intake, adapter) = await Ready(database);
        var (child, sibling) = (TestHetu.New(), TestHetu.New());
        var rows = new[]
        {
            Row(child), Row(sibling), Row(child), Row(child, n => n["person"]!["identityCode"] = "010190-999X"), Row(child, n => n["hello"] = 1),
            Row(child, n => n["description"] = ""), Row(child, n => n["reasonCodes"] = new JsonArray("10", "12")), Row(child, n => n["channel"] = "paper"),
            Row(child, n => n["person"] = null), Row(child, key: "short"),
        };
        rows = [.. rows, (JsonObject)rows[0].DeepClone(), Row(sibling, key: rows[1].Text("key"))];

        var answer = await Send(adapter, rows);

        var answers = answer["rows"]!.AsArray();
        answers.Select(a => a!.Text("key")).ShouldBe(rows.Select(r => r.Text("key")));
        answers.OfType<JsonObject>().Select(a => $"{a.Text("outcome")} {a["code"]} {a["path"]}".TrimEnd()).ShouldBe(
        [
            "filed", "filed", "filed",
            "refused people.identity-code-wrong $.notification.person.identityCode", "refused platform.malformed-json $.notification.hello",
            "refused platform.invalid-request $.notification.description", "refused intake.reason-code-unknown $.notification.reasonCodes[1]",
            "refused intake.channel-is-staffs $.notification.channel", "refused platform.malformed-json $.notification.person",
            "refused intake.row-key-wrong $.key", "repeated", "repeated",
        ]);
        (answer["filed"]!.GetValue<int>(), answer["repeated"]!.GetValue<int>(), answer["refused"]!.GetValue<int>()).ShouldBe((3, 2, 7));
        answers[10]!.Text("id").ShouldBe(answers[0]!.Text("id"));
        var matters = await Task.WhenAll(answers.Take(3).Select(a => intake.Duty.Client.Get($"/api/v1/intake/notifications/{a!.Text("id")}")));
        matters[2].Text("matterId").ShouldBe(matters[0].Text("matterId"));
        matters[1].Text("matterId").ShouldNotBe(matters[0].Text("matterId"));
        matters[0].Text("channel").ShouldBe("adapter");
        answer.ToJsonString().ShouldNotContain("010190-999X");
        answer.ToJsonString().ShouldNotContain(child);
    }

    [Fact]
    public async Task A_refused_row_speaks_the_callers_language_like_a_single_post()
    {
        var (intake, adapter) = await Ready(DatabaseProvider.Sqlite);
        var wrong = Row(TestHetu.New(), n => n["reasonCodes"] = new JsonArray("10", "10"));
        var (used, other) = (Row(TestHetu.New()), Row(TestHetu.New()));
        other["key"] = used.Text("key");
        await Send(adapter, [used]);
        foreach (var language in (string[])["fi", "sv", "en"])
        {
            using var client = await intake.Host.As(adapter.Subject);
            client.DefaultRequestHeaders.Add("Accept-Language", language);
            var rows = (await (await client.SendJson(HttpMethod.Post, Batch, new { rows = new[] { wrong, other } })).Success())["rows"]!.AsArray();

            rows.Select(r => r!.Text("code")).ShouldBe(["intake.reason-code-twice", "intake.row-key-reused"]);
            rows[0]!.Text("text").ShouldBe(language switch { "fi" => "Kukin syy nimetään kerran.", "en" => "Each reason is named once.", _ => new IntakeTexts().Of("intake.reason-code-twice", "sv") });
            if (language != "en") rows[1]!.Text("text").ShouldBe(new IntakeTexts().Of("intake.row-key-reused", language));
        }
    }

    [Fact]
    public async Task A_member_that_stands_twice_is_its_own_rows_mistake()
    {
        var (_, adapter) = await Ready(DatabaseProvider.Sqlite);
        var (wrong, right) = (Row(TestHetu.New()).ToJsonString(), Row(TestHetu.New()).ToJsonString());
        wrong = wrong.Replace("\"description\":", "\"description\":\"a\",\"description\":", StringComparison.Ordinal);
        using var content = new StringContent($$"""{"rows":[{{wrong}},{{right}},{"key":"empty-row-1","notification":null}]}""", System.Text.Encoding.UTF8, "application/json");

        using var sent = await adapter.Client.PostAsync(Batch, content);
        var answer = await sent.Success();

        answer["rows"]!.AsArray().Select(r => r!.Text("outcome")).ShouldBe(["refused", "filed", "refused"]);
        answer["rows"]![0]!.Text("code").ShouldBe("platform.malformed-json");
        answer["rows"]![0]!.Text("text").ShouldBe("The same member stands twice.");
    }

    [Fact]
    public async Task A_batch_over_its_own_limit_is_told_that_one()
    {
        var (_, adapter) = await Ready(DatabaseProvider.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, Batch) { Content = new StringContent(new string(' ', 17 * 1024 * 1024), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;

        var problem = await adapter.Client.SendAsync(request).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "platform.body-too-large");

        problem.Text("detail").ShouldBe("The body is larger than 16 MB (16 777 216 bytes).");
    }

    [Theory, EveryDatabase]
    public async Task A_batch_sent_again_files_nothing_and_answers_the_same_ids(DatabaseProvider database)
    {
        var (intake, adapter) = await Ready(database);
        var rows = Enumerable.Range(0, 450).Select(_ => Row(TestHetu.New())).ToArray();

        var first = await Send(adapter, rows);
        var again = await Send(adapter, rows);

        first["filed"]!.GetValue<int>().ShouldBe(450);
        again["repeated"]!.GetValue<int>().ShouldBe(450);
        Ids(again).ShouldBe(Ids(first));
        var persons = await intake.Query(async db => await db.Notifications.Where(n => Ids(first).Contains(n.Id)).Select(n => n.PersonId).Distinct().CountAsync());
        persons.ShouldBe(rows.Select(r => r["notification"]!["person"]!.Text("identityCode")).Distinct().Count());

        // The same key with other words is no repeat; and another sender's keys are their own.
        rows[0]["notification"]!["description"] = "Muuta.";
        var changed = await Send(adapter, [rows[0]]);
        changed["rows"]![0]!.Text("code").ShouldBe("intake.row-key-reused");
        var other = await intake.Host.AddStaff(Sector.Other, Role.Adapter);
        (await Send(other, [rows[1]]))["filed"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Two_batches_about_the_same_children_at_once_lose_and_double_nothing(DatabaseProvider database)
    {
        var (intake, adapter) = await Ready(database);
        var codes = Enumerable.Range(0, 60).Select(_ => TestHetu.New()).Distinct().ToList();
        var (one, two) = (codes.Select(c => Row(c)).ToArray(), codes.Select(c => Row(c)).Reverse().ToArray());

        var answers = await Task.WhenAll(Send(adapter, one), Send(adapter, two), Send(adapter, one));

        (answers.Sum(a => a["filed"]!.GetValue<int>()), answers.Sum(a => a["repeated"]!.GetValue<int>())).ShouldBe((2 * codes.Count, codes.Count));
        var ids = answers.SelectMany(Ids).Distinct().ToList();
        ids.Count.ShouldBe(2 * codes.Count);
        var filed = await intake.Query(db => db.Notifications.AsNoTracking().Where(n => ids.Contains(n.Id)).ToListAsync());
        filed.GroupBy(n => n.PersonId).ShouldAllBe(of => of.Select(n => n.MatterId).Distinct().Count() == 1 && of.Count() == 2);
        var matters = filed.Select(n => n.MatterId).Distinct().ToList();
        (await intake.Query(db => db.Matters.AsNoTracking().Where(m => matters.Contains(m.Id)).Select(m => m.NotificationCount).ToListAsync())).ShouldAllBe(count => count == 2);
    }

    [Theory, EveryDatabase]
    public async Task Only_an_adapter_sends_batches_of_one_to_a_thousand(DatabaseProvider database)
    {
        var (intake, adapter) = await Ready(database);

        await intake.Curator.Client.SendJson(HttpMethod.Post, Batch, new { rows = new[] { Row(TestHetu.New()) } }).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await intake.Duty.Client.SendJson(HttpMethod.Post, Batch, new { rows = new[] { Row(TestHetu.New()) } }).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await adapter.Client.SendJson(HttpMethod.Post, Batch, new { rows = Array.Empty<JsonObject>() }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        var tooMany = Enumerable.Range(0, 1001).Select(_ => new { key = "12345678", notification = new { } });
        await adapter.Client.SendJson(HttpMethod.Post, Batch, new { rows = tooMany }).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        foreach (var body in (object[])[new { }, new { rows = (object?)null }, new { rows = "a" }, new { rows = new { } }, new { rows = new[] { Row(TestHetu.New()) }, more = 1 }])
            await adapter.Client.SendJson(HttpMethod.Post, Batch, body).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
    }

    [Theory]
    [InlineData("null", null, "platform.malformed-json", "$")]
    [InlineData("17", null, "platform.malformed-json", "$")]
    [InlineData("\"text\"", null, "platform.malformed-json", "$")]
    [InlineData("[]", null, "platform.malformed-json", "$")]
    [InlineData("{}", null, "platform.malformed-json", "$")]
    [InlineData("{\"key\":\"2026-000123\"}", "2026-000123", "platform.malformed-json", "$")]
    [InlineData("{\"notification\":{}}", null, "platform.malformed-json", "$")]
    [InlineData("{\"key\":null,\"notification\":{}}", null, "platform.malformed-json", "$.key")]
    [InlineData("{\"key\":17,\"notification\":{}}", null, "platform.malformed-json", "$.key")]
    [InlineData("{\"key\":\"2026-000123\",\"notification\":null}", "2026-000123", "platform.malformed-json", "$.notification")]
    [InlineData("{\"key\":\"2026-000123\",\"notification\":{}}", "2026-000123", "platform.malformed-json", "$.notification")]
    [InlineData("{\"key\":\"2026-000123\",\"notification\":{},\"more\":1}", "2026-000123", "platform.malformed-json", "$.more")]
    [InlineData("{\"key\":\"2026-000123\",\"key\":\"2026-000124\",\"notification\":{}}", null, "platform.malformed-json", "$.key")]
    [InlineData("{\"key\":\"\\ud800bcdefgh\",\"notification\":{}}", null, "platform.malformed-json", "$.key")]
    [InlineData("{\"\\ud800bcdefgh\":1}", null, "platform.malformed-json", "$")]
    public async Task A_row_that_is_none_is_refused_by_itself(string row, string? key, string code, string path)
    {
        var (_, adapter) = await Ready(DatabaseProvider.Sqlite);
        using var content = new StringContent($$"""{"rows":[{{Row(TestHetu.New()).ToJsonString()}},{{row}},{{Row(TestHetu.New()).ToJsonString()}}]}""", System.Text.Encoding.UTF8, "application/json");

        using var sent = await adapter.Client.PostAsync(Batch, content);
        var answers = (await sent.Success())["rows"]!.AsArray();

        answers.Select(r => r!.Text("outcome")).ShouldBe(["filed", "refused", "filed"]);
        (answers[1]!["key"]?.GetValue<string>(), answers[1]!.Text("code"), answers[1]!.Text("path")).ShouldBe((key, code, path));
        answers[1]!.Text("text").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_batch_may_be_larger_than_other_bodies()
    {
        var (_, adapter) = await Ready(DatabaseProvider.Sqlite);
        var rows = Enumerable.Range(0, 200).Select(_ => Row(TestHetu.New(), n => n["description"] = new string('a', 9_000))).ToArray();

        (await Send(adapter, rows))["filed"]!.GetValue<int>().ShouldBe(200);
    }

    private static async Task<(IntakeSteps Intake, TestStaff Adapter)> Ready(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        return (intake, await intake.Host.AddStaff(Sector.Other, Role.Adapter));
    }

    private static JsonObject Row(string identityCode, Action<JsonObject>? change = null, string? key = null)
    {
        var notification = IntakeSteps.Notification(identityCode);
        notification["channel"] = "adapter";
        change?.Invoke(notification);
        return new JsonObject { ["key"] = key ?? Guid.NewGuid().ToString("N"), ["notification"] = notification };
    }

    private static async Task<JsonObject> Send(TestStaff sender, IReadOnlyList<JsonObject> rows)
    {
        using var answer = await sender.Client.SendJson(HttpMethod.Post, Batch, new { rows });
        return await answer.Success();
    }

    private static List<Guid> Ids(JsonObject answer) => [.. answer["rows"]!.AsArray().Select(a => a!["id"]!.GetValue<Guid>())];
}
