using System.Text.Json.Nodes;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.Referrals.Contracts;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>Our profiles in <c>contracts/fhir</c>, and that what we send keeps them.</summary>
public class ProfileTests
{
    private static readonly string Folder = Path.Combine(Snapshots.RepositoryRoot, "contracts/fhir");

    private static readonly Dictionary<string, StructureDefinition> Profiles =
        Directory.EnumerateFiles(Folder, "*.json").Where(file => !file.EndsWith(".received.json", StringComparison.Ordinal))
            .Select(file => FhirJson.Parse(File.ReadAllBytes(file)).Resource).OfType<StructureDefinition>()
            .ToDictionary(profile => profile.Url!.Value!);

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json")
        .Where(file => !file.EndsWith(".received.json", StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];

    private static Resource[] Ours =>
    [
        CarePlanMap.Of(Samples.Plan, Mapping.Names.ById),
        ConsentMap.Of(Samples.JointWork, Mapping.Names.ById),
        ProhibitionMap.Of(Samples.Prohibition, Mapping.Names.ById),
        ProhibitionMap.Of(Samples.Veto, Mapping.Names.ById),
        ServiceRequestMap.Of(Samples.Referral, Mapping.Names.ById),
        ServiceRequestMap.Of(Samples.Referral with { PlanId = null, ReceivingUnitId = null, OwnerId = null, Status = ReferralStatus.Draft }, Mapping.Names.ById),
        TaskMap.Of(Samples.Referral, Mapping.Names.ById),
    ];

    [Theory, MemberData(nameof(Names))]
    public void Promise_is_valid_R4(string name) => FhirJson.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).Issues.ShouldBeEmpty();

    [Fact]
    public void Each_profile_is_named_as_its_file_and_extends_R4()
    {
        Profiles.Count.ShouldBe(17);
        foreach (var (url, profile) in Profiles)
        {
            File.Exists(Path.Combine(Folder, url[(url.LastIndexOf('/') + 1)..] + ".json")).ShouldBeTrue(url);
            profile.BaseDefinition!.Value.ShouldBe("http://hl7.org/fhir/StructureDefinition/" + profile.Type!.Value);
            profile.Differential!.Element.Select(e => e.Id).ShouldBeUnique();
            // What a profile points to among ours is there.
            profile.Differential.Element.SelectMany(e => e.Type).SelectMany(t => t.Profile.Concat(t.TargetProfile)).Select(c => c.Value!)
                .Where(target => target.StartsWith("https://monipolku.fi/", StringComparison.Ordinal)).ShouldAllBe(target => Profiles.ContainsKey(target));
        }
    }

    [Fact]
    public void What_we_send_keeps_its_profile()
    {
        foreach (var resource in Ours)
        {
            var url = resource.Meta!.Profile.Single().Value!;
            Broken(resource, url).ShouldBeEmpty(url);
        }
        Ours.Select(r => r.Meta!.Profile.Single().Value).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Extensions_that_we_send_have_a_definition_and_its_type()
    {
        var extensions = Ours.Append(ConsentMap.Of(Samples.Permission, Mapping.Names.ById))
            .SelectMany(r => r.Descendants().OfType<Extension>()).ToList();
        extensions.Select(e => e.Url).Distinct().Count().ShouldBe(9);
        foreach (var extension in extensions)
        {
            var value = Profiles[extension.Url!].Differential!.Element.Single(e => e.Path!.Value == "Extension.value[x]");
            value.Type.Single().Code!.Value.ShouldBe(extension.Value!.TypeName);
        }
    }

    [Fact] // a checker that finds nothing satisfies every rule: show that it finds
    public void Checker_sees_what_breaks_a_profile()
    {
        var plan = CarePlanMap.Of(Samples.Plan, Mapping.Names.ById);
        plan.Title = null;
        plan.Intent = CarePlan.CarePlanIntent.Order;
        plan.Category.Clear();
        plan.Extension.RemoveAt(0);
        plan.Activity[1].Detail!.Performer.Add(Mapping.Names.ById("Practitioner", "x"));

        Broken(plan, Mapping.Names.Profile("joint-care-plan")).ShouldBe(
        [
            "CarePlan.extension", "CarePlan.extension:version", "CarePlan.intent", "CarePlan.category", "CarePlan.title", "CarePlan.activity.detail.performer",
        ]);
    }

    [Fact]
    public void No_resource_leaves_with_a_profile_of_ours_that_is_not_defined() =>
        Facade.FacadeType.All.SelectMany(type => type.Profiles).Where(p => p.StartsWith("https://monipolku.fi/", StringComparison.Ordinal))
            .ShouldAllBe(profile => Profiles.ContainsKey(profile));

    /// <summary>Ids of the differential's elements that the resource breaks: cardinality, fixed value, pattern.</summary>
    private static List<string> Broken(Resource resource, string url)
    {
        var json = JsonNode.Parse(FhirJson.Serialize(resource))!;
        return [.. Profiles[url].Differential!.Element.Where(element => !Keeps(json, element)).Select(element => element.Id!)];
    }

    private static bool Keeps(JsonNode resource, ElementDefinition element)
    {
        var steps = element.Path!.Value!.Split('.')[1..];
        if (steps.Length == 0) return true;
        var parents = steps[..^1].Aggregate((IEnumerable<JsonNode>)[resource], (nodes, step) => nodes.SelectMany(node => Children(node, step)));
        return parents.All(parent =>
        {
            var found = Children(parent, steps[^1]).ToList();
            if (element.Type is [{ Profile: [var profile] }]) found = [.. found.Where(e => (string?)e["url"] == profile.Value)];
            return found.Count >= (element.Min?.Value ?? 0)
                && (element.Max?.Value is null or "*" || found.Count <= int.Parse(element.Max.Value, System.Globalization.CultureInfo.InvariantCulture))
                && found.All(value => HasFixed(value, element));
        });
    }

    private static bool HasFixed(JsonNode value, ElementDefinition element)
    {
        if (element.Fixed is { } constant) return (string?)value == constant.ToString();
        if (element.Pattern is not CodeableConcept pattern) return true;
        return pattern.Coding.All(wanted => value["coding"]!.AsArray().Any(coding =>
            (string?)coding!["system"] == wanted.System!.Value && (string?)coding["code"] == wanted.Code!.Value));
    }

    private static IEnumerable<JsonNode> Children(JsonNode node, string step)
    {
        var members = step.EndsWith("[x]", StringComparison.Ordinal)
            ? node.AsObject().Where(m => m.Key.StartsWith(step[..^3], StringComparison.Ordinal)).Select(m => m.Value!)
            : node[step] is { } member ? [member] : [];
        return members.SelectMany(member => member is JsonArray many ? many.Select(one => one!) : [member]);
    }
}
