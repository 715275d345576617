using System.Text.RegularExpressions;
using Monipolku.Testing;

namespace Monipolku.Architecture;

public partial class HouseRules
{
    private static readonly string[] ForbiddenCalls =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today", "System.DateTimeOffset.get_UtcNow",
        "System.DateTimeOffset.get_Now", "System.Guid.NewGuid",
    ];

    /// <summary>Gather many small parts of one kind: the primitives, and the rules of types that the generator writes.</summary>
    private static readonly string[] Collections = ["Primitives.cs", "Invariants.cs"];

    public static TheoryData<string> Projects => [.. ModuleAssembly.Projects.Except(["Fhir.R4.Generator"])];

    [Theory, MemberData(nameof(Projects))]
    public void Time_is_injected_and_ids_are_ordered(string project)
    {
        using var assembly = new ModuleAssembly(project);
        assembly.CalledMethods().Intersect(ForbiddenCalls).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Projects))]
    public void Logs_are_written_by_generated_methods_only(string project)
    {
        using var assembly = new ModuleAssembly(project);
        assembly.CalledMethods().Where(call => call.StartsWith("Microsoft.Extensions.Logging.LoggerExtensions.Log", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Rule_sees_calls()
    {
        using var assembly = new ModuleAssembly("Access");
        assembly.CalledMethods().ShouldContain("System.TimeProvider.GetUtcNow");
    }

    [Fact]
    public void A_file_is_named_after_a_type_in_it()
    {
        var files = SourceFiles().ToList();
        files.Count.ShouldBeGreaterThan(100);

        var misnamed = files
            .Where(file => Path.GetFileName(file) != "Program.cs" && !Collections.Contains(Path.GetFileName(file)))
            .Where(file => !DeclaredTypes().Matches(File.ReadAllText(file)).Any(m => m.Groups[1].Value == Path.GetFileNameWithoutExtension(file).Split('.')[0]))
            .Select(file => Path.GetRelativePath(Snapshots.RepositoryRoot, file));

        misnamed.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_to_do_in_comments()
    {
        var unfinished = SourceFiles().Where(file => Unfinished().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Snapshots.RepositoryRoot, file));
        unfinished.ShouldBeEmpty();
    }

    [Fact]
    public void Rule_sees_what_is_unfinished() => Unfinished().IsMatch("throw new NotImplementedException();").ShouldBeTrue();

    private static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Path.Combine(Snapshots.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
                && !file.Contains("/Migrations/", StringComparison.Ordinal) && !file.Contains("/Generated/", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?(\w+)")]
    private static partial Regex DeclaredTypes();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
