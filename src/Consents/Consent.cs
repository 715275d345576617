using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>
/// Consent to joint work (suostumus) or permission to disclose in one direction (luovutuslupa). What was given never changes; the one
/// thing that may happen to it is its end. So version 1 is what was given, version 2 the same with its end, and both can be told exactly.
/// </summary>
internal sealed class Consent : IVersioned
{
    private const int Given = 1;
    private const int Ended = 2;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>The intake matter in which it was asked for.</summary>
    public required Guid MatterId { get; init; }
    public required ConsentKind Kind { get; init; }
    public required Direction? Direction { get; init; }
    public required IReadOnlyList<DataClass> Classes { get; init; }
    public required IReadOnlyList<Guid> RecipientUnits { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required DateOnly? ValidTo { get; init; }

    /// <summary>Of a permission: no data of an earlier day, or of a later one; null without such a limit.</summary>
    public DateOnly? DataFrom { get; init; }
    public DateOnly? DataTo { get; init; }

    /// <summary>Of a permission out of social care: palvelutehtävät, THL code set 1221; empty for all.</summary>
    public IReadOnlyList<string> ServiceTasks { get; init; } = [];

    /// <summary>What the data is needed for, as told to the giver; encrypted in the column.</summary>
    public required string PurposeSecret { get; init; }
    public required Giver GivenBy { get; init; }

    /// <summary>Null for an adult whose competence nobody had a reason to judge.</summary>
    public required Competence? Competence { get; init; }
    public required ConsentForm Form { get; init; }
    public required string Language { get; init; }
    public required string InformationTextVersion { get; init; }

    /// <summary>Of what was given orally; null otherwise.</summary>
    public OralConfirmation? Oral { get; init; }

    /// <summary>Signed, or said, by the giver on this day.</summary>
    public required DateOnly SignedOn { get; init; }
    public required Guid ReceivedBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
    public required Guid? ReplacesId { get; init; }

    /// <summary>The one of the same kind and direction that the child had withdrawn, against which a representative gives this; null otherwise.</summary>
    public Guid? AfterChildsWithdrawalOf { get; init; }

    public ConsentStatus Status { get; private set; } = ConsentStatus.Active;
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Null when not withdrawn.</summary>
    public Withdrawal? Withdrawal { get; private set; }
    public int Version { get; private set; } = Given;

    public ConsentTerms Terms => new(Kind, Direction, Classes, RecipientUnits, ValidFrom, ValidTo, DataFrom, DataTo, ServiceTasks);

    /// <summary>A newer one takes its place. A permission may be replaced any day; consent to joint work only once its validity has ended,
    /// since a second one beside it would say nothing.</summary>
    public Refusal? Replace(ConsentTerms by, DateOnly today, DateTimeOffset now)
    {
        if (Status != ConsentStatus.Active) return ConsentsRefusals.AlreadyEnded;
        if (by.ValidFrom > today && Terms.IsValidOn(today)) return ConsentsRefusals.BeginsLater;
        if (Kind == ConsentKind.JointWork && !(ValidTo < today)) return ConsentsRefusals.JointWorkActive;
        End(ConsentStatus.Replaced, now);
        return null;
    }

    /// <summary>Whether the client themselves took it back.</summary>
    public bool IsWithdrawnByClient => Withdrawal is { By.GuardianId: null };

    public Refusal? Withdraw(Withdrawal withdrawal, DateOnly today, DateTimeOffset now)
    {
        if (Status != ConsentStatus.Active) return ConsentsRefusals.AlreadyEnded;
        if (withdrawal.ToldOn > today) return ConsentsRefusals.ToldInFuture;
        if (withdrawal.ToldOn < SignedOn) return ConsentsRefusals.ToldBeforeSigned;
        Withdrawal = withdrawal;
        End(ConsentStatus.Withdrawn, now);
        return null;
    }

    /// <summary>The document exactly as it was at that version, without its purpose, which is a secret here; null when there is none.</summary>
    public ConsentDocument? At(int version) => version < Given || version > Version ? null : new ConsentDocument(
        Id, version, PersonId, MatterId, Kind, version == Ended ? Status : ConsentStatus.Active, Direction,
        Classes, RecipientUnits, ValidFrom, ValidTo,
        GivenBy.GuardianId, GivenBy.Role, Form, Language, InformationTextVersion,
        ReceivedBy, UnitId, GivenAt,
        version == Ended && Status == ConsentStatus.Withdrawn ? EndedAt : null,
        ReplacesId, version == Ended ? EndedAt!.Value : GivenAt,
        version == Ended ? Withdrawal?.ReceivedBy ?? ReceivedBy : ReceivedBy, version == Ended ? Withdrawal?.UnitId ?? UnitId : UnitId)
    {
        SignedOn = SignedOn,
        DataFrom = DataFrom,
        DataTo = DataTo,
        ServiceTasks = ServiceTasks,
        OtherGuardianIds = [.. (GivenBy.Others ?? []).Select(o => o.GuardianId)],
        OneGuardianSuffices = GivenBy.Alone is { } alone ? JsonRules.CodeOf(alone) : null,
        Competent = Competence?.Competent,
    };

    private void End(ConsentStatus status, DateTimeOffset now)
    {
        Status = status;
        EndedAt = now;
        Version = Ended;
    }
}

/// <summary>A judgement of competence: whose, when, with what result.</summary>
internal sealed record Competence(Guid AssessedBy, DateTimeOffset AssessedAt, bool Competent);

/// <summary>A professional heard it and confirms that it was given.</summary>
internal sealed record OralConfirmation(OralHow How, Guid ConfirmedBy, DateOnly ConfirmedOn);

/// <summary>Who withdrew, who received it, and when the giver said so.</summary>
/// <param name="ReasonSecret">What the giver said of the reason, encrypted in the column; nobody need say one.</param>
internal sealed record Withdrawal(Giver By, Guid ReceivedBy, Guid UnitId, DateOnly ToldOn, string? ReasonSecret, Competence? Competence = null);
