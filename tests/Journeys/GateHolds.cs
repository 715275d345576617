using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Journeys;

/// <summary>
/// A law of nature: whatever clients, professionals and the law have done in whatever order, every way to read answers as ten lines of
/// rules say, at the very next read.
/// </summary>
public class GateHolds
{
    private const int Steps = 10_000;
    private const int Clients = 4;
    private const int Rounds = 20;
    private static readonly DataClass[] Social = [DataClass.SocialAssessmentPart, DataClass.JointPlan, DataClass.ClientNarrative];

    [Theory, EveryDatabase]
    public async Task Every_way_to_read_follows_the_rules_after_any_history(DatabaseProvider database)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MONIPOLKU_TEST_SEED"), out var asked) ? asked : Random.Shared.Next();
        await using var host = await TestHost.StartAsync(database, new Dictionary<string, string?> { ["Access:BreakGlassMinutes"] = "5" });
        var worlds = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async i => await World.Begin(host, new Random(seed + i))));
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Task.WhenAll(worlds.Select(world => world.Run(Steps / Clients / Rounds)));
                // What was opened in an emergency closes by itself.
                host.Clock.Advance(TimeSpan.FromMinutes(5));
                foreach (var world in worlds) world.State.Glass.Clear();
            }
        }
        catch (Exception failure) when (failure is ShouldAssertException or InvalidOperationException)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
        worlds.Sum(w => w.Reads).ShouldBeGreaterThan(Steps / 2);
        worlds.Sum(w => w.Permitted).ShouldBeInRange(Steps / 10, Steps * 9 / 10);
    }

    /// <summary>What has been said so far.</summary>
    private sealed class Model
    {
        public bool JointWork { get; set; } = true;
        public Dictionary<Direction, (JsonObject Seen, DataClass[] Classes, Limit Limit)> Permissions { get; } = [];
        public List<(JsonObject Seen, Direction Direction, DataClass[] Classes, bool InEmergency)> Prohibitions { get; } = [];
        public List<(JsonObject Seen, TestStaff By, DataClass Class, Guid Unit)> Bases { get; } = [];
        public List<(JsonObject Seen, DataClass[] Classes)> Vetoes { get; } = [];
        public HashSet<Guid> Glass { get; } = [];

        /// <summary>The rules.</summary>
        /// <param name="item">What is known of the one item; null where nothing is.</param>
        public bool Permits(Reader reader, DataClass data, DataItem? item = null)
        {
            if (reader.IsClient) return true;
            if (reader.IsGuardian) return !Vetoes.Any(v => v.Classes.Length == 0 || v.Classes.Contains(data));
            var opened = Glass.Contains(reader.StaffId);
            if (DataClasses.HolderOf(data) is not { } holder || holder == reader.Sector) return reader.Related || opened;
            var direction = holder == Sector.Social ? Direction.SocialToHealth : Direction.HealthToSocial;
            var prohibitions = Prohibitions.Where(p => p.Direction == direction && (p.Classes.Length == 0 || p.Classes.Contains(data))).ToList();
            var permitted = JointWork && (data == DataClass.JointPlan || (Permissions.TryGetValue(direction, out var p) && p.Classes.Contains(data) && p.Limit.Covers(item)));
            var statutory = Bases.Any(b => b.Class == data && b.Unit == reader.UnitId);
            return (reader.Related && ((permitted && prohibitions.Count == 0) || statutory)) || (opened && !prohibitions.Any(x => x.InEmergency));
        }
    }

    /// <summary>What a permission is limited to; null, null and nothing for no limit.</summary>
    private sealed record Limit(DateOnly? From, DateOnly? To, string? Task)
    {
        public bool Covers(DataItem? item) =>
            (From is null || item?.Date >= From) && (To is null || item?.Date <= To) && (Task is null || item?.ServiceTask == Task);
    }

    private sealed record Reader(string Name, HttpClient Client, Guid StaffId = default, Guid UnitId = default, Sector Sector = default, bool Related = false)
    {
        public bool IsClient => Name == "client";
        public bool IsGuardian => Name == "guardian";
    }

    private sealed class World(TestHost host, Story story, IReadOnlyList<Reader> readers, Random random)
    {
        /// <summary>The social worker's notes beside the plan, by text.</summary>
        private readonly Dictionary<string, DataItem> _notes = new()
        {
            ["vanha"] = new(story.Today.AddDays(-60), "4"),
            ["uusi"] = new(story.Today, "5"),
            ["irti"] = new(story.Today.AddDays(-60)),
        };

        /// <summary>What is written today without a service task: the parts of the assessment.</summary>
        private readonly DataItem _part = new(story.Today);
        private readonly Queue<string> _last = new();

        public Model State { get; } = new();
        public int Reads { get; private set; }
        public int Permitted { get; private set; }

        public static async Task<World> Begin(TestHost host, Random random)
        {
            var story = await (await Story.Begin(host)).Until(Chapter.Referred);
            var code = TestHetu.New(40);
            await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
            var otherNurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
            static Reader Of(string name, TestStaff staff, Sector sector, bool related) => new(name, staff.Client, staff.Id, staff.UnitId, sector, related);
            var world = new World(host, story,
            [
                Of("social worker", story.SocialWorker, Sector.Social, true),
                Of("nurse", story.Nurse, Sector.Health, true),
                Of("outside social worker", story.Outsider, Sector.Social, false),
                Of("outside nurse", otherNurse, Sector.Health, false),
                new("client", await SignUp(host, new { personId = story.PersonId })),
                new("guardian", await SignUp(host, new { person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } })),
            ], random);
            foreach (var (text, item) in world._notes)
                await story.SocialWorker.Client.Post($"/api/v1/plans/{story.PlanId}/notes", new { kind = "general", text, aboutOn = item.Date, serviceTask = item.ServiceTask });
            return world;
        }

        /// <summary>Reads change nothing: those between two acts go at once, each drawn and judged before it is sent.</summary>
        public async Task Run(int steps)
        {
            var reads = new List<Task>();
            for (var step = 0; step < steps; step++)
            {
                if (random.Next(5) != 0)
                {
                    reads.Add(Read());
                    continue;
                }
                await Task.WhenAll(reads);
                reads.Clear();
                await Act();
            }
            await Task.WhenAll(reads);
        }

        private async Task Act()
        {
            var (social, nurse) = (story.SocialWorker, story.Nurse);
            switch (random.Next(8))
            {
                case 0 when State.JointWork:
                    Note("withdraw joint work");
                    await story.Withdraw();
                    State.JointWork = false;
                    break;
                case 0:
                    Note("consent to joint work");
                    await story.Consent();
                    State.JointWork = true;
                    break;
                case 1 or 2 when random.Next(3) == 0 && State.Permissions.Count > 0:
                    var (direction, given) = State.Permissions.ElementAt(random.Next(State.Permissions.Count));
                    Note($"withdraw permission {direction}");
                    await story.Withdraw(given.Seen);
                    State.Permissions.Remove(direction);
                    break;
                case 1 or 2:
                    var (to, classes) = AnyClasses(atLeast: 1);
                    var limit = AnyLimit(to);
                    Note($"permit {to} {string.Join(',', classes)} {limit}");
                    State.Permissions[to] = (await Permit(to, classes, limit), classes, limit);
                    break;
                case 3 when State.Prohibitions.Count > 0 && random.Next(3) > 0:
                    Note("withdraw prohibition");
                    await WithdrawProhibition(Take(State.Prohibitions).Seen);
                    break;
                case 3:
                    var (against, forbidden) = AnyClasses(atLeast: 0);
                    var inEmergency = random.Next(2) == 0;
                    // The same is prohibited once.
                    if (State.Prohibitions.Any(p => p.Direction == against && p.InEmergency == inEmergency && p.Classes.ToHashSet().SetEquals(forbidden))) break;
                    Note($"prohibit {against} {string.Join(',', forbidden)} {inEmergency}");
                    State.Prohibitions.Add((await social.Client.Post("/api/v1/prohibitions", new
                    {
                        personId = story.PersonId,
                        kind = "disclosure",
                        givenBy = new { client = true },
                        direction = against,
                        classes = forbidden,
                        holdsInEmergency = inEmergency,
                        competence = new { assessed = true, competent = true },
                    }), against, forbidden, inEmergency));
                    break;
                case 4 when State.Bases.Count > 0 && random.Next(3) > 0:
                    Note("end statutory basis");
                    var (seen, by, _, _) = Take(State.Bases);
                    await by.Client.Change(HttpMethod.Post, $"/api/v1/statutory-bases/{seen.Id()}/end", new { }, seen);
                    break;
                case 4:
                    var (recorder, recipient, data) = random.Next(2) == 0
                        ? (social, nurse.UnitId, Social[random.Next(Social.Length)])
                        : (nurse, social.UnitId, DataClass.HealthAssessmentPart);
                    Note($"statutory basis {data}");
                    State.Bases.Add((await recorder.Client.Post("/api/v1/statutory-bases", new
                    {
                        personId = story.PersonId,
                        paragraph = "703/2023 55 §",
                        reason = "Lapsen etu vaatii tiedon heti.",
                        direction = recorder == social ? Direction.SocialToHealth : Direction.HealthToSocial,
                        classes = new[] { data },
                        recipientUnits = new[] { recipient },
                        validTo = story.Today.AddMonths(1),
                    }), recorder, data, recipient));
                    break;
                case 5:
                    var reader = readers[random.Next(4)];
                    Note($"break-glass {reader.Name}");
                    await reader.Client.Post("/api/v1/access/break-glass", new { personId = story.PersonId, reason = "Hätätilanne päivystyksessä." });
                    State.Glass.Add(reader.StaffId);
                    break;
                case 6 when State.Vetoes.Count > 0 && random.Next(2) == 0:
                    Note("withdraw veto");
                    await WithdrawProhibition(Take(State.Vetoes).Seen);
                    break;
                case 6:
                    DataClass[] hidden = [.. new[] { DataClass.JointPlan, DataClass.Referral, DataClass.ConsentRecord }.Where(_ => random.Next(2) == 0)];
                    if (State.Vetoes.Any(v => v.Classes.ToHashSet().SetEquals(hidden))) break;
                    Note($"veto {string.Join(',', hidden)}");
                    State.Vetoes.Add((await social.Client.Post("/api/v1/prohibitions", new
                    {
                        personId = story.PersonId,
                        kind = "guardians",
                        givenBy = new { client = true },
                        classes = hidden,
                        reason = "Pelkää kotona väkivaltaa.",
                        notAgainstInterest = true,
                        competence = new { assessed = true, competent = true },
                    }), hidden));
                    break;
            }
        }

        private async Task Read()
        {
            Reads++;
            if (random.Next(20) == 0)
            {
                await ShouldDeliverAsTheRulesSay();
                return;
            }
            var reader = readers[random.Next(readers.Count)];
            var citizen = reader.IsClient || reader.IsGuardian;
            var (data, path) = (citizen ? random.Next(12) : random.Next(18)) switch
            {
                0 => (DataClass.JointPlan, $"/api/v1/plans/{story.PlanId}"),
                1 => (DataClass.JointPlan, $"/api/v1/plans?personId={story.PersonId}"),
                2 => (DataClass.JointPlan, $"/fhir/CarePlan/{story.PlanId}"),
                3 => (DataClass.JointPlan, $"/fhir/Goal?patient={story.PersonId}&_count=1"),
                4 => (DataClass.Referral, $"/api/v1/referrals/{story.ReferralId}"),
                5 => (DataClass.Referral, $"/fhir/Task?patient={story.PersonId}&_count=1"),
                6 => (DataClass.ConsentRecord, $"/api/v1/consents?personId={story.PersonId}&limit=1"),
                7 => (DataClass.ConsentRecord, $"/fhir/Consent?patient={story.PersonId}&_count=1"),
                8 => (DataClass.ConsentRecord, $"/api/v1/consents/{story.JointWork.Id()}/form"),
                9 => (DataClass.ConsentRecord, $"/api/v1/consents/{story.JointWork.Id()}/chain"),
                10 => (DataClass.ConsentRecord, $"/api/v1/consents/{story.JointWork.Id()}/told"),
                11 => (DataClass.JointPlan, $"/api/v1/plans/{story.PlanId}/notes/social"),
                12 => (DataClass.SocialAssessmentPart, $"/api/v1/assessments/{story.AssessmentId}/parts/social"),
                13 => (DataClass.HealthAssessmentPart, $"/api/v1/assessments/{story.AssessmentId}/parts/health"),
                14 => (DataClass.SocialAssessmentPart, $"/api/v1/access/explain?right=read-social-part&personId={story.PersonId}"),
                15 => (DataClass.HealthAssessmentPart, $"/api/v1/access/explain?right=read-health-part&personId={story.PersonId}"),
                16 => (DataClass.JointPlan, $"/api/v1/plans/{story.PlanId}/versions/1"),
                _ => (DataClass.JointAssessment, $"/api/v1/assessments/{story.AssessmentId}"),
            };
            var expected = State.Permits(reader, data, path.Contains("/parts/", StringComparison.Ordinal) ? _part : null);
            if (expected) Permitted++;
            using var answer = await reader.Client.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Shown(reader, path, answer.StatusCode, text).ShouldBe(expected, $"{reader.Name} {path} after {string.Join("; ", _last)}: {text}");
            if (data == DataClass.JointAssessment && expected) ShouldWithholdParts(reader, JsonNode.Parse(text)!.AsObject());
            if (path.Contains("/notes/", StringComparison.Ordinal) && expected) ShouldShowNotes(reader, JsonNode.Parse(text)!.AsObject());
        }

        /// <summary>
        /// Whether the answer holds what was asked for: a search that finds nothing tells nothing, in its total neither. A guardian gets no "no" but the
        /// answers for what is not there.
        /// </summary>
        private static bool Shown(Reader reader, string path, HttpStatusCode status, string text)
        {
            if (path.Contains("patient=", StringComparison.Ordinal))
            {
                status.ShouldBe(HttpStatusCode.OK, text);
                var bundle = JsonNode.Parse(text)!;
                var total = bundle["total"]!.GetValue<int>();
                (bundle["entry"]?.AsArray().Count ?? 0).ShouldBe(Math.Min(total, 1));
                return total > 0;
            }
            if (path.Contains("explain", StringComparison.Ordinal)) return JsonNode.Parse(text)!["permitted"]!.GetValue<bool>();
            if (reader.IsGuardian && path.Contains("personId=", StringComparison.Ordinal))
            {
                status.ShouldBe(HttpStatusCode.OK, text);
                return JsonNode.Parse(text)!["items"]!.AsArray().Count > 0;
            }
            status.ShouldBeOneOf(HttpStatusCode.OK, reader.IsGuardian ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
            return status == HttpStatusCode.OK;
        }

        private void ShouldWithholdParts(Reader reader, JsonObject assessment)
        {
            foreach (var part in assessment["parts"]!.AsArray())
            {
                var data = part!.AsObject().Text("sector") == "social" ? DataClass.SocialAssessmentPart : DataClass.HealthAssessmentPart;
                (part["withheld"] is null).ShouldBe(State.Permits(reader, data, _part), $"{reader.Name} {data} in the assessment after {string.Join("; ", _last)}");
            }
        }

        /// <summary>Each note by itself; and a mark where the client does not let all of them be read, whether there are such or not.</summary>
        private void ShouldShowNotes(Reader reader, JsonObject notes)
        {
            var shown = notes["items"]!.AsArray().Select(n => n!.Text("text")).Order();
            var expected = _notes.Where(n => State.Permits(reader, DataClass.ClientNarrative, n.Value)).Select(n => n.Key).Order();
            shown.ShouldBe(expected, $"{reader.Name} notes after {string.Join("; ", _last)}: {notes.ToJsonString()}");
            (notes["withheld"] is null).ShouldBe(State.Permits(reader, DataClass.ClientNarrative), $"{reader.Name} mark after {string.Join("; ", _last)}");
        }

        private Limit AnyLimit(Direction to) => random.Next(6) switch
        {
            0 => new Limit(null, story.Today.AddDays(-1), null),
            1 => new Limit(story.Today, null, null),
            2 when to == Direction.SocialToHealth => new Limit(null, null, "4"),
            _ => new Limit(null, null, null),
        };

        private Task<JsonObject> Permit(Direction to, DataClass[] classes, Limit limit) => story.SocialWorker.Client.Post("/api/v1/consents", new
        {
            personId = story.PersonId,
            matterId = story.MatterId,
            kind = "disclosurePermission",
            givenBy = new { client = true },
            form = "paper",
            language = "fi",
            informationTextVersion = "2026-1",
            signedOn = story.Today,
            purpose = "Yhteinen suunnitelma",
            direction = to,
            classes,
            dataFrom = limit.From,
            dataTo = limit.To,
            serviceTasks = limit.Task is null ? Array.Empty<string>() : [limit.Task],
            competence = new { assessed = true, competent = true },
        });

        /// <summary>The whole other register is the recipient: what names units is not for it.</summary>
        private async Task ShouldDeliverAsTheRulesSay()
        {
            await using var scope = host.Services.CreateAsyncScope();
            var decision = await scope.ServiceProvider.GetRequiredService<IAccessGate>()
                .DecideDelivery(Sector.Health, DataClass.JointPlan, story.PersonId, Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture), CancellationToken.None);
            var register = new Reader("register", null!, Sector: Sector.Health, Related: true);
            (decision.Refusal is null).ShouldBe(State.Permits(register, DataClass.JointPlan), $"delivery after {string.Join("; ", _last)}");
        }

        private (Direction Direction, DataClass[] Classes) AnyClasses(int atLeast)
        {
            if (random.Next(2) == 0) return (Direction.HealthToSocial, atLeast == 0 && random.Next(2) == 0 ? [] : [DataClass.HealthAssessmentPart]);
            DataClass[] some = [.. Social.Where(_ => random.Next(2) == 0)];
            return (Direction.SocialToHealth, some.Length < atLeast ? Social : some);
        }

        private Task<JsonObject> WithdrawProhibition(JsonObject seen) => story.SocialWorker.Client.Change(
            HttpMethod.Post, $"/api/v1/prohibitions/{seen.Id()}/withdraw", new { withdrawnBy = new { client = true } }, seen);

        private T Take<T>(List<T> from)
        {
            var at = random.Next(from.Count);
            var taken = from[at];
            from.RemoveAt(at);
            return taken;
        }

        private void Note(string action)
        {
            _last.Enqueue(action);
            if (_last.Count > 12) _last.Dequeue();
        }

        private static async Task<HttpClient> SignUp(TestHost host, object who)
        {
            var subject = "client." + Guid.NewGuid().ToString("N");
            var body = System.Text.Json.JsonSerializer.SerializeToNode(who, JsonRules.Options)!.AsObject();
            body["subject"] = subject;
            await (await host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
            return await host.As(subject);
        }
    }
}
