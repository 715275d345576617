using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

/// <summary>
/// What the gate answers to every operation for every role, sector, relationship and state of permission, compared with the reviewed
/// table in contracts/access-matrix.csv. A new operation without its rows fails here.
/// </summary>
public class AccessMatrix
{
    private const string Promise = "contracts/access-matrix.csv";
    private const string Any = "*";

    private static readonly Sector[] Sectors = Enum.GetValues<Sector>();

    /// <summary>What the client has said, or the law, or an emergency opens.</summary>
    private static readonly string[] States =
        ["nothing", "jointWork", "permission", "jointWorkWithdrawn", "permissionWithdrawn", "prohibited", "statutoryBasis", "prohibitedButStatutory", "emergency", "ownRecord"];

    [Fact]
    public async Task Every_operation_answers_as_the_reviewed_table_says()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var world = await World.Build(host);
        var answers = new ConcurrentDictionary<string, IReadOnlyList<string>>();
        var operations = Operations(host).ToList();
        operations.Count.ShouldBeGreaterThan(60);
        var rights = operations.Select(o => o.Right).Distinct().ToList();
        await Parallel.ForEachAsync(rights, async (right, ct) => answers[right.Name] = await Rows(host, world, right, ct));

        var lines = new List<string> { "operation;right;callers;sector;relationship;" + string.Join(';', States) };
        foreach (var (operation, right) in operations)
            lines.AddRange(answers[right.Name].Select(row => $"{operation};{right.Name};{row}"));
        ShouldMatch(string.Join('\n', lines) + "\n");
    }

    /// <summary>Each operation of REST by its address, each served type of the facade by its name, with the right that the gate is asked for.</summary>
    private static IEnumerable<(string Operation, Right Right)> Operations(TestHost host)
    {
        var rest = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Right>() is not null)
            .Select(e => (
                Operation: $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} /{e.RoutePattern.RawText!.TrimStart('/')}",
                Right: e.Metadata.GetMetadata<Right>()!))
            .SelectMany(o => o.Operation.EndsWith("/parts/{sector:regex(^(social|health)$)}", StringComparison.Ordinal) && o.Right == Rights.ReadAssessment
                ? new[] { (o.Operation.Split("/parts/")[0] + "/parts/social", Rights.ReadSocialPart), (o.Operation.Split("/parts/")[0] + "/parts/health", Rights.ReadHealthPart) }
                : [o]);
        var types = Assembly.Load("Monipolku.Fhir").GetType("Monipolku.Fhir.Facade.FacadeType")!;
        var served = ((System.Collections.IEnumerable)types.GetField("All")!.GetValue(null)!).Cast<object>()
            .Select(type => ($"GET /fhir/{types.GetProperty("Name")!.GetValue(type)}", (Right)types.GetProperty("Right")!.GetValue(type)!));
        return rest.Concat(served).OrderBy(o => o.Item1.Split(' ')[1], StringComparer.Ordinal).ThenBy(o => o.Item1, StringComparer.Ordinal);
    }

    /// <summary>Callers with the same answers everywhere share a row; so do sectors, and having a relationship or not.</summary>
    private static async Task<IReadOnlyList<string>> Rows(TestHost host, World world, Right right, CancellationToken ct)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var gate = scope.ServiceProvider.GetRequiredService<IAccessGate>();
        async Task<string> Cells(string subject)
        {
            var cells = new List<string>();
            foreach (var state in States)
            {
                var decision = await gate.Decide(new Caller(subject, new HashSet<string>(), "matrix"), right, world.Person(state, subject), ct);
                cells.Add(decision.LegalBasis is { } basis ? "+" + basis.Code : decision.Hidden ? "-hidden" : "-" + decision.Refusal!.Code["access.".Length..]);
            }
            return string.Join(';', cells);
        }

        var staff = new List<(string Caller, Dictionary<(Sector Sector, bool Related), string> Cells)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var cells = new Dictionary<(Sector, bool), string>();
            foreach (var sector in Sectors)
                foreach (var related in new[] { true, false }) cells[(sector, related)] = await Cells(World.Subject(role, sector, related));
            staff.Add((JsonRules.CodeOf(role), cells));
        }
        var rows = new List<string>();
        foreach (var alike in staff.GroupBy(s => string.Join('\n', s.Cells.OrderBy(c => c.Key).Select(c => c.Value))))
        {
            var callers = string.Join('+', alike.Select(s => s.Caller));
            foreach (var sectors in Sectors.GroupBy(sector => (Yes: alike.First().Cells[(sector, true)], No: alike.First().Cells[(sector, false)])))
            {
                var named = sectors.Count() == Sectors.Length ? Any : string.Join('+', sectors.Select(s => JsonRules.CodeOf(s)));
                if (sectors.Key.Yes == sectors.Key.No) rows.Add($"{callers};{named};{Any};{sectors.Key.Yes}");
                else rows.AddRange([$"{callers};{named};yes;{sectors.Key.Yes}", $"{callers};{named};no;{sectors.Key.No}"]);
            }
        }
        var clients = new List<(string Client, string Cells)>();
        foreach (var client in World.Clients) clients.Add((client, await Cells(client)));
        rows.AddRange(clients.GroupBy(c => c.Cells).Select(alike => $"{string.Join('+', alike.Select(c => c.Client))};{Any};{Any};{alike.Key}"));
        return rows;
    }

    private static void ShouldMatch(string text)
    {
        var promise = Path.Combine(Snapshots.RepositoryRoot, Promise);
        var received = Path.ChangeExtension(promise, ".received.csv");
        if (File.Exists(promise) && File.ReadAllText(promise) == text)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        Assert.Fail($"{Promise} is not what the gate does now: compare it with {Path.GetFileName(received)} beside it.");
    }

    /// <summary>One person for each state, one staff member for each role, sector and relationship, and clients who sign in.</summary>
    private sealed class World
    {
        public static readonly string[] Clients = ["client", "guardian", "guardianVetoed", "otherClient", "stranger"];

        private readonly Dictionary<string, Guid> _persons = [];

        public static string Subject(Role role, Sector sector, bool related) => $"matrix.{role}.{sector}.{related}";

        public Guid Person(string state, string subject) => _persons[subject == "guardianVetoed" ? "vetoed" : state];

        public static async Task<World> Build(TestHost host)
        {
            var world = new World();
            var administrator = await host.As(TestHost.Administrator);
            var units = new Dictionary<(Sector, bool), Guid>();
            foreach (var sector in Sectors)
                foreach (var related in new[] { true, false }) units[(sector, related)] = await host.AddUnit(sector);
            var (social, nurse) = (await host.AddStaff(units[(Sector.Social, true)], Role.SocialWorker), await host.AddStaff(units[(Sector.Health, true)], Role.PsychiatricNurse));
            var mother = TestHetu.New(40);

            await using var scope = host.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
            var people = scope.ServiceProvider.GetRequiredService<IPeople>();
            var now = host.Clock.GetUtcNow();
            var own = TestHetu.New(15);
            foreach (var state in States.Append("vetoed"))
            {
                var id = await people.FindOrRegister(new PersonDetails(state == "ownRecord" ? own : TestHetu.New(15), "Nella", "Nuori"), default);
                world._persons[state] = id;
                foreach (var (_, unit) in units.Where(u => u.Key.Item2)) db.Relationships.Add(ClientRelationship.Begin(id, unit, ClientRelationship.IntakeMatter, id, now));
            }
            await db.SaveChangesAsync();

            foreach (var role in Enum.GetValues<Role>())
            {
                foreach (var ((sector, related), unit) in units)
                {
                    var staff = await administrator.Post("/api/v1/staff", new { subject = Subject(role, sector, related), name = "Matriisi", roles = new[] { role }, unitId = unit, identityCode = own });
                    db.BreakGlasses.Add(new BreakGlass
                    {
                        Id = Guid.CreateVersion7(now),
                        PersonId = world._persons["emergency"],
                        StaffId = staff.Id(),
                        UnitId = unit,
                        ReasonSecret = "",
                        At = now,
                        Until = now.AddHours(1),
                    });
                }
            }
            await db.SaveChangesAsync();
            await world.Say(social, nurse, units);
            foreach (var id in world._persons.Values)
                await social.Client.Post($"/api/v1/people/{id}/guardians", new { identityCode = mother, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
            await world.SignUp(host, administrator, people, mother);
            return world;
        }

        private async Task Say(TestStaff social, TestStaff nurse, Dictionary<(Sector, bool), Guid> units)
        {
            foreach (var (state, id) in _persons)
            {
                JsonObject? joint = null;
                if (state is not ("nothing" or "statutoryBasis" or "emergency" or "ownRecord" or "vetoed")) joint = await social.Client.Post("/api/v1/consents", Consent(id, null));
                var permissions = new List<JsonObject>();
                if (state is "permission" or "jointWorkWithdrawn" or "permissionWithdrawn" or "prohibited" or "prohibitedButStatutory")
                {
                    foreach (var direction in Enum.GetValues<Direction>()) permissions.Add(await social.Client.Post("/api/v1/consents", Consent(id, direction)));
                }
                if (state == "jointWorkWithdrawn") await Withdraw(social, joint!);
                if (state == "permissionWithdrawn") foreach (var permission in permissions) await Withdraw(social, permission);
                if (state is "prohibited" or "prohibitedButStatutory")
                {
                    foreach (var direction in Enum.GetValues<Direction>())
                        await social.Client.Post("/api/v1/prohibitions", new { personId = id, kind = "disclosure", givenBy = new { client = true }, direction, competence = Competent });
                }
                if (state is "statutoryBasis" or "prohibitedButStatutory")
                {
                    await social.Client.Post("/api/v1/statutory-bases", Basis(id, Direction.SocialToHealth, units[(Sector.Health, true)], ClassesOf(Direction.SocialToHealth)));
                    await social.Client.Post("/api/v1/statutory-bases", Basis(id, Direction.SocialToHealth, units[(Sector.Health, true)], DataClass.JointPlan));
                    await nurse.Client.Post("/api/v1/statutory-bases", Basis(id, Direction.HealthToSocial, units[(Sector.Social, true)], ClassesOf(Direction.HealthToSocial)));
                }
                if (state == "vetoed")
                {
                    await social.Client.Post("/api/v1/prohibitions", new
                    {
                        personId = id,
                        kind = "guardians",
                        givenBy = new { client = true },
                        reason = "Pelkää kotona väkivaltaa.",
                        notAgainstInterest = true,
                        competence = Competent,
                    });
                }
            }
        }

        /// <summary>The client is one and the same person in each state's column: the own record is asked of the first.</summary>
        private async Task SignUp(TestHost host, HttpClient administrator, IPeople people, string mother)
        {
            var motherId = await people.FindOrRegister(new PersonDetails(mother, "Hanna", "Huoltaja"), default);
            var otherId = await people.FindOrRegister(new PersonDetails(TestHetu.New(30), "Olli", "Outo"), default);
            async Task Add(string subject, Guid person) => await administrator.Post("/api/v1/client-users", new { subject, personId = person });
            await Add("client", _persons["nothing"]);
            await Add("guardian", motherId);
            await Add("guardianVetoed", motherId);
            await Add("otherClient", otherId);
        }

        private static object Competent => new { assessed = true, competent = true };

        private static object Consent(Guid person, Direction? direction) => new
        {
            personId = person,
            matterId = person,
            kind = direction is null ? "jointWork" : "disclosurePermission",
            givenBy = new { client = true },
            form = "paper",
            language = "fi",
            informationTextVersion = "2026-1",
            signedOn = "2026-09-15",
            purpose = "Yhteinen suunnitelma",
            direction,
            classes = direction is null ? null : ClassesOf(direction.Value),
            competence = Competent,
        };

        private static object Basis(Guid person, Direction direction, Guid recipient, params DataClass[] classes) => new
        {
            personId = person,
            paragraph = "703/2023 55 §",
            reason = "Lapsen etu vaatii tiedon heti.",
            direction,
            classes,
            recipientUnits = new[] { recipient },
            validTo = "2026-12-31",
        };

        private static DataClass[] ClassesOf(Direction direction) => direction == Direction.HealthToSocial
            ? [DataClass.HealthAssessmentPart, DataClass.PatientNotes]
            : [DataClass.SocialAssessmentPart, DataClass.ClientNarrative, DataClass.IntakeMatter];

        private static Task<JsonObject> Withdraw(TestStaff by, JsonObject consent) =>
            by.Client.Change(HttpMethod.Post, $"/api/v1/consents/{consent.Id()}/withdraw", new { withdrawnBy = new { client = true } }, consent);
    }
}
