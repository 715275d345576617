using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>Over HTTP what <see cref="ClockTests"/> plays on the noun.</summary>
public class OwnerTests
{
    [Theory, EveryDatabase]
    public async Task Whatever_is_done_in_whatever_order_every_matter_has_an_owner_and_every_open_one_is_in_a_queue(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var administrator = await intake.Host.As(TestHost.Administrator);
        var random = new Random(20260915);
        // Of each person two records under one name: what is told of one can be merged into what is told of the other.
        var persons = Enumerable.Range(0, 2).Select(_ => (Codes: DuplicateTests.Records(), Family: IntakeSteps.FamilyName())).ToList();
        var workers = new List<TestStaff>();
        for (var i = 0; i < 3; i++) workers.Add(await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker));
        var elsewhere = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);
        var manager = await intake.Host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var week = await Week();
        var matters = new Dictionary<Guid, int>();
        for (var step = 0; step < 140; step++)
        {
            if (matters.Count == 0 || random.Next(5) == 0)
            {
                var person = random.Next(persons.Count);
                var (codes, family) = persons[person];
                var code = random.Next(2) == 0 ? codes.One : codes.Other;
                matters[(await intake.Arrive(IntakeSteps.OfFamily(random.Next(5) > 0 ? Kinds.Contact(code) : Kinds.Anticipatory(code), family))).Id()] = person;
            }
            else await Act(matters.Keys.ElementAt(random.Next(matters.Count)));
        }

        var stored = await intake.Query(db => db.Matters.AsNoTracking().Where(m => matters.Keys.Contains(m.Id)).ToListAsync());
        stored.Count.ShouldBe(matters.Count);
        stored.ShouldContain(m => m.JoinedInto != null || m.UndoneDecisions.Count > 0);
        stored.ShouldAllBe(m => m.OwnerUnitId == intake.Duty.UnitId || m.OwnerUnitId == elsewhere.UnitId);
        stored.ShouldAllBe(m => m.OwnerId != null || m.Status == MatterStatus.Arrived);
        stored.Where(m => m.JoinedInto is not null).ShouldAllBe(m => stored.Single(o => o.Id == m.JoinedInto).JoinedInto == null);
        // Also what somebody answered for whose work has ended.
        var queued = new HashSet<Guid>();
        foreach (var reader in (TestStaff[])[intake.Duty, elsewhere]) queued.UnionWith(await Queue(reader.Client));
        stored.Where(m => m.NextDueOn is not null).Select(m => m.Id).ShouldBeSubsetOf(queued);

        async Task Act(Guid id)
        {
            var path = $"/api/v1/intake/matters/{id}";
            var seen = await intake.Duty.Client.Get(path);
            var version = $"\"{seen["version"]}\"";
            var worker = workers[random.Next(workers.Count)];
            var others = matters.Keys.Where(m => matters[m] == matters[id]).OrderBy(m => m == id).ToList();
            var other = others[random.Next(Math.Max(1, others.Count - 1))];
            using var answer = await (random.Next(12) switch
            {
                0 or 1 or 2 => intake.Duty.Client.SendJson(HttpMethod.Put, path + "/urgency", new { code = "2", assessment = "a" }, version),
                3 => Decide("startAssessment", random.Next(2) == 0 ? worker.Id : elsewhere.Id),
                4 => Decide(random.Next(2) == 0 ? "guideOnward" : "transferToOtherCounty", worker.Id),
                5 or 6 or 7 => intake.Duty.Client.SendJson(HttpMethod.Post, path + "/merge", new { intoMatterId = other, reasons = "a", samePerson = true }, version),
                8 or 9 => intake.Duty.Client.SendJson(HttpMethod.Post, path + "/undo-join", new { }, version),
                10 => manager.Client.SendJson(HttpMethod.Post, $"/api/v1/intake/duty-weeks/{week}/hand-over", new { toId = worker.Id, matters = new[] { new { matterId = id } } }),
                _ => EndWork(worker),
            });
            ((int)answer.StatusCode).ShouldBeLessThan(500, await answer.Content.ReadAsStringAsync());

            Task<HttpResponseMessage> Decide(string outcome, Guid owner)
            {
                var decision = IntakeSteps.Decision(owner, outcome);
                decision["told"] = new JsonArray();
                return intake.Duty.Client.SendJson(HttpMethod.Post, path + "/decision", decision, version);
            }
        }

        async Task<HttpResponseMessage> EndWork(TestStaff worker)
        {
            var staff = await administrator.Get($"/api/v1/staff/{worker.Id}");
            workers[workers.IndexOf(worker)] = await intake.Host.AddStaff(intake.Duty.UnitId, Role.SocialWorker);
            return await administrator.SendJson(HttpMethod.Post, $"/api/v1/staff/{worker.Id}/end", new { }, $"\"{staff["version"]}\"");
        }

        // Other tests of this unit may have planned their own weeks.
        async Task<Guid> Week()
        {
            var monday = new DateOnly(2030, 1, 7).AddDays(7 * random.Next(500));
            return (await manager.Client.Post("/api/v1/intake/duty-weeks", new { unitId = intake.Duty.UnitId, startsOn = monday, workerId = intake.Duty.Id, substitutes = Array.Empty<object>() })).Id();
        }
    }

    private static async Task<IEnumerable<Guid>> Queue(HttpClient client)
    {
        var (ids, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await client.Get("/api/v1/intake/queue?view=unit&limit=200" + cursor);
            ids.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject().Id()));
            cursor = page["next"] is { } next ? "&cursor=" + next.GetValue<string>() : "";
        }
        while (cursor.Length > 0);
        return ids;
    }
}
