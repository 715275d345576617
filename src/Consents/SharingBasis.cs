using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

/// <summary>What the client has agreed to and permitted, read at each call.</summary>
internal sealed class SharingBasis : ISharingBasis
{
    public Task<Sharing> Find(Guid personId, Direction direction, DataClass dataClass, DateOnly today, CancellationToken ct) =>
        Task.FromResult(new Sharing(SharingState.None, SharingState.None));
}
