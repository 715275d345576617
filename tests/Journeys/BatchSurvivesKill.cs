using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Monipolku.Demo;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Journeys;

/// <summary>Another system's batch, and a service that is killed in the middle of it.</summary>
public class BatchSurvivesKill
{
    private const string Batch = "/api/v1/intake/notifications/batch";
    private const int Rows = 1_000;

    /// <summary>Of those so many are saved in one transaction.</summary>
    private const int RowsPerSave = 200;

    [Theory, EveryDatabase]
    public async Task Killed_in_a_batch_the_service_has_whole_saves_only_and_the_same_batch_again_gives_every_row_one_notification(DatabaseProvider database)
    {
        await using var world = await World.StartAsync(database);
        using var client = new HttpClient { BaseAddress = world.Service.Address };
        await SignIn(client);
        var intake = await client.Post("/api/v1/units", new { name = "Vastaanotto", sector = "social", organizationOid = "1.2.246.10.1234567.10.2", receivesIntake = true });
        var elsewhere = await client.Post("/api/v1/units", new { name = "Rajapinta", sector = "other", organizationOid = "1.2.246.10.1234567.10.3" });
        var administrator = (await client.Get("/api/v1/staff"))["items"]![0]!["id"]!.GetValue<Guid>();
        await client.Post($"/api/v1/staff/{administrator}/places", new { unitId = intake.Id(), roles = new[] { "dutyWorker" } });
        await client.Post($"/api/v1/staff/{administrator}/places", new { unitId = elsewhere.Id(), roles = new[] { "adapter" } });
        var body = new { rows = Enumerable.Range(0, Rows).Select(Row).ToList() };

        var sending = client.SendJson(HttpMethod.Post, Batch, body);
        while (!sending.IsCompleted && (await client.Get("/api/v1/intake/queue?limit=1"))["items"]!.AsArray().Count == 0) await Task.Yield();
        await world.Service.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(async () => (await sending).Dispose());
        await world.Service.StartAsync();
        await SignIn(client);

        var again = await Send(client, body);
        var third = await Send(client, body);

        var (repeated, filed) = (again["repeated"]!.GetValue<int>(), again["filed"]!.GetValue<int>());
        (repeated + filed).ShouldBe(Rows);
        repeated.ShouldBeInRange(RowsPerSave, Rows);
        (repeated % RowsPerSave).ShouldBe(0);
        again["rows"]!.AsArray().Select(r => r!.Text("outcome")).ShouldBe([.. Enumerable.Repeat("repeated", repeated), .. Enumerable.Repeat("filed", filed)]);
        third["repeated"]!.GetValue<int>().ShouldBe(Rows);
        Ids(third).ShouldBe(Ids(again));
        Ids(again).ShouldBeUnique();
        (await Queue(client)).ShouldBe(Ids(again), ignoreOrder: true);
    }

    private static JsonObject Row(int number) => new()
    {
        ["key"] = $"row-{number:D8}",
        ["notification"] = new JsonObject
        {
            ["kind"] = "childWelfareNotification",
            ["channel"] = "adapter",
            ["person"] = new JsonObject
            {
                ["identityCode"] = TestIdentityCode.Of(new DateOnly(2012, 1, 1).AddDays(number / 100), 'A', 900 + (number % 100)),
                ["givenNames"] = "Nella",
                ["familyName"] = "Nuori",
            },
            ["notifier"] = new JsonObject { ["kind"] = "professional", ["code"] = "10", ["name"] = "Pertti Poliisi" },
            ["reasonCodes"] = new JsonArray("33"),
            ["description"] = "Tavattu päihtyneenä keskustassa.",
        },
    };

    private static async Task SignIn(HttpClient client)
    {
        var token = await new DemoSignIn(client.BaseAddress!).Token(DemoSignIn.Administrator, DemoSignIn.Password, DemoSignIn.FirstPassword);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task<JsonObject> Send(HttpClient client, object body)
    {
        using var answer = await client.SendJson(HttpMethod.Post, Batch, body);
        return await answer.Success();
    }

    private static List<Guid> Ids(JsonObject answer) => [.. answer["rows"]!.AsArray().Select(r => r!["id"]!.GetValue<Guid>())];

    private static async Task<List<Guid>> Queue(HttpClient client)
    {
        var (ids, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await client.Get("/api/v1/intake/queue?limit=200" + cursor);
            ids.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject().Id()));
            cursor = page["next"] is { } next ? "&cursor=" + next.GetValue<string>() : "";
        }
        while (cursor.Length > 0);
        return ids;
    }
}
