namespace Monipolku.Platform;

/// <summary>The resource types of the FHIR interface, told by the module that serves them: a scope for another type would open nothing.</summary>
public sealed record ServedFhirTypes(IReadOnlyCollection<string> Names);
