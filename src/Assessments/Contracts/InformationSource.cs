using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.Assessments.Contracts;

/// <summary>From whom what is written comes.</summary>
public enum Teller
{
    /// <summary>The client: at a meeting, by phone or video, or in own words.</summary>
    Client,

    /// <summary>Who writes it saw or found it out: an examination, a visit.</summary>
    Writer,

    /// <summary>A guardian or another legal representative.</summary>
    Guardian,

    /// <summary>A relative, a friend, another close person.</summary>
    ClosePerson,

    /// <summary>Another professional of the writer's own sector.</summary>
    OwnSector,

    /// <summary>A professional of the other sector.</summary>
    OtherSector,

    /// <summary>Another authority: school, police, employment services.</summary>
    OtherAuthority,

    /// <summary>An earlier record.</summary>
    EarlierRecord,
}

/// <summary>On what ground it was got from somebody else than the client.</summary>
public enum SourceBasis
{
    /// <summary>The client agreed to it, also by taking the teller along.</summary>
    Consent,

    /// <summary>The client's permission to disclose (luovutuslupa, 703/2023 53 §).</summary>
    Permission,

    /// <summary>A law, told in <see cref="InformationSource.Paragraph"/>.</summary>
    Statute,
}

/// <summary>
/// One source of what is written. What comes from somebody else than the client is second-hand: its teller, date, requester, ground and purpose are
/// recorded (703/2023 39 §).
/// </summary>
/// <param name="On">The day on which it was told, Europe/Helsinki; not in the future, at most 120 years back.</param>
/// <param name="Who">Of second-hand knowledge: who told it, or which record it is, at most 200 characters.</param>
/// <param name="RequestedBy">Of second-hand knowledge: who asked for it, or that it was told unasked, at most 200 characters.</param>
/// <param name="Basis">Of second-hand knowledge: on what ground it was got.</param>
/// <param name="Paragraph">With <c>statute</c>, and only then: <c>SHL 41 §</c>.</param>
/// <param name="Purpose">Of second-hand knowledge: for what it was got, at most 500 characters.</param>
public sealed record InformationSource(
    Teller Told,
    DateOnly On,
    [property: Visible, StringLength(200)] string? Who = null,
    [property: Visible, StringLength(200)] string? RequestedBy = null,
    SourceBasis? Basis = null,
    [property: Pattern("^[A-Za-zÅÄÖåäö0-9/ .,-]{2,60}§[A-Za-zÅÄÖåäö0-9/ .,-]{0,30}$")] string? Paragraph = null,
    [property: Visible, StringLength(500)] string? Purpose = null)
{
    private const int LongestBack = 120;

    private bool IsSecondHand => Told is not (Teller.Client or Teller.Writer);

    /// <summary>The plain mark for readers: something of it was not told by the client, nor found out by who wrote it.</summary>
    public static bool SecondHand(IEnumerable<InformationSource> sources) => sources.Any(s => s.IsSecondHand);

    /// <summary>Null when each is whole.</summary>
    public static Refusal? Check(IReadOnlyList<InformationSource> sources, DateOnly today)
    {
        for (var i = 0; i < sources.Count; i++)
            if (sources[i].Check(today, $"$.sources[{i}]") is { } no) return no;
        return null;
    }

    public override string ToString() => $"{nameof(InformationSource)} {Told}";

    private Refusal? Check(DateOnly today, string path)
    {
        if (On > today || On < today.AddYears(-LongestBack)) return AssessmentsRefusals.SourceDayWrong.At(path + ".on");
        if (!IsSecondHand)
            return (Who ?? RequestedBy ?? Paragraph ?? Purpose) is null && Basis is null ? null : AssessmentsRefusals.SourceFirstHand.At(path);
        foreach (var (given, name) in (ValueTuple<object?, string>[])[(Who, "who"), (RequestedBy, "requestedBy"), (Basis, "basis"), (Purpose, "purpose")])
            if (given is null) return AssessmentsRefusals.SourceIncomplete.At($"{path}.{name}");
        return (Basis == SourceBasis.Statute) == Paragraph is not null ? null : AssessmentsRefusals.SourceParagraph.At(path + ".paragraph");
    }
}
