using System.Security.Cryptography;
using System.Text;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What the client has forbidden. It holds until withdrawn; the one thing that may happen to it is its withdrawal.</summary>
internal sealed class Prohibition : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required ProhibitionKind Kind { get; init; }

    /// <summary>Out of whose register nothing may go; null where guardians are meant.</summary>
    public required Direction? Direction { get; init; }

    /// <summary>Classes of data; empty for all.</summary>
    public required IReadOnlyList<DataClass> Classes { get; init; }

    /// <summary>Of a disclosure out of social care: palvelutehtävät, THL code set 1221; empty for all.</summary>
    public IReadOnlyList<string> ServiceTasks { get; init; } = [];

    /// <summary>Of a disclosure: the single documents that alone are forbidden; empty where the classes and tasks tell.</summary>
    public IReadOnlyList<ProhibitedDocument> Documents { get; init; } = [];

    /// <summary>Guardians who may not know; empty for all, and where the other sector is meant.</summary>
    public required IReadOnlyList<Guid> GuardianIds { get; init; }

    /// <summary>Whether the client wants it to hold in an emergency too: then breaking the glass does not open it.</summary>
    public required bool HoldsInEmergency { get; init; }

    /// <summary>The weighty reason of a veto on social-care data, encrypted in the column.</summary>
    public required string? ReasonSecret { get; init; }
    public required Giver GivenBy { get; init; }
    public required Competence? Competence { get; init; }

    /// <summary>On paper or electronically, signed; or said to whoever received it.</summary>
    public required ConsentForm Form { get; init; }
    public required string Language { get; init; }

    /// <summary>Of what was signed; null of what was said where no text was given.</summary>
    public required string? InformationTextVersion { get; init; }
    public required DateOnly ToldOn { get; init; }
    public required Guid ReceivedBy { get; init; }
    public required Guid UnitId { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What it forbids, as a digest: of two that say the same one holds, also when both come at once. Null once withdrawn.</summary>
    public string? InForceKey { get; set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Null while it holds.</summary>
    public Withdrawal? Withdrawal { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>The document exactly as it was at that version, 1 as recorded and 2 as withdrawn; null when there is none.</summary>
    public ProhibitionDocument? At(int version)
    {
        if (version < 1 || version > Version) return null;
        var withdrawn = version > 1 ? Withdrawal : null;
        return new ProhibitionDocument(
            Id, version, PersonId, Kind, Direction, Classes, ServiceTasks, GuardianIds, HoldsInEmergency, GivenBy.GuardianId, ToldOn, UnitId, RecordedAt,
            withdrawn is null ? null : WithdrawnAt, withdrawn is null ? RecordedAt : WithdrawnAt!.Value,
            withdrawn?.ReceivedBy ?? ReceivedBy, withdrawn?.UnitId ?? UnitId)
        { DocumentIds = [.. Documents.Select(d => d.Id)], DocumentClasses = [.. Documents.Select(d => d.Class)] };
    }

    /// <summary>Whether it is not there for the guardian who asks; see <see cref="ProhibitionSight"/>.</summary>
    public bool IsHiddenFrom(Decision access, IReadOnlySet<DataClass> kept) => access.HidesProhibition(kept, Kind, Documents.Select(d => d.Class));

    public Refusal? Withdraw(Withdrawal withdrawal, DateOnly today, DateTimeOffset now)
    {
        if (WithdrawnAt is not null) return ConsentsRefusals.AlreadyEnded;
        if (withdrawal.ToldOn > today) return ConsentsRefusals.ToldInFuture;
        if (withdrawal.ToldOn < ToldOn) return ConsentsRefusals.ToldBeforeSigned;
        Withdrawal = withdrawal;
        WithdrawnAt = now;
        InForceKey = null;
        Version++;
        return null;
    }

    /// <summary>Lists without order. What somebody else says besides holds by itself: the one may withdraw it and the other not.</summary>
    public string WhatItForbids() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        Kind, Direction, HoldsInEmergency, GivenBy.GuardianId, string.Join(',', Classes.Order()), string.Join(',', GuardianIds.Order()), string.Join(',', ServiceTasks.Order(StringComparer.Ordinal)), string.Join(',', Documents.Select(d => d.Id).Order())))));
}

/// <param name="Class">What the disclosing register holds of it.</param>
internal sealed record ProhibitedDocument(Guid Id, DataClass Class);
