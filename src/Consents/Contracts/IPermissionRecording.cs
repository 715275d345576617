using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents.Contracts;

/// <summary>Records permissions that another program brings in a form of its own: by the rules, and with the refusals, of <c>POST /consents</c>.</summary>
public interface IPermissionRecording
{
    /// <summary>All of them or none. Asks the gate.</summary>
    /// <param name="once">The same key with the same content gets the first answer.</param>
    Task<RecordingAnswer> Record(IReadOnlyList<PermissionToRecord> permissions, Caller caller, Idempotency once, CancellationToken ct);
}

/// <summary>The members are those of the request of <c>POST /consents</c>, where they are told.</summary>
/// <param name="ByClient">True when the client gives it.</param>
/// <param name="GuardianId">The guardian who gives it.</param>
/// <param name="OtherGuardianIds">The child's other guardians who signed the same day.</param>
/// <param name="Competent">What was judged of the client's competence; null where nobody judged it.</param>
/// <param name="OneGuardianSuffices">A code; null where it was not needed.</param>
/// <param name="ReceivedBy">Who has received it, as the bringer says: nobody records in another's name.</param>
/// <param name="UnitId">In which unit, as the bringer says.</param>
public sealed record PermissionToRecord(
    Guid PersonId, Guid MatterId, Direction? Direction, IReadOnlyList<DataClass> Classes, IReadOnlyList<Guid> RecipientUnits, DateOnly? ValidFrom, DateOnly? ValidTo,
    DateOnly? DataFrom, DateOnly? DataTo, IReadOnlyList<string> ServiceTasks, string Purpose, bool ByClient, Guid? GuardianId, IReadOnlyList<Guid> OtherGuardianIds,
    string? OneGuardianSuffices, bool? Competent, ConsentForm Form, string Language, string InformationTextVersion, DateOnly SignedOn, Guid ReceivedBy, Guid UnitId)
{
    public override string ToString() => nameof(PermissionToRecord);
}

/// <param name="Recorded">In the order in which they were brought; null where there is a refusal.</param>
/// <param name="Refusal">Its path is that of the REST request.</param>
/// <param name="Which">Which of them the refusal is about, from 0.</param>
/// <param name="Errors">Of a request that breaks rules of form: every one by its path; null otherwise.</param>
/// <param name="Again">Whether this is an answer given before.</param>
public sealed record RecordingAnswer(IReadOnlyList<RecordedPermission>? Recorded, Refusal? Refusal = null, int Which = 0, bool Again = false,
    IReadOnlyDictionary<string, string[]>? Errors = null);

public sealed record RecordedPermission(Guid Id, int Version, DateTimeOffset RecordedAt);
