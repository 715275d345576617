using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir.Deliveries;

public enum DeliveryKind
{
    /// <summary>A version of a consent or permission.</summary>
    Consent,

    /// <summary>An approved version of a joint plan.</summary>
    Plan,

    /// <summary>A version of a prohibition or a minor's veto.</summary>
    Prohibition,
}

/// <summary>How far a delivery has come: queued, sent, recorded, verified; or refused, or stopped.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Its content is frozen and on its way. Whether the record system has it is not known yet.</summary>
    Sent,

    /// <summary>The record system says that it has it.</summary>
    Recorded,

    /// <summary>It has been read back from there and is equal, digest by digest.</summary>
    Verified,

    /// <summary>The record system does not take it, or holds something else: a person must look. Holds back the person's later ones there.</summary>
    Refused,

    /// <summary>It may not be sent: there is no lawful basis. It goes back into the queue when one comes.</summary>
    Stopped,
}

/// <summary>
/// One version of one document on its way to one record system. Deliveries of one person to one system go one at a time in the order
/// of <see cref="Sequence"/>: a withdrawal never overtakes the consent.
/// </summary>
internal sealed class Delivery : IVersioned
{
    private const string RetriedByHand = "retried-by-hand";
    private const string AskedAnew = "permission-changed";
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(10);

    /// <summary>Given by the database, growing.</summary>
    public long Sequence { get; private init; }
    public required Guid Id { get; init; }

    /// <summary>The record system's name in the settings.</summary>
    public required string System { get; init; }
    public required Sector Sector { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>The case; sent as <c>X-Correlation-ID</c>.</summary>
    public required Guid MatterId { get; init; }
    public required DeliveryKind Kind { get; init; }
    public required Guid SourceId { get; init; }
    public required int SourceVersion { get; init; }

    /// <summary>Sent as <c>X-Request-ID</c>, the same at every retry.</summary>
    public required Guid RequestId { get; init; }
    public DeliveryState State { get; private set; } = DeliveryState.Queued;

    /// <summary>How many times somebody has set out to deliver it.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before this time: a lease while somebody works on it, a back-off after a failure.</summary>
    public required DateTimeOffset NotBefore { get; set; }

    /// <summary>The transaction Bundle byte for byte, encrypted: it holds an identity code. Null until sent.</summary>
    public string? BodySecret { get; private set; }

    /// <summary>SHA-256 of the Bundle's bytes, hexadecimal.</summary>
    public string? Digest { get; private set; }

    /// <summary>Where the record system holds each entry of the Bundle: urn:uuid to <c>Type/id</c>. Null until recorded.</summary>
    public IReadOnlyDictionary<string, string>? Places { get; private set; }

    /// <summary>Why it is refused, stopped or late; a code.</summary>
    public string? Reason { get; private set; }

    /// <summary>When it was verified or stopped: it then no longer holds back the next one.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Grows at every change: who has lost the lease cannot save.</summary>
    public int Version { get; private set; } = 1;
    public List<DeliveryStep> Steps { get; private init; } = [];
    public List<Receipt> Receipts { get; private init; } = [];

    public static Delivery Queue(
        RecordSystem system, Guid personId, Guid matterId, DeliveryKind kind, Guid sourceId, int sourceVersion, DateTimeOffset now)
    {
        var delivery = new Delivery
        {
            Id = Guid.CreateVersion7(now),
            System = system.Name,
            Sector = system.Sector,
            PersonId = personId,
            MatterId = matterId,
            Kind = kind,
            SourceId = sourceId,
            SourceVersion = sourceVersion,
            RequestId = Guid.CreateVersion7(now),
            NotBefore = now,
        };
        delivery.Steps.Add(new() { State = DeliveryState.Queued, At = now });
        return delivery;
    }

    public void Freeze(string bodySecret, string digest, DateTimeOffset now)
    {
        (BodySecret, Digest) = (bodySecret, digest);
        Become(DeliveryState.Sent, null, now);
    }

    public void Record(IReadOnlyDictionary<string, string> places, DateTimeOffset now)
    {
        Places = places;
        Become(DeliveryState.Recorded, null, now);
    }

    public void Verify(IEnumerable<Receipt> receipts, DateTimeOffset now)
    {
        Receipts.AddRange(receipts);
        FinishedAt = now;
        Become(DeliveryState.Verified, null, now);
    }

    public void Refuse(string reason, DateTimeOffset now) => Become(DeliveryState.Refused, reason, now);

    public void Stop(string reason, DateTimeOffset now)
    {
        FinishedAt = now;
        Become(DeliveryState.Stopped, reason, now);
    }

    /// <summary>Goes on where it was refused or stopped, with the same content under the same request id. A stopped one is asked of the gate again when it is sent.</summary>
    public Refusal? Retry(DateTimeOffset now)
    {
        if (State is not (DeliveryState.Refused or DeliveryState.Stopped)) return FhirRefusals.DeliveryNotRefused;
        GoOn(RetriedByHand, now);
        return null;
    }

    /// <summary>What stopped it may have ended: the gate is asked again when it is sent.</summary>
    public void AskAnew(DateTimeOffset now)
    {
        if (State == DeliveryState.Stopped) GoOn(AskedAnew, now);
    }

    private void GoOn(string reason, DateTimeOffset now)
    {
        (NotBefore, FinishedAt) = (now, null);
        Become(Places is not null ? DeliveryState.Recorded : BodySecret is not null ? DeliveryState.Sent : DeliveryState.Queued, reason, now);
    }

    /// <summary>Tries again later: 1 s, 2 s, 4 s and so on to ten minutes. The history names each new cause once.</summary>
    /// <param name="jitter">0 to 1, so that instances do not march in step.</param>
    public void PutOff(string reason, double jitter, DateTimeOffset now)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Min(Attempts - 1, 20)), LongestBackOff.TotalSeconds);
        NotBefore = now + TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * jitter));
        Version++;
        if (Reason == reason) return;
        Reason = reason;
        Steps.Add(new() { State = State, At = now, Reason = reason });
    }

    private void Become(DeliveryState state, string? reason, DateTimeOffset now)
    {
        (State, Reason) = (state, reason);
        Version++;
        Steps.Add(new() { State = state, At = now, Reason = reason });
    }
}

/// <summary>One line of a delivery's history. Only ever added.</summary>
internal sealed class DeliveryStep
{
    public long Id { get; private init; }
    public required DeliveryState State { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Proof that one resource is in one record system: what was read back there had this digest.</summary>
internal sealed class Receipt
{
    public long Id { get; private init; }
    public required string System { get; init; }
    public required string ResourceType { get; init; }

    /// <summary>Our id: the resource's business identifier.</summary>
    public required string OurId { get; init; }
    public required string IdThere { get; init; }
    public required string VersionThere { get; init; }

    /// <summary>SHA-256 of the resource's canonical JSON without what the record system adds, hexadecimal.</summary>
    public required string Digest { get; init; }
    public required DateTimeOffset VerifiedAt { get; init; }
}
