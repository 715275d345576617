namespace Monipolku.Access.Contracts;

/// <summary>Which person signs in, where it is a client or a guardian and not staff.</summary>
public interface IClientUsers
{
    /// <summary>The person behind that subject now; null for staff, for nobody known and where it has ended.</summary>
    Task<Guid?> Find(string subject, CancellationToken ct);
}
