namespace Monipolku.Platform;

/// <summary>
/// The names of the programs that may ask for tokens, told by the module that registers them: a token in a program's name says it as its
/// subject, so that no human being's subject may be one of them.
/// </summary>
public interface IProgramNames
{
    /// <summary>Capital letters or small: people would take one for the other.</summary>
    Task<bool> Contains(string subject, CancellationToken ct);
}
