using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>
/// A version of a consent, permission or prohibition that is not proved to be in both record systems though it should be by now: for whoever
/// received it, until somebody says that they know, or the receipts come.
/// </summary>
internal sealed class MissingProof : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required DeliveryKind Kind { get; init; }
    public required Guid SourceId { get; init; }

    /// <summary>Raised once for each version: unique with the document.</summary>
    public required int SourceVersion { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>Who received the consent; of a prohibition, who recorded its present version.</summary>
    public required Guid StaffId { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public Guid? AcknowledgedBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>When both receipts were there after all; null until then.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public Refusal? Acknowledge(Guid by, DateTimeOffset now)
    {
        if (AcknowledgedAt is not null || ResolvedAt is not null) return FhirRefusals.ProofNotMissing;
        (AcknowledgedBy, AcknowledgedAt) = (by, now);
        Version++;
        return null;
    }

    public void Resolve(DateTimeOffset now)
    {
        ResolvedAt = now;
        Version++;
    }
}
