using System.Text.RegularExpressions;
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

    /// <summary>May a delivery put this item of a person's data into the other end's register?</summary>
    /// <param name="item">Which one.</param>
    Task<Decision> DecideDelivery(Sector recipient, DataClass dataClass, Guid personId, string requestId, CancellationToken ct, DataItem? item = null);
}

/// <summary>A permit with its legal basis, or a deny with its reason.</summary>
public sealed record Decision
{
    private readonly Actor? _actor;

    /// <summary>What would permit it if the child had not kept it from the guardian who asks.</summary>
    private readonly LegalBasis? _hidden;

    /// <summary>A permit of <see cref="IAccessGate.DecideList"/> that is not in the log yet.</summary>
    internal AuditEntry? Unlogged { get; init; }

    private Decision(Actor? actor, LegalBasis? basis, Refusal? refusal, LegalBasis? hidden = null) =>
        (_actor, LegalBasis, Refusal, _hidden) = (actor, basis, refusal, hidden);

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

    /// <summary>Of a permit for <see cref="DataItem.Each"/>: the items that the client has forbidden one by one, which the list leaves out in its query.</summary>
    public IReadOnlyList<Guid> LeavesOut { get; internal init; } = [];

    /// <summary>Why it leaves some out; null where it leaves out none.</summary>
    public Refusal? LeftOutBecause => LeavesOut.Count == 0 ? null : AccessRefusals.Prohibited;

    public bool ByGuardian => LegalBasis?.Code == LegalBasis.GuardiansRight;

    /// <summary>As which guardian in the child's record they ask; null where it is no guardian.</summary>
    public Guid? GuardianId => AsIfNothingWereHidden?.GuardianId;

    /// <summary>
    /// Whether a child keeps this from the guardian who asks (703/2023 51 §), who may not know that either: one thing answers as an id that does not
    /// exist (<see cref="Refusal"/>), a list about the child as one without any (<see cref="ListRefusal"/>, <see cref="Shows"/>).
    /// </summary>
    public bool Hidden => _hidden is not null;

    /// <summary>Why a list about one person is refused; null on a permit, and where what is hidden is not there.</summary>
    public Refusal? ListRefusal => Hidden ? null : Refusal;

    /// <summary>
    /// Refused of what nothing is known of, and perhaps not of each: a permission or prohibition may be limited to data of some days or service tasks.
    /// A list then asks for each item, and leaves a mark that some may be missing.
    /// </summary>
    public bool MayOpenSome => Refusal?.Code is "access.permission-does-not-cover" or "access.prohibited";

    /// <summary>What the caller may be told that permits it: the basis, also where the thing itself is hidden.</summary>
    internal LegalBasis? AsIfNothingWereHidden => LegalBasis ?? _hidden;

    /// <summary>Of whom, or beside what, a list shows the rows: of nobody where they are hidden.</summary>
    public Guid Shows(Guid id) => Hidden ? Guid.Empty : id;

    public static Decision Permit(Actor? actor, LegalBasis basis) => new(actor, basis, null);

    public static Decision Deny(Refusal reason) => new(null, null, reason);

    /// <param name="basis">What would permit it but for the veto.</param>
    public static Decision Hide(LegalBasis basis) => new(null, null, PlatformRefusals.NotFound, basis);

    /// <summary>For the audit log: the basis, or the code of the true reason.</summary>
    internal string Logged => Basis ?? (Hidden ? "access.minors-veto" : Refusal!.Code);
}

/// <summary>Why it is lawful.</summary>
/// <param name="Code">Stable: <c>permission</c>.</param>
/// <param name="Text">With the paragraphs, as the audit log keeps it; at most 200 characters.</param>
/// <param name="GuardianId">The guardian's id in the child's record, where that is the basis.</param>
public sealed partial record LegalBasis(string Code, string Text, Guid? GuardianId = null)
{
    public const string OwnRegister = "own-register";
    public const string OwnRecord = "own-record";
    public const string GuardiansRight = "guardian";
    public const string Emergency = "break-glass";

    public static LegalBasis OfGuardian(Guid guardianId) => new(GuardiansRight, $"guardian {guardianId} (703/2023 51 §)", guardianId);

    /// <summary>Ids say nothing to a client or a professional; an auditor reads them.</summary>
    internal static string WithoutIds(string text) => Ids().Replace(text, "");

    [GeneratedRegex("(; substitute for)? [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
