using System.Reflection;
using System.Text.Json.Nodes;

namespace Monipolku.Fhir.R4.Tests;

/// <summary>Fills resources with everything the model can hold, at random but the same on every run, and expects all of it back.</summary>
public class RandomRoundTrips
{
    private static readonly string[] ChoiceTypes =
    [
        "Address", "Age", "Annotation", "Attachment", "Boolean", "Code", "CodeableConcept", "Date", "DateTime", "Decimal", "Dosage", "Duration",
        "HumanName", "Identifier", "Instant", "Integer", "Meta", "Period", "Quantity", "Range", "Reference", "String", "Timing", "Uri", "Uuid",
    ];

    public static TheoryData<string> Types => [.. ModelInfo.SupportedResources];

    [Theory, MemberData(nameof(Types))]
    public void Everything_a_resource_can_hold_comes_back(string type)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var resource = (Resource)Fill(ModelInfo.CreateResource(type)!, random, depth: 0);
            var json = FhirJson.Serialize(resource);

            var (again, issues) = Read(json);
            issues.ShouldBeEmpty();
            FhirJson.Serialize(again!).ShouldBe(json);

            // The order of members means nothing.
            var (shuffled, shuffledIssues) = Read(System.Text.Encoding.UTF8.GetBytes(Shuffle(JsonNode.Parse(json)!, random).ToJsonString()));
            shuffledIssues.ShouldBeEmpty();
            FhirJson.SerializeCanonical(shuffled!).ShouldBe(FhirJson.SerializeCanonical(resource));
            resource.Descendants().Count().ShouldBe(again!.Descendants().Count());
        }
    }

    // Random content is well-formed but breaks rules of content, so it is read without the validation that follows.
    private static (Resource?, List<FhirIssue>) Read(byte[] json)
    {
        var reader = new FhirReader(json);
        return (reader.ReadDocument(), reader.Issues);
    }

    private static Base Fill(Base target, Random random, int depth)
    {
        foreach (var property in target.GetType().GetProperties().Where(p => p.CanWrite).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (random.NextDouble() > (depth == 0 ? 0.8 : 0.4 / depth)) continue;
            if (target is PrimitiveType && property.Name is "Value") continue;
            if (Make(property.PropertyType, random, depth + 1) is { } value) property.SetValue(target, value);
        }
        if (target is PrimitiveType primitive && (random.Next(4) > 0 || !primitive.HasExtras)) SetValue(primitive, random);
        return target;
    }

    private static object? Make(Type type, Random random, int depth)
    {
        if (depth > 6) return null;
        if (type == typeof(string)) return $"a{random.Next(100)}";
        if (type == typeof(DataType)) return Fill(ModelInfo.CreateDataType(System.Text.Encoding.ASCII.GetBytes(ChoiceTypes[random.Next(ChoiceTypes.Length)]))!, random, depth);
        if (type == typeof(Resource)) return Fill(ModelInfo.CreateResource(ModelInfo.SupportedResources[random.Next(ModelInfo.SupportedResources.Count)])!, random, depth + 1);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (System.Collections.IList)Activator.CreateInstance(type)!;
            for (var i = random.Next(3); i >= 0; i--)
            {
                if (Make(type.GetGenericArguments()[0], random, depth) is { } item) list.Add(item);
            }
            return list;
        }
        return Fill((Base)Activator.CreateInstance(type)!, random, depth);
    }

    private static void SetValue(PrimitiveType primitive, Random random)
    {
        var value = primitive.GetType().GetProperty("Value", BindingFlags.Public | BindingFlags.Instance)!;
        var type = Nullable.GetUnderlyingType(value.PropertyType) ?? value.PropertyType;
        value.SetValue(primitive, type switch
        {
            _ when type == typeof(string) => random.Next(3) switch { 0 => "Äiti & lapsi \"\\\n\u0001\u2028😀", 1 => "", _ => $"arvo {random.Next(1000)}" },
            _ when type == typeof(bool) => random.Next(2) == 0,
            _ when type == typeof(int) => random.Next(int.MinValue, int.MaxValue),
            _ when type == typeof(decimal) => new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(20)),
            _ => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
        });
    }

    private static JsonNode Shuffle(JsonNode node, Random random) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(_ => random.Next()).Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : Shuffle(m.Value, random))).ToList()),
        JsonArray a => new JsonArray([.. a.Select(i => i is null ? null : Shuffle(i, random))]),
        _ => node.DeepClone(),
    };
}
