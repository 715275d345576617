using Monipolku.Platform;

namespace Monipolku.Access.Contracts;

/// <summary>That somebody is left who can add staff: the setting of the first administrator counts in an empty register only.</summary>
public interface IAdministrators
{
    /// <summary>Asked before a way to sign in is taken from that subject.</summary>
    Task<AdministratorsLeft> Without(string subject, CancellationToken ct);
}

/// <param name="Refusal">Null where somebody is left, or where the subject is no administrator.</param>
/// <param name="Other">The subject of one who is left. Whoever takes something away saves a change of theirs with it, so that of two at once one finds it stale.</param>
public sealed record AdministratorsLeft(Refusal? Refusal, string? Other);

/// <summary>Who can sign in: told by the module that keeps the accounts.</summary>
public interface ISignIns
{
    /// <summary>
    /// Those of the subjects who can sign in today: true with a password of their own, false while it is the one that was handed over, which ends by
    /// itself. Where the county's own provider signs people in: all of them, true.
    /// </summary>
    Task<IReadOnlyDictionary<string, bool>> WhoCan(IReadOnlyCollection<string> subjects, CancellationToken ct);
}
