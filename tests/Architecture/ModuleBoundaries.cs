using System.Reflection;

namespace Monipolku.Architecture;

/// <summary>Who may use whom. A module touches another's <c>Contracts</c> only.</summary>
public class ModuleBoundaries
{
    private static readonly Dictionary<string, string[]> AllowedArrows = new()
    {
        ["Platform"] = [],
        ["Access"] = ["Platform"],
        ["Identity"] = ["Platform", "Access"],
        ["People"] = ["Platform", "Access"],
        ["Intake"] = ["Platform", "Access", "People"],
        ["Assessments"] = ["Platform", "Access", "People", "Intake"],
        ["Consents"] = ["Platform", "Access", "People"],
        ["Plans"] = ["Platform", "Access", "People", "Consents", "Assessments"],
        ["Referrals"] = ["Platform", "Access", "People", "Consents", "Plans"],
        ["Fhir"] = ["Platform", "Access", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir.R4"],
        ["Fhir.R4"] = [],
        ["Fhir.R4.Generator"] = [],
        ["RecordSystem"] = ["Fhir.R4"],
        ["Demo"] = ["RecordSystem"],
        ["Host"] = ["Platform", "Access", "Identity", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir", "Demo"],
    };

    /// <summary>Libraries: all of their public surface is meant for use. Of a module only its Contracts are.</summary>
    private static readonly string[] Libraries = ["Platform", "Fhir.R4", "RecordSystem"];

    private static readonly string[] Modules = ["Access", "Identity", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir"];

    public static TheoryData<string> AllProjects => [.. AllowedArrows.Keys.Except(["Fhir.R4.Generator"])];

    public static TheoryData<string> AllModules => [.. Modules];

    [Fact]
    public void No_project_is_forgotten() => AllowedArrows.Keys.Order(StringComparer.Ordinal).ShouldBe(ModuleAssembly.Projects);

    [Theory, MemberData(nameof(AllProjects))]
    public void Project_touches_only_allowed_namespaces(string project)
    {
        using var assembly = new ModuleAssembly(project);
        var foreign = assembly.ForeignNamespaces().Where(name => !Owns(project, name));

        var forbidden = foreign.Where(name => !AllowedArrows[project].Any(target => MayTouch(project, target, name)));

        forbidden.ShouldBeEmpty();
    }

    [Fact] // an empty set satisfies every rule: prove that the rule sees the arrow that we know is there
    public void Rule_sees_the_known_arrow()
    {
        using var assembly = new ModuleAssembly("Plans");
        assembly.ForeignNamespaces().ShouldContain("Monipolku.Consents.Contracts");
    }

    [Theory, MemberData(nameof(AllModules))]
    public void Module_shows_only_contracts_setup_and_messages(string module)
    {
        var shown = Assembly.Load($"Monipolku.{module}").GetExportedTypes()
            .Where(type => type.Namespace != $"Monipolku.{module}.Contracts" && !type.IsNested)
            .Where(type => type.Namespace?.Contains(".Migrations.", StringComparison.Ordinal) != true)
            // The validation generator's and the framework's own.
            .Where(type => type.Namespace?.StartsWith("Monipolku.", StringComparison.Ordinal) == true)
            .ToList();

        shown.ShouldContain(type => type.Name == module + "Module");
        shown.Where(type => type.Name != module + "Module" && !IsMessage(type) && !PublicForAReason.Contains(type.FullName)).ShouldBeEmpty();
    }

    /// <summary>Public though neither contract nor message, each with its reason.</summary>
    private static readonly string[] PublicForAReason =
    [
        "Monipolku.Fhir.Deliveries.Deliveries", // tests and the demo drain it by hand
    ];

    /// <summary>Requests and answers: records and the enums in them.</summary>
    private static bool IsMessage(Type type) => type.IsEnum || type.GetMethod("<Clone>$") is not null || type.IsAbstract;

    private static bool Owns(string project, string name) =>
        name == "Monipolku." + project || (name.StartsWith($"Monipolku.{project}.", StringComparison.Ordinal) && !name.StartsWith("Monipolku.Fhir.R4", StringComparison.Ordinal));

    private static bool MayTouch(string project, string target, string name)
    {
        if (Libraries.Contains(target)) return name == "Monipolku." + target || name.StartsWith($"Monipolku.{target}.", StringComparison.Ordinal);
        // The composition root calls AddX and MapX.
        return name == $"Monipolku.{target}.Contracts" || (project == "Host" && name == "Monipolku." + target);
    }
}
