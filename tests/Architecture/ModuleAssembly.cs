using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Monipolku.Testing;

namespace Monipolku.Architecture;

/// <summary>What a compiled module refers to, read from its metadata.</summary>
internal sealed class ModuleAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public ModuleAssembly(string module)
    {
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"Monipolku.{module}.dll")));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Projects below <c>src/</c>, by folder name.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Snapshots.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>Namespaces of other Monipolku assemblies that this one's code names.</summary>
    public IReadOnlySet<string> ForeignNamespaces() => _metadata.TypeReferences
        .Select(_metadata.GetTypeReference)
        .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference)
        .Select(type => _metadata.GetString(type.Namespace))
        .Where(name => name.StartsWith("Monipolku.", StringComparison.Ordinal))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Methods of other assemblies that this one calls, <c>System.DateTime.get_UtcNow</c>.</summary>
    public IReadOnlySet<string> CalledMethods() => _metadata.MemberReferences
        .Select(_metadata.GetMemberReference)
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member =>
        {
            var type = _metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}.{_metadata.GetString(member.Name)}";
        })
        .ToHashSet(StringComparer.Ordinal);

    public void Dispose() => _file.Dispose();
}
