namespace Monipolku.Platform.OpenApi;

/// <summary>On an operation whose If-Match is not always needed: creates what is not there, replaces what is.</summary>
/// <param name="Description">When it is needed.</param>
public sealed record OptionalIfMatch(string Description);
