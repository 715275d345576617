using Monipolku.Access.Audit;
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
    /// <param name="item">Which one, where a permission may be limited to some; null where nothing is known of it.</param>
    Task<Decision> Decide(Caller caller, Right right, Guid? personId, CancellationToken ct, DataItem? item = null);

    /// <summary>
    /// The same for an answer about several persons. A "no" is logged at once, a permit by <see cref="Show"/>, which every answer waits for: an
    /// operation that ends without it is a bug and answers 500.
    /// </summary>
    Task<Decision> DecideList(Caller caller, Right right, Guid? personId, CancellationToken ct);

    /// <summary>
    /// Logs a permit of <see cref="DecideList"/> with everybody whom the answer shows, in one row: each of them finds it in their own log
    /// (703/2023 11 §). Call it before the change is saved or the answer given, once.
    /// </summary>
    Task Show(Decision list, IEnumerable<Guid> personIds, CancellationToken ct);

    /// <summary>May the caller get again what was answered to them before (a repeated Idempotency-Key)? Decided anew, about the same person.</summary>
    /// <param name="right">What the operation states.</param>
    /// <param name="about">What was permitted then.</param>
    Task<Decision> DecideReplay(Caller caller, Right right, AnswerAbout about, CancellationToken ct);

    /// <summary>
    /// May the caller share this with that unit? Only what they may open themselves, and what the gate would let somebody with that role
    /// in that unit open.
    /// </summary>
    /// <param name="recipientUnit">Null for somebody who is no unit here: a school, a landlord, the police.</param>
    Task<Decision> DecideSharing(Caller caller, Right right, Guid personId, Guid? recipientUnit, CancellationToken ct, DataItem? item = null);

    /// <summary>May a delivery put this class of a person's data into the other end's register?</summary>
    Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct);
}

/// <summary>A permit with its legal basis, or a deny with its reason.</summary>
public sealed record Decision
{
    private readonly Actor? _actor;

    private readonly string? _loggedCode;

    /// <summary>A permit of <see cref="IAccessGate.DecideList"/> that is not in the log yet.</summary>
    internal AuditEntry? Unlogged { get; init; }

    private Decision(Actor? actor, LegalBasis? basis, Refusal? refusal, string? loggedCode) =>
        (_actor, LegalBasis, Refusal, _loggedCode) = (actor, basis, refusal, loggedCode);

    /// <summary>Why it is lawful: <c>703/2023 9 §: client relationship</c>. Null on a deny.</summary>
    public string? Basis => LegalBasis?.Text;

    /// <summary>The same with a code, for words in other languages. Null on a deny.</summary>
    public LegalBasis? LegalBasis { get; }

    /// <summary>Why not, with what would make it lawful. Null on a permit.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Who acts. Only on a permit for a staff member.</summary>
    public Actor Actor => _actor ?? throw new InvalidOperationException("There is an actor on a staff member's permitted request only.");

    /// <summary>Whether a client of the services reads: their own record, or as a guardian.</summary>
    public bool ByClient => LegalBasis?.Code is LegalBasis.OwnRecord or LegalBasis.GuardiansRight;

    public bool ByGuardian => LegalBasis?.Code == LegalBasis.GuardiansRight;

    /// <summary>As which guardian in the child's record they read; null where it is no guardian.</summary>
    public Guid? GuardianId => LegalBasis?.GuardianId;

    public static Decision Permit(Actor? actor, LegalBasis basis) => new(actor, basis, null, null);

    /// <param name="loggedCode">What the audit log says, where the caller may not be told the true reason.</param>
    public static Decision Deny(Refusal reason, string? loggedCode = null) => new(null, null, reason, loggedCode);

    /// <summary>For the audit log: the basis, or the code of the true reason.</summary>
    internal string Logged => Basis ?? _loggedCode ?? Refusal!.Code;
}

/// <summary>Why it is lawful.</summary>
/// <param name="Code">Stable: <c>permission</c>.</param>
/// <param name="Text">With the paragraphs, as the audit log keeps it; at most 200 characters.</param>
/// <param name="GuardianId">The guardian's id in the child's record, where that is the basis.</param>
public sealed record LegalBasis(string Code, string Text, Guid? GuardianId = null)
{
    public const string OwnRecord = "own-record";
    public const string GuardiansRight = "guardian";
    public const string Emergency = "break-glass";
}
