using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Consents.Tests;

/// <summary>Persons, relationships and requests that the tests share.</summary>
internal static class ConsentSteps
{
    /// <summary>The test hosts' day.</summary>
    public static readonly DateOnly Today = new(2026, 9, 15);

    public const int Adult = 40;
    public const int Child = 15;

    public static async Task<Guid> AddPerson(this TestHost host, int age)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IPeople>()
            .FindOrRegister(new PersonDetails(TestHetu.New(age), "Aino Testi", "Esimerkki"), CancellationToken.None);
    }

    /// <summary>Client relationships as other modules save them.</summary>
    public static async Task Relate(this TestHost host, Guid personId, params TestStaff[] staff)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        var from = host.Clock.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds();
        foreach (var unitId in staff.Select(s => s.UnitId))
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO access_client_relationships ("Id", "PersonId", "UnitId", "BecauseOf", "BecauseOfId", "From")
                VALUES ({Guid.NewGuid()}, {personId}, {unitId}, {"intake-matter"}, {MatterOf(personId)}, {from})
                """);
        }
    }

    public static async Task EndRelationship(this TestHost host, Guid personId, Guid unitId)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await db.Database.ExecuteSqlAsync($"""UPDATE access_client_relationships SET "Until" = {now} WHERE "PersonId" = {personId} AND "UnitId" = {unitId}""");
    }

    /// <summary>The client's one matter: its id is the client's, since only that they belong together counts here.</summary>
    public static Guid MatterOf(Guid personId) => personId;

    /// <summary>A new client whom that social worker's unit serves.</summary>
    public static async Task<(TestStaff Worker, Guid PersonId)> AddClient(this TestHost host, int age = Adult)
    {
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var person = await host.AddPerson(age);
        await host.Relate(person, worker);
        return (worker, person);
    }

    /// <summary>Signs in again after the clock was moved: a token lasts for hours, and the host keeps one for each text of scopes.</summary>
    public static async Task<TestStaff> NextDay(this TestStaff staff, TestHost host)
    {
        var days = WorkingDays.Today(host.Clock).DayNumber - Today.DayNumber;
        return staff with { Client = await host.As(staff.Subject, "access.read consents.read consents.write" + new string(' ', days)) };
    }

    public static async Task<Guid> AddGuardian(this TestStaff worker, Guid personId, GuardianRole role)
    {
        var person = await worker.Client.Post($"/api/v1/people/{personId}/guardians",
            new { identityCode = TestHetu.New(Adult), givenNames = "Hanna", familyName = "Huoltaja", role });
        return person["guardians"]!.AsArray()[^1]!["id"]!.GetValue<Guid>();
    }

    public static RecordConsentRequest JointWork(Guid personId) => new(
        personId, MatterOf(personId), ConsentKind.JointWork, new GivenBy(Client: true), ConsentForm.Paper, "fi", "2026-1", Today,
        "Yhteinen suunnitelma ja sen seuranta");

    public static RecordConsentRequest Permission(Guid personId, Direction direction, params DataClass[] classes) => JointWork(personId) with
    {
        Kind = ConsentKind.DisclosurePermission,
        Direction = direction,
        Classes = classes.Length > 0 ? classes
            : direction == Direction.HealthToSocial ? [DataClass.HealthAssessmentPart] : [DataClass.SocialAssessmentPart],
    };

    public static Task<JsonObject> Record(this TestStaff worker, RecordConsentRequest request) => worker.Client.Post("/api/v1/consents", request);

    public static Task<HttpResponseMessage> TryRecord(this TestStaff worker, RecordConsentRequest request, string? key = null) =>
        worker.Client.SendJson(HttpMethod.Post, "/api/v1/consents", request, idempotencyKey: key ?? Guid.NewGuid().ToString());

    public static Task<JsonObject> Withdraw(this TestStaff worker, JsonObject seen) =>
        worker.Client.Change(HttpMethod.Post, $"/api/v1/consents/{seen.Id()}/withdraw", ByClient(), seen);

    public static Task<HttpResponseMessage> TryWithdraw(this TestStaff worker, Guid id, WithdrawConsentRequest request, string? ifMatch = "\"1\"") =>
        worker.Client.SendJson(HttpMethod.Post, $"/api/v1/consents/{id}/withdraw", request, ifMatch);

    public static WithdrawConsentRequest ByClient() => new(new GivenBy(Client: true));

    /// <summary>The gate's answer: <c>permitted</c>, or the code of its "no".</summary>
    public static async Task<string> Asks(this TestStaff staff, Right right, Guid personId)
    {
        var answer = await staff.Client.Get($"/api/v1/access/explain?right={right.Name}&personId={personId}");
        return answer["permitted"]!.GetValue<bool>() ? "permitted" : answer.Text("code");
    }

    public static async Task<IReadOnlyList<JsonObject>> ListAll(this TestStaff worker, Guid personId)
    {
        var page = await worker.Client.Get($"/api/v1/consents?personId={personId}");
        page["next"].ShouldBeNull();
        return [.. page["items"]!.AsArray().Select(i => i!.AsObject())];
    }

    /// <summary>Names and payloads of what was published about the person, in order.</summary>
    public static async Task<IReadOnlyList<(string Name, JsonObject Event)>> Events(this TestHost host, Guid personId)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<ConsentsDb>().Database
            .SqlQuery<PublishedRow>($"""SELECT "Name", "Payload", "Position" FROM platform_outbox WHERE "PersonId" = {personId}""")
            .OrderBy(r => r.Position).ToListAsync();
        return [.. rows.Select(r => (r.Name, JsonNode.Parse(r.Payload)!.AsObject()))];
    }

    private sealed record PublishedRow(string Name, string Payload, long Position);
}
