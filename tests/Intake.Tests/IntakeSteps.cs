using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>A host's intake unit with a duty worker and a school's curator, and the steps of a matter.</summary>
internal sealed class IntakeSteps
{
    private static readonly ConcurrentDictionary<TestHost, Lazy<Task<IntakeSteps>>> Units = new();

    private IntakeSteps(TestHost host, TestStaff duty, TestStaff curator) => (Host, Duty, Curator) = (host, duty, curator);

    public TestHost Host { get; }
    public TestStaff Duty { get; }
    public TestStaff Curator { get; }

    public static Task<IntakeSteps> On(TestHost host) => Units.GetOrAdd(host, h => new Lazy<Task<IntakeSteps>>(async () =>
    {
        var unit = await h.IntakeUnit();
        return new IntakeSteps(h, await h.AddStaff(unit, Role.DutyWorker), await h.AddStaff(Sector.Other, Role.Notifier));
    })).Value;

    /// <summary>A child-welfare notification that is right in every member.</summary>
    public static JsonObject Notification(string? identityCode = null) => new()
    {
        ["kind"] = "childWelfareNotification",
        ["person"] = new JsonObject { ["identityCode"] = identityCode ?? TestHetu.New(), ["givenNames"] = "Nella", ["familyName"] = "Nuori", ["language"] = "fi" },
        ["notifier"] = new JsonObject
        {
            ["kind"] = "professional",
            ["code"] = "15",
            ["name"] = "Kaisa Kuraattori",
            ["title"] = "Koulukuraattori",
            ["organization"] = "Keskuskoulu",
            ["phone"] = "+358401234567",
        },
        ["reasonCodes"] = new JsonArray("10", "22"),
        ["description"] = "Poissaoloja, ahdistusta ja alkoholia.",
    };

    /// <summary>Of a family that no other test tells of, by no name like another.</summary>
    public static JsonObject OfFamily(JsonObject notification, string? name = null)
    {
        notification["person"]!["familyName"] = name ?? FamilyName();
        return notification;
    }

    public static string FamilyName() => "Perhe" + string.Concat(Guid.NewGuid().ToByteArray().Select(b => (char)('a' + (b % 26))));

    public static JsonObject Decision(Guid ownerId, string decision = "startAssessment")
    {
        var body = StartDecision(ownerId);
        body["decision"] = decision;
        if (decision == "guideOnward") body["guidedTo"] = "Perheneuvola";
        if (decision == "transferToOtherCounty") body["countyCode"] = "07";
        return body;
    }

    private static JsonObject StartDecision(Guid ownerId) => new()
    {
        ["decision"] = "startAssessment",
        ["reasons"] = "Palvelutarve arvioidaan yhdessä.",
        ["ownerId"] = ownerId,
        ["told"] = new JsonArray(
            new JsonObject { ["who"] = "guardian", ["how"] = "phone", ["on"] = "2026-09-15" },
            new JsonObject { ["who"] = "child", ["how"] = "inPerson", ["on"] = "2026-09-15" }),
    };

    /// <summary>Files a notification; the answer is the matter in which it is handled, as the duty worker reads it.</summary>
    public async Task<JsonObject> Arrive(JsonObject? notification = null, TestStaff? by = null)
    {
        var receipt = await (by ?? Curator).Client.Post("/api/v1/intake/notifications", notification ?? Notification());
        var filed = await Duty.Client.Get($"/api/v1/intake/notifications/{receipt.Id()}");
        return await Duty.Client.Get($"/api/v1/intake/matters/{filed.Text("matterId")}");
    }

    public Task<JsonObject> AssessUrgency(JsonObject matter, string code = "2") =>
        Duty.Client.Change(HttpMethod.Put, Path(matter) + "/urgency", new { code, assessment = "Ei välitöntä vaaraa." }, matter);

    public async Task<JsonObject> Evaluated() => await AssessUrgency(await Arrive());

    /// <summary>Two open matters of one person, the first one evaluated: as after a join that was taken back when the person had another one.</summary>
    public async Task<(JsonObject First, JsonObject Second)> TwoOfOnePerson(JsonObject? notification = null)
    {
        var told = OfFamily(notification ?? Notification());
        var first = await AssessUrgency(await Arrive((JsonObject)told.DeepClone()));
        var id = first.Id();
        await Query(db => db.Matters.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.OpenFor, (Guid?)null).SetProperty(m => m.Status, MatterStatus.Closed)));
        var second = await Arrive(told);
        await Query(db => db.Matters.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, MatterStatus.Evaluated)));
        return (await Duty.Client.Get(Path(first)), second);
    }

    public Task<JsonObject> Decide(JsonObject matter, JsonObject decision) =>
        Duty.Client.Change(HttpMethod.Post, Path(matter) + "/decision", decision, matter);

    public async Task<T> Query<T>(Func<IntakeDb, Task<T>> query)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<IntakeDb>());
    }

    public static string Path(JsonObject matter) => $"/api/v1/intake/matters/{matter.Id()}";

    public static JsonNode Clock(JsonObject view, string name) => view["clocks"]!.AsArray().Single(c => c!.Text("name") == name)!;
}
