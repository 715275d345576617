using System.Reflection;
using System.Text.Json.Schema;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;
using Monipolku.Testing;

namespace Monipolku.Architecture;

/// <summary>Events are stored and outlive a deployment: their shape is a promise, <c>contracts/events</c>.</summary>
public class EventPromises
{
    private static readonly IReadOnlyList<Type> Events =
        [.. new[] { "Intake", "Assessments", "Consents", "Plans", "Referrals", "People", "Access" }
            .SelectMany(module => Assembly.Load("Monipolku." + module).GetTypes())
            .Where(type => type.IsAssignableTo(typeof(IIntegrationEvent)))];

    public static TheoryData<string> Names => [.. Events.Select(NameOf)];

    [Fact]
    public void Events_are_found_and_their_names_are_unique()
    {
        Events.Count.ShouldBeGreaterThanOrEqualTo(7);
        Events.Select(NameOf).ShouldBeUnique();
    }

    [Fact]
    public void Every_promise_has_its_event() =>
        Directory.EnumerateFiles(Path.Combine(Snapshots.RepositoryRoot, "contracts/events"), "*.v?.json")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)
            .ShouldBe(Events.Select(NameOf).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Event_is_as_promised(string name)
    {
        var type = Events.Single(e => NameOf(e) == name);
        var schema = JsonRules.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        schema.AsObject()["title"] = name;
        Snapshots.ShouldMatch(schema, $"contracts/events/{name}.json");
    }

    [Theory, MemberData(nameof(Names))]
    public void Event_carries_ids_codes_and_dates_only(string name)
    {
        var type = Events.Single(e => NameOf(e) == name);
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType == typeof(string)).ShouldBeEmpty();
    }

    private static string NameOf(Type type) => (string)type.GetProperty(nameof(IIntegrationEvent.EventId))!.DeclaringType!.GetProperty("Name")!.GetValue(null)!;
}
