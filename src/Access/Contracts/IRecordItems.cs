namespace Monipolku.Access.Contracts;

/// <summary>A module's items that a client may forbid one by one (703/2023 59 §): whose they are, and what they hold.</summary>
public interface IRecordItems
{
    /// <summary>Those of the asked ids that are this module's.</summary>
    Task<IReadOnlyList<RecordItem>> Find(IReadOnlyCollection<Guid> ids, CancellationToken ct);
}

/// <param name="Classes">Of each register that holds some of it at most one.</param>
public sealed record RecordItem(Guid Id, Guid PersonId, IReadOnlyList<DataClass> Classes);
