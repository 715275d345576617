namespace Monipolku.Access.Contracts;

/// <summary>Who speaks for whom. Answered by People, now, from its own tables.</summary>
public interface IRepresentation
{
    /// <summary>
    /// The children (under 18 today) whose guardian (huoltaja) has the same identity code as that person. Not whom the person
    /// represents otherwise: an edunvalvoja's and an attorney's task is limited, and signing in does not tell to what.
    /// </summary>
    Task<IReadOnlyList<Guid>> ChildrenOf(Guid personId, CancellationToken ct);

    /// <summary>The names of those who speak for that client, by their ids in the client's record. One query.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NamesOfThoseWhoSpeakFor(Guid personId, CancellationToken ct);
}
