using System.Globalization;
using System.Net;
using System.Text;
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
    private static readonly DataClass[] Health = [DataClass.HealthAssessmentPart, DataClass.PatientNotes];

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
                // What was opened in an emergency closes by itself.
                host.Clock.Advance(TimeSpan.FromMinutes(5));
                await Task.WhenAll(worlds.Select(world => world.Run(Steps / Clients / Rounds)));
                await Task.WhenAll(worlds.Select(world => world.ShouldHaveDisclosedWhatTheRulesLetPass()));
                foreach (var world in worlds) world.State.Glass.Clear();
            }
        }
        catch (Exception failure) when (failure is ShouldAssertException or InvalidOperationException)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
        worlds.Sum(w => w.Reads).ShouldBeGreaterThan(Steps / 2);
        worlds.Sum(w => w.Permitted).ShouldBeInRange(Steps / 10, Steps * 9 / 10);
        // A way that nobody went, or that opened nothing or everything, would prove nothing.
        foreach (var way in worlds.SelectMany(w => w.Answers).GroupBy(a => a.Key.Way, a => (a.Key.Shown, a.Value)))
        {
            way.Sum(a => a.Value).ShouldBeGreaterThan(Steps / 1000, way.Key);
            way.Any(a => a.Shown).ShouldBe(!World.OfNobody.Contains(way.Key), way.Key);
            way.Any(a => !a.Shown).ShouldBeTrue(way.Key);
        }
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

        /// <summary>Of what has been said, also when it holds no more: the last permission out of social care, and prohibitions of disclosure.</summary>
        public Guid? LastPermission { get; set; }
        public List<(Guid Id, Direction Direction)> Prohibited { get; } = [];
        public List<Guid> Vetoed { get; } = [];

        /// <summary>The rules.</summary>
        /// <param name="item">What is known of the one item; null where nothing is.</param>
        /// <param name="reads">An emergency and a law open no more than reading.</param>
        public bool Permits(Reader reader, DataClass data, DataItem? item = null, bool reads = true)
        {
            if (reader.IsClient) return true;
            // Who the child is they know; what of it is not theirs is left out.
            if (reader.IsGuardian) return data == DataClass.Person || !Keeps(data);
            var opened = reads && Glass.Contains(reader.StaffId);
            if (DataClasses.HolderOf(data) is not { } holder || holder == reader.Sector) return reader.Related || opened;
            var direction = holder == Sector.Social ? Direction.SocialToHealth : Direction.HealthToSocial;
            var prohibitions = Prohibitions.Where(p => p.Direction == direction && (p.Classes.Length == 0 || p.Classes.Contains(data))).ToList();
            var permitted = JointWork && (data == DataClass.JointPlan || (Permissions.TryGetValue(direction, out var p) && p.Classes.Contains(data) && p.Limit.Covers(item)));
            var statutory = reads && Bases.Any(b => b.Class == data && b.Unit == reader.UnitId);
            return (reader.Related && ((permitted && prohibitions.Count == 0) || statutory)) || (opened && !prohibitions.Any(x => x.InEmergency));
        }

        /// <summary>Whether the child keeps it from the guardian.</summary>
        public bool Keeps(DataClass data) => Vetoes.Any(v => v.Classes.Length == 0 || v.Classes.Contains(data));
    }

    /// <summary>What a permission is limited to; null, null and nothing for no limit.</summary>
    private sealed record Limit(DateOnly? From, DateOnly? To, string? Task)
    {
        public bool Covers(DataItem? item) =>
            (From is null || item?.Date >= From) && (To is null || item?.Date <= To) && (Task is null || item?.ServiceTask == Task);
    }

    /// <param name="App">The one FHIR type that their app's token opens; null where it is no app.</param>
    private sealed record Reader(string Name, HttpClient Client, Guid StaffId = default, Guid UnitId = default, Sector Sector = default, bool Related = false, string? App = null)
    {
        public bool IsClient => Name.StartsWith("client", StringComparison.Ordinal);
        public bool IsGuardian => Name.StartsWith("guardian", StringComparison.Ordinal);
        public bool IsCitizen => IsClient || IsGuardian;
    }

    private enum For
    {
        Everybody,

        /// <summary>Not tried by citizens, whose no is another one.</summary>
        Staff,

        /// <summary>Of vetoes: a guardian does not learn of one.</summary>
        AllButGuardians,

        /// <summary>For those who watch over the log.</summary>
        Nobody,
    }

    /// <summary>One way to read.</summary>
    /// <param name="Name">Also what the log of a failure says.</param>
    /// <param name="Data">Which kind of data it opens.</param>
    private sealed record Way(string Name, DataClass Data, string Path, For To = For.Everybody)
    {
        /// <summary>What the search takes along, by type; nothing where it opens nothing.</summary>
        public (string Type, DataClass Data)[] Along { get; init; } = [];

        /// <summary>Sent to <c>_search</c> in the body.</summary>
        public string? Form { get; init; }

        /// <summary>Of which it is, where limits of a permission count.</summary>
        public DataItem? Item { get; init; }

        /// <summary>For those who may change it.</summary>
        public bool Changes { get; init; }

        /// <summary>Who has used the child's data: for social care's staff and for citizens, and not for a guardian from whom the child keeps all.</summary>
        public bool Log { get; init; }

        /// <summary>The register that holds it, whose staff read it whatever becomes of the plan; null where the data says it all.</summary>
        public Sector? OfRegister { get; init; }

        /// <summary>A list in which there is nothing yet.</summary>
        public bool Empty { get; init; }

        /// <summary>Over FHIR, and of which type; null over REST.</summary>
        public string? Type => Path.StartsWith("/fhir/", StringComparison.Ordinal) ? Path.Split('/', '?')[2] : null;
        public bool Searches => Type is not null && (Form is not null || Path.Contains('?', StringComparison.Ordinal));
    }

    private sealed class World(TestHost host, Story story, IReadOnlyList<Reader> readers, Random random)
    {
        /// <summary>The notes beside the plan, by text: the social worker's and the nurse's.</summary>
        private readonly Dictionary<Sector, Dictionary<string, DataItem>> _notes = new()
        {
            [Sector.Social] = new()
            {
                ["vanha"] = new(story.Today.AddDays(-60), "4"),
                ["uusi"] = new(story.Today, "5"),
                ["irti"] = new(story.Today.AddDays(-60)),
            },
            [Sector.Health] = new()
            {
                ["eilinen"] = new(story.Today.AddDays(-60)),
                ["tuore"] = new(story.Today),
            },
        };

        /// <summary>Chapters of the overview in which there is always something.</summary>
        private static readonly Dictionary<string, DataClass> Chapters = new() { ["consents"] = DataClass.ConsentRecord, ["plans"] = DataClass.JointPlan, ["referrals"] = DataClass.Referral };

        /// <summary>Who used what of the other register's data in this round.</summary>
        private readonly HashSet<(Guid StaffId, DataClass Data)> _uses = [];
        private string _versionOfReferral = "";
        private HttpClient _auditor = null!;

        /// <summary>What is written today without a service task: the parts of the assessment.</summary>
        private readonly DataItem _part = new(story.Today);
        private readonly Queue<string> _last = new();

        public Model State { get; } = new();
        public int Reads { get; private set; }
        public int Permitted { get; private set; }

        /// <summary>How often each way showed something, and how often nothing.</summary>
        public Dictionary<(string Way, bool Shown), int> Answers { get; } = [];

        public static readonly string[] OfNobody = ["audit", "audit export", "disclosures", "disclosures export"];

        public static async Task<World> Begin(TestHost host, Random random)
        {
            var story = await (await Story.Begin(host)).Until(Chapter.Referred);
            var code = TestHetu.New(40);
            await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
            var otherNurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
            static Reader Of(string name, TestStaff staff, Sector sector, bool related) => new(name, staff.Client, staff.Id, staff.UnitId, sector, related);
            var (client, guardian) = (await SignUp(host, new { personId = story.PersonId }), await SignUp(host, new { person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } }));
            var world = new World(host, story,
            [
                Of("social worker", story.SocialWorker, Sector.Social, true),
                Of("nurse", story.Nurse, Sector.Health, true),
                Of("outside social worker", story.Outsider, Sector.Social, false),
                Of("outside nurse", otherNurse, Sector.Health, false),
                new("client", await host.As(client)),
                new("guardian", await host.As(guardian)),
                // An app that asked for the plan alone.
                new("client's app", await host.As(client, "user/CarePlan.rs"), App: "CarePlan"),
                new("guardian's app", await host.As(guardian, "user/CarePlan.rs"), App: "CarePlan"),
            ], random);
            foreach (var (sector, notes) in world._notes)
            {
                foreach (var (text, item) in notes)
                    await (sector == Sector.Social ? story.SocialWorker : story.Nurse).Client.Post($"/api/v1/plans/{story.PlanId}/notes", new { kind = "general", text, aboutOn = item.Date, serviceTask = item.ServiceTask, sources = Story.Told(story.Today) });
            }
            world._versionOfReferral = (await story.SocialWorker.Client.Get($"/fhir/ServiceRequest/{story.ReferralId}"))["meta"]!.AsObject().Text("versionId");
            world._auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
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
                    if (to == Direction.SocialToHealth) State.LastPermission = State.Permissions[to].Seen.Id();
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
                    State.Prohibited.Add((State.Prohibitions[^1].Seen.Id(), against));
                    break;
                case 4 when State.Bases.Count > 0 && random.Next(3) > 0:
                    Note("end statutory basis");
                    var (seen, by, _, _) = Take(State.Bases);
                    await by.Client.Change(HttpMethod.Post, $"/api/v1/statutory-bases/{seen.Id()}/end", new { }, seen);
                    break;
                case 4:
                    var (recorder, recipient, data) = random.Next(2) == 0
                        ? (social, nurse.UnitId, Social[random.Next(Social.Length)])
                        : (nurse, social.UnitId, Health[random.Next(Health.Length)]);
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
                    State.Vetoed.Add(State.Vetoes[^1].Seen.Id());
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
            // A guardian finds a list without anything and a hidden one alike.
            var ways = Ways().Where(w => (w.To != For.Staff || !reader.IsCitizen) && (reader.App is null || w.Type is not null) && !(w.Empty && reader.IsGuardian)).ToList();
            var way = ways[random.Next(ways.Count)];
            var expected = way.To != For.Nobody && !(way.To == For.AllButGuardians && reader.IsGuardian) && (reader.App is null || reader.App == way.Type)
                && (State.Permits(reader, way.Data, way.Item, reads: !way.Changes) || (way.OfRegister is { } register && !reader.IsCitizen && reader.Related && reader.Sector == register))
                && (!way.Log || (reader.IsGuardian ? !State.Keeps(way.Data) : reader.IsClient || reader.Sector == Sector.Social));
            string[] along = expected && reader.App is null ? [.. way.Along.Where(a => State.Permits(reader, a.Data)).Select(a => a.Type).Order(StringComparer.Ordinal)] : [];
            if (expected) Permitted++;
            Answers[(way.Name, expected)] = Answers.GetValueOrDefault((way.Name, expected)) + 1;
            if (expected && !reader.IsCitizen) Use(reader, way);
            var after = $"{reader.Name} {way.Path} {way.Form} after {string.Join("; ", _last)}";

            using var request = new HttpRequestMessage(way.Form is null ? HttpMethod.Get : HttpMethod.Post, way.Path);
            request.Headers.AcceptLanguage.ParseAdd("en");
            if (way.Form is { } form) request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var answer = await reader.Client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (way.Searches && (reader.App is null || reader.App == way.Type)) ShouldFind(way, expected, along, answer.StatusCode, text, after);
            else Shown(reader, way, answer.StatusCode, text).ShouldBe(expected, $"{after}: {text}");
            if (!expected) return;
            switch (way.Name)
            {
                case "overview":
                    foreach (var chapter in JsonNode.Parse(text)!["chapters"]!.AsArray().Select(c => c!.AsObject()))
                        if (Chapters.TryGetValue(chapter.Text("part"), out var told)) (chapter["lines"]!.AsArray().Count > 0).ShouldBe(State.Permits(reader, told), $"{after}: {chapter.ToJsonString()}");
                    break;
                case "assessment":
                    ShouldWithholdParts(reader, JsonNode.Parse(text)!.AsObject());
                    break;
                case "notes of social care" or "notes of health care":
                    ShouldShowNotes(reader, JsonNode.Parse(text)!.AsObject());
                    break;
                case "access log" when reader.IsGuardian:
                    var log = JsonNode.Parse(text)!["items"]!.AsArray().Select(e => e!.AsObject().Text("data")).ToHashSet();
                    foreach (var (data, words) in ((DataClass, string)[])[(DataClass.JointPlan, "joint plan"), (DataClass.ConsentRecord, "consents, permissions"), (DataClass.Referral, "referral")])
                        if (State.Keeps(data)) log.ShouldNotContain(d => d.Contains(words, StringComparison.OrdinalIgnoreCase), after);
                    break;
                default:
                    if (!way.Path.EndsWith("/_history", StringComparison.Ordinal)) break;
                    var history = JsonNode.Parse(text)!;
                    history["entry"]!.AsArray().Count.ShouldBe(history["total"]!.GetValue<int>(), after);
                    break;
            }
        }

        /// <summary>Every way there is today: some lead to what has been said meanwhile.</summary>
        private IEnumerable<Way> Ways()
        {
            var (person, plan, referral, assessment, given) = (story.PersonId, story.PlanId, story.ReferralId, story.AssessmentId, story.JointWork.Id());
            yield return new("plan", DataClass.JointPlan, $"/api/v1/plans/{plan}");
            yield return new("plans", DataClass.JointPlan, $"/api/v1/plans?personId={person}");
            yield return new("plan's version", DataClass.JointPlan, $"/api/v1/plans/{plan}/versions/1");
            yield return new("plan's draft", DataClass.JointPlan, $"/api/v1/plans/{plan}/draft", For.Staff) { Changes = true };
            yield return new("plan's receipts", DataClass.JointPlan, $"/api/v1/plans/{plan}/recordings");
            yield return new("notes of social care", DataClass.JointPlan, $"/api/v1/plans/{plan}/notes/social") { OfRegister = Sector.Social };
            yield return new("notes of health care", DataClass.JointPlan, $"/api/v1/plans/{plan}/notes/health") { OfRegister = Sector.Health };
            yield return new("CarePlan", DataClass.JointPlan, $"/fhir/CarePlan/{plan}");
            yield return new("CarePlan vread", DataClass.JointPlan, $"/fhir/CarePlan/{plan}/_history/1");
            yield return new("CarePlan history", DataClass.JointPlan, $"/fhir/CarePlan/{plan}/_history");
            yield return new("CarePlan search by form", DataClass.JointPlan, "/fhir/CarePlan/_search") { Form = $"patient={person}" };
            yield return new("CarePlan count", DataClass.JointPlan, $"/fhir/CarePlan?patient={person}&_count=0");
            yield return new("CareTeam vread", DataClass.JointPlan, $"/fhir/CareTeam/{plan}/_history/1");
            yield return new("Goal search", DataClass.JointPlan, $"/fhir/Goal?patient={person}&_count=1");
            yield return new("CarePlan with what it refers to", DataClass.JointPlan,
                $"/fhir/CarePlan?_id={plan}&_include=CarePlan:goal&_include=CarePlan:care-team&_include=CarePlan:subject&_revinclude=ServiceRequest:based-on")
            {
                Along = [("Goal", DataClass.JointPlan), ("CareTeam", DataClass.JointPlan), ("Patient", DataClass.Person), ("ServiceRequest", DataClass.Referral)],
            };
            yield return new("Goal with its plan", DataClass.JointPlan, $"/fhir/Goal?patient={person}&_revinclude=CarePlan:goal") { Along = [("CarePlan", DataClass.JointPlan)] };

            yield return new("referral", DataClass.Referral, $"/api/v1/referrals/{referral}");
            yield return new("referrals", DataClass.Referral, $"/api/v1/referrals?personId={person}");
            yield return new("Task", DataClass.Referral, $"/fhir/Task/{referral}");
            yield return new("Task search", DataClass.Referral, $"/fhir/Task?patient={person}&_count=1");
            yield return new("ServiceRequest vread", DataClass.Referral, $"/fhir/ServiceRequest/{referral}/_history/{_versionOfReferral}");
            yield return new("ServiceRequest with what it refers to", DataClass.Referral,
                $"/fhir/ServiceRequest?patient={person}&_include=ServiceRequest:based-on&_include=ServiceRequest:patient&_revinclude=Task:focus")
            {
                Along = [("CarePlan", DataClass.JointPlan), ("Patient", DataClass.Person), ("Task", DataClass.Referral)],
            };
            yield return new("Task with its referral by form", DataClass.Referral, "/fhir/Task/_search") { Form = $"patient={person}&_include=Task:focus", Along = [("ServiceRequest", DataClass.Referral)] };

            yield return new("consents", DataClass.ConsentRecord, $"/api/v1/consents?personId={person}&limit=1");
            foreach (var (name, rest) in ((string, string)[])[("consent", ""), ("consent's version", "/versions/1"), ("consent's form", "/form"), ("consent's chain", "/chain"), ("consent's told", "/told"), ("consent's receipts", "/recordings")])
                yield return new(name, DataClass.ConsentRecord, $"/api/v1/consents/{given}{rest}");
            if (State.LastPermission is { } permission) yield return new("consent's document", DataClass.ConsentRecord, $"/api/v1/consents/{permission}/document?type=thl");
            yield return new("Consent search", DataClass.ConsentRecord, $"/fhir/Consent?patient={person}&_count=1");
            yield return new("Consent vread", DataClass.ConsentRecord, $"/fhir/Consent/{given}/_history/1");
            yield return new("Consent history", DataClass.ConsentRecord, $"/fhir/Consent/{given}/_history");
            yield return new("Provenance", DataClass.ConsentRecord, $"/fhir/Provenance/{given}-1");
            yield return new("Provenance search", DataClass.ConsentRecord, $"/fhir/Provenance?target={given}");
            yield return new("Consent with its provenance", DataClass.ConsentRecord, $"/fhir/Consent?_id={given}&_include=Consent:consentor&_revinclude=Provenance:target")
            {
                Along = [("Patient", DataClass.Person), ("Provenance", DataClass.ConsentRecord)],
            };
            yield return new("prohibitions", DataClass.ConsentRecord, $"/api/v1/prohibitions?personId={person}") { Empty = State.Prohibited.Count == 0 };
            if (State.Prohibited.Count > 0)
            {
                var (prohibition, direction) = State.Prohibited[^1];
                foreach (var (name, rest) in ((string, string)[])[("prohibition", ""), ("prohibition's told", "/told"), ("prohibition's receipts", "/recordings")])
                    yield return new(name, DataClass.ConsentRecord, $"/api/v1/prohibitions/{prohibition}{rest}");
                if (direction == Direction.SocialToHealth) yield return new("prohibition's document", DataClass.ConsentRecord, $"/api/v1/prohibitions/{prohibition}/document?type=thl");
                yield return new("prohibition as Consent", DataClass.ConsentRecord, $"/fhir/Consent/{prohibition}");
                yield return new("prohibition's history", DataClass.ConsentRecord, $"/fhir/Consent/{prohibition}/_history");
            }
            if (State.Vetoed.Count > 0) yield return new("veto", DataClass.ConsentRecord, $"/api/v1/prohibitions/{State.Vetoed[^1]}", For.AllButGuardians);

            yield return new("person", DataClass.Person, $"/api/v1/people/{person}");
            yield return new("overview", DataClass.Person, $"/api/v1/people/{person}/overview");
            yield return new("Patient", DataClass.Person, $"/fhir/Patient/{person}");
            yield return new("Patient search", DataClass.Person, $"/fhir/Patient?_id={person}");
            yield return new("access log", DataClass.Person, $"/api/v1/people/{person}/access-log?limit=20") { Changes = true, Log = true };

            yield return new("assessment", DataClass.JointAssessment, $"/api/v1/assessments/{assessment}", For.Staff);
            yield return new("assessments", DataClass.JointAssessment, $"/api/v1/assessments?personId={person}", For.Staff);
            yield return new("assessment's document", DataClass.JointAssessment, $"/api/v1/assessments/{assessment}/document?type=thl", For.Staff);
            yield return new("QuestionnaireResponse search", DataClass.JointAssessment, $"/fhir/QuestionnaireResponse?patient={person}", For.Staff);
            foreach (var (name, data) in ((string, DataClass)[])[("social", DataClass.SocialAssessmentPart), ("health", DataClass.HealthAssessmentPart)])
            {
                yield return new(name + " part", data, $"/api/v1/assessments/{assessment}/parts/{name}", For.Staff) { Item = _part };
                yield return new($"explain {name} part", data, $"/api/v1/access/explain?right=read-{name}-part&personId={person}", For.Staff);
            }

            const string Period = "from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z";
            foreach (var (name, path) in OfNobody.Zip((string[])[$"/api/v1/audit?personId={person}", $"/api/v1/audit/export?{Period}", $"/api/v1/disclosures?personId={person}&{Period}", $"/api/v1/people/{person}/disclosures/export?{Period}"]))
                yield return new(name, DataClass.Administration, path, For.Nobody);
        }

        /// <summary>What the disclosures of this round must tell.</summary>
        private void Use(Reader reader, Way way)
        {
            void Of(DataClass data)
            {
                if (DataClasses.HolderOf(data) is { } holder && holder != reader.Sector) _uses.Add((reader.StaffId, data));
            }

            // A question is no use.
            if (way.Name.StartsWith("explain", StringComparison.Ordinal)) return;
            if (way.OfRegister is null || State.Permits(reader, way.Data)) Of(way.Data);
            foreach (var (_, data) in way.Along.Where(a => State.Permits(reader, a.Data))) Of(data);
            if (way.Name == "overview" && State.Permits(reader, DataClass.JointPlan)) Of(DataClass.JointPlan);
            foreach (var data in (DataClass[])[DataClass.SocialAssessmentPart, DataClass.HealthAssessmentPart])
                if (way.Name == "assessment" && State.Permits(reader, data, _part)) Of(data);
            foreach (var (sector, notes) in _notes)
            {
                var data = NotesOf(sector);
                if (way.Path.EndsWith($"/notes/{JsonRules.CodeOf(sector)}", StringComparison.Ordinal)
                    && (State.Permits(reader, data) || notes.Values.Any(item => State.Permits(reader, data, item)))) Of(data);
            }
        }

        /// <summary>The holder of a register is told of each use that the rules let pass in this round, and of nothing else.</summary>
        public async Task ShouldHaveDisclosedWhatTheRulesLetPass()
        {
            var now = host.Clock.GetUtcNow();
            var period = $"from={Uri.EscapeDataString($"{now:O}")}&to={Uri.EscapeDataString($"{now.AddMilliseconds(1):O}")}&limit=200";
            var (uses, count, cursor) = (new HashSet<(Guid, DataClass)>(), 0, (string?)null);
            do
            {
                var page = await _auditor.Get($"/api/v1/disclosures?personId={story.PersonId}&{period}{(cursor is null ? "" : "&cursor=" + cursor)}");
                foreach (var one in page["items"]!.AsArray()) uses.Add((one!["staffId"]!.GetValue<Guid>(), Enum.Parse<DataClass>(one.AsObject().Text("dataClass"), ignoreCase: true)));
                if (cursor is null) count = page["items"]!.AsArray().Count;
                cursor = page["next"]?.GetValue<string>();
            } while (cursor is not null);
            uses.Order().ToList().ShouldBe([.. _uses.Order()], "disclosures of the round");
            // Each as a pair of AuditEvent and Provenance.
            var export = await _auditor.Get($"/api/v1/people/{story.PersonId}/disclosures/export?{period}");
            (export["entry"]?.AsArray().Count ?? 0).ShouldBe(2 * count);
            _uses.Clear();
        }

        /// <summary>Whether the answer holds what was asked for. A guardian gets no "no" but the answers for what is not there.</summary>
        private static bool Shown(Reader reader, Way way, HttpStatusCode status, string text)
        {
            if (way.Name.StartsWith("explain", StringComparison.Ordinal)) return JsonNode.Parse(text)!["permitted"]!.GetValue<bool>();
            if (reader.IsGuardian && way.To != For.Nobody && (way.Path.Contains("personId=", StringComparison.Ordinal) || way.Name == "access log"))
            {
                status.ShouldBe(HttpStatusCode.OK, text);
                return JsonNode.Parse(text)!["items"]!.AsArray().Count > 0;
            }
            var refused = reader.IsGuardian && way.To != For.Nobody && (reader.App is null || reader.App == way.Type);
            status.ShouldBeOneOf(HttpStatusCode.OK, refused ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
            return status == HttpStatusCode.OK;
        }

        /// <summary>A search that may find nothing tells nothing: neither in its total nor in what it takes along.</summary>
        private static void ShouldFind(Way way, bool expected, string[] along, HttpStatusCode status, string text, string after)
        {
            status.ShouldBe(HttpStatusCode.OK, after + ": " + text);
            var bundle = JsonNode.Parse(text)!;
            var total = bundle["total"]!.GetValue<int>();
            (total > 0).ShouldBe(expected, after + ": " + text);
            var entries = bundle["entry"]?.AsArray().Select(e => (Mode: e!["search"]!["mode"]!.GetValue<string>(), Type: e["resource"]!["resourceType"]!.GetValue<string>())).ToList() ?? [];
            var shown = way.Path.Contains("_count=0", StringComparison.Ordinal) ? 0 : way.Path.Contains("_count=1", StringComparison.Ordinal) ? Math.Min(total, 1) : total;
            entries.Count(e => e.Mode == "match" && e.Type == way.Type).ShouldBe(shown, after);
            entries.Where(e => e.Mode != "match").Select(e => e.Type).Distinct().Order(StringComparer.Ordinal).ToArray().ShouldBe(along, after + ": " + text);
        }

        private static DataClass NotesOf(Sector sector) => sector == Sector.Social ? DataClass.ClientNarrative : DataClass.PatientNotes;

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
            var sector = Enum.Parse<Sector>(notes.Text("sector"), ignoreCase: true);
            var shown = notes["items"]!.AsArray().Select(n => n!.Text("text")).Order();
            var expected = _notes[sector].Where(n => State.Permits(reader, NotesOf(sector), n.Value)).Select(n => n.Key).Order();
            shown.ShouldBe(expected, $"{reader.Name} notes after {string.Join("; ", _last)}: {notes.ToJsonString()}");
            (notes["withheld"] is null).ShouldBe(State.Permits(reader, NotesOf(sector)), $"{reader.Name} mark after {string.Join("; ", _last)}");
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
            DataClass[] delivered = [.. Social, .. Health, DataClass.ConsentRecord];
            var (data, to) = (delivered[random.Next(delivered.Length)], random.Next(2) == 0 ? Sector.Health : Sector.Social);
            var expected = State.Permits(new Reader("register", null!, Sector: to, Related: true), data);
            await using var scope = host.Services.CreateAsyncScope();
            var decision = await scope.ServiceProvider.GetRequiredService<IAccessGate>()
                .DecideDelivery(to, data, story.PersonId, Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture), CancellationToken.None);
            (decision.Refusal is null).ShouldBe(expected, $"delivery of {data} to {to} after {string.Join("; ", _last)}");
        }

        private (Direction Direction, DataClass[] Classes) AnyClasses(int atLeast)
        {
            var (direction, all) = random.Next(2) == 0 ? (Direction.HealthToSocial, Health) : (Direction.SocialToHealth, Social);
            DataClass[] some = [.. all.Where(_ => random.Next(2) == 0)];
            return (direction, some.Length < atLeast ? all : some);
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

        /// <summary>The subject with which they sign in.</summary>
        private static async Task<string> SignUp(TestHost host, object who)
        {
            var subject = "client." + Guid.NewGuid().ToString("N");
            var body = System.Text.Json.JsonSerializer.SerializeToNode(who, JsonRules.Options)!.AsObject();
            body["subject"] = subject;
            await (await host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
            return subject;
        }
    }
}
