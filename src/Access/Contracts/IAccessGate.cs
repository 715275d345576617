using Monipolku.Platform;

namespace Monipolku.Access.Contracts;

/// <summary>
/// The one place that decides who sees what. It asks the facts at each call: a withdrawal holds from the next read on.
/// Every answer, "no" too, is in the audit log before it is given.
/// </summary>
public interface IAccessGate
{
    /// <param name="caller">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="personId">About whom; null where it is about nobody or about somebody not known yet.</param>
    Task<Decision> Decide(Caller caller, Right right, Guid? personId, CancellationToken ct);

    /// <summary>May the caller get again what was answered to them before (a repeated Idempotency-Key)? Asks for staff and role only.</summary>
    Task<Decision> DecideReplay(Caller caller, Right right, CancellationToken ct);

    /// <summary>May a delivery put this class of a person's data into the other end's register?</summary>
    Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct);
}

/// <summary>A permit with its legal basis, or a deny with its reason.</summary>
public sealed record Decision
{
    private readonly Actor? _actor;

    private Decision(Actor? actor, string? basis, Refusal? refusal) => (_actor, Basis, Refusal) = (actor, basis, refusal);

    /// <summary>Why it is lawful: <c>703/2023 9 §: client relationship</c>. Null on a deny.</summary>
    public string? Basis { get; }

    /// <summary>Why not, with what would make it lawful. Null on a permit.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Who acts. Only on a permit for a staff member.</summary>
    public Actor Actor => _actor ?? throw new InvalidOperationException("There is an actor on a permitted request only.");

    public static Decision Permit(Actor? actor, string basis) => new(actor, basis, null);

    public static Decision Deny(Refusal reason) => new(null, null, reason);
}
