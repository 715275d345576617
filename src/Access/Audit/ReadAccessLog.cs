using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access.Audit;

/// <summary>One use of a client's data, in plain words of the caller's language (Accept-Language: fi, sv or en).</summary>
/// <param name="Who">
/// Name of the staff member (703/2023 11 §: the client may know who), or of the guardian: whoever may read this log reads the names of the client's
/// guardians in the client's record too, so that it tells them nothing new. Null where it was the client, the service itself, or a guardian who is
/// no longer in the record.
/// </param>
/// <param name="Role">In which role; of a guardian: guardian.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="What">What was done: read, shown in a list of many clients, handled, sent, or only asked whether it may be.</param>
/// <param name="Data">Which kind of data.</param>
/// <param name="Why">On what ground.</param>
/// <param name="Basis">The ground as the log keeps it, with the paragraphs.</param>
/// <param name="Emergency">True where nothing else would have opened it, and somebody opened it in an emergency.</param>
public sealed record AccessLogEntry(
    DateTimeOffset At, string? Who, string? Role, string? Unit, string What, string Data, string Why, string Basis, bool Emergency)
{
    public override string ToString() => nameof(AccessLogEntry);
}

/// <summary>
/// Tells a client who has used their data, when and why (703/2023 11 §): to themselves, to a guardian within the child's rights, and to the
/// staff who hand them a copy. A guardian's own looks are not in what the guardian reads. Two years back, as far as the law gives it without a special reason.
/// </summary>
internal static class ReadAccessLog
{
    private const int YearsBack = 2;

    /// <summary>The purpose of what a guardian reads.</summary>
    private const string ByGuardian = "FAMRQT";
    private static readonly ResourceManager Texts = new("Monipolku.Access.Audit.AccessLogTexts", typeof(ReadAccessLog).Assembly);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/people/{id:guid}/access-log", Handle)
        .WithName(nameof(ReadAccessLog))
        .WithSummary("Who has used a client's data, when and why; newest first")
        .WithDescription("In the language of Accept-Language (fi, sv, en). Two years back (703/2023 11 §).")
        .Requires(Rights.ReadAccessLog);

    private static async Task<Results<Ok<Page<AccessLogEntry>>, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, AccessDb db, IAccessGate gate, ISharingBasis sharing, IRepresentation representation, TimeProvider clock, CancellationToken ct,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.Decide(caller, Rights.ReadAccessLog, id, ct);
        if (access.ListRefusal is { } no) return no.ToProblem();
        if (!SearchAudit.TryDecode(cursor, out var at, out var stream, out var sequence)) return PlatformRefusals.CursorInvalid.ToProblem();

        var since = clock.GetUtcNow().AddYears(-YearsBack);
        var log = AuditFilter.About(access.Shows(id), db).Where(r => r.Permitted && r.At >= since);
        if (access.GuardianId is { } reader)
        {
            var kept = await sharing.HiddenFromGuardian(id, reader, ct);
            // Kinds of data that the child keeps from this guardian: nor who has used them is the guardian's to know.
            IReadOnlyList<string> hidden = [.. kept.Select(kind => kind.ToString())];
            IReadOnlyList<Right> unseen = kept.Contains(DataClass.ClientNarrative) || kept.Contains(DataClass.PatientNotes) ? [.. Rights.OfVetoes, Rights.WritePlanNote] : Rights.OfVetoes;
            IReadOnlyList<string> vetoes = [.. unseen.SelectMany(right => new[] { right.Name, right.Name + Rights.Again })];
            // What they did themselves they know, and a missing row of it would tell what the child keeps from them.
            var own = LegalBasis.OfGuardian(reader).Text;
            log = log.Where(r => !hidden.Contains(r.DataClass) && !vetoes.Contains(r.Right) && r.Basis != own);
        }
        var rows = await SearchAudit.After(log, cursor, at, stream, sequence).Take(limit + 1).ToListAsync(ct);
        var (staffIds, unitIds) = (rows.Select(r => r.StaffId).OfType<Guid>().ToHashSet(), rows.Select(r => r.UnitId).OfType<Guid>().ToHashSet());
        // Those too whose time here has ended.
        var names = await db.Staff.AsNoTracking().Where(s => staffIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var units = await db.Units.AsNoTracking().Where(u => unitIds.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name, ct);
        var guardians = rows.Any(r => r.Purpose == ByGuardian) ? await representation.NamesOfThoseWhoSpeakFor(id, ct) : null;
        var language = CultureInfo.GetCultureInfo(Languages.Of(request));
        return TypedResults.Ok(Pages.Of(rows, limit, SearchAudit.Encode, row => new AccessLogEntry(
            row.At,
            row.StaffId is { } staff ? names.GetValueOrDefault(staff) : row.Purpose == ByGuardian ? guardians!.GetValueOrDefault(GuardianIn(row.Basis)) : null,
            row.Role is { } role ? Text("role." + role, language) : row.Purpose == ByGuardian ? Text("role.Guardian", language) : null,
            row.UnitId is { } unit ? units.GetValueOrDefault(unit) : null,
            Text(WhatOf(row, id), language),
            Text("data." + DataOf(row), language, access.ByGuardian),
            Text(WhyOf(row), language, access.ByGuardian),
            LegalBasis.WithoutIds(row.Basis),
            row.Purpose == "ETREAT" && !IsQuestion(row))));
    }

    /// <summary>"guardian {id} (703/2023 51 §)", as the gate says it.</summary>
    private static Guid GuardianIn(string basis) => Guid.Parse(basis.Split(' ')[1]);

    private static bool IsQuestion(AuditRow row) => row.Right.StartsWith(ExplainAccess.Mark, StringComparison.Ordinal);

    private static string WhatOf(AuditRow row, Guid person) =>
        IsQuestion(row) ? "what.asked"
        : row.Right.StartsWith("deliver-to-", StringComparison.Ordinal) || row.Right.EndsWith(" shared", StringComparison.Ordinal) ? "what.sent"
        : row.PersonId != person && row.Right != Rights.ReadClientUser.Name && !Rights.ChangesMany.Any(right => right.Name == row.Right) ? "what.listed"
        : row.Right.EndsWith(Rights.Opened, StringComparison.Ordinal) ? "what.opened"
        : row.Right.StartsWith("read-", StringComparison.Ordinal) || row.Right.StartsWith("list-", StringComparison.Ordinal) ? "what.read"
        : "what.handled";

    /// <summary>Which kind; of administration, which is about nobody's care, what of it.</summary>
    private static string DataOf(AuditRow row)
    {
        if (row.DataClass != nameof(DataClass.Administration)) return row.DataClass;
        var right = row.Right.StartsWith(ExplainAccess.Mark, StringComparison.Ordinal) ? row.Right[ExplainAccess.Mark.Length..] : row.Right;
        return right == Rights.ReadAudit.Name || right == Rights.ReadDisclosures.Name ? "AccessLog"
            : right == Rights.SuperviseBreakGlass.Name || right == Rights.AcknowledgeBreakGlass.Name ? "Emergency"
            : right == Rights.ReadClientUser.Name || right == Rights.ListClientUsers.Name || right == Rights.HandleClientUser.Name ? "SignIn"
            : row.DataClass;
    }

    /// <summary>Of a question: that it was one, for nobody used anything on the ground that it found.</summary>
    private static string WhyOf(AuditRow row) => row.Purpose switch
    {
        "PATRQT" when IsQuestion(row) => "why.askedOwn",
        ByGuardian when IsQuestion(row) => "why.askedGuardian",
        _ when IsQuestion(row) => "why.asked",
        "ETREAT" => "why.emergency",
        "PATRQT" => "why.own",
        ByGuardian => "why.guardian",
        _ when row.Right.StartsWith("deliver-to-", StringComparison.Ordinal) => "why.record",
        _ when row.Basis.Contains("statutory basis", StringComparison.Ordinal) => "why.law",
        _ when row.Basis.Contains(": permission", StringComparison.Ordinal) => "why.permission",
        _ when row.Basis.StartsWith("703/2023 9 §", StringComparison.Ordinal) => "why.care",
        _ => "why.task",
    };

    /// <param name="toGuardian">Whether a guardian reads: what is said to the client ("you") is then said of the child.</param>
    private static string Text(string key, CultureInfo language, bool toGuardian = false) =>
        (toGuardian ? Texts.GetString(key + ".child", language) : null) ?? Texts.GetString(key, language) ?? throw new MissingManifestResourceException(key);
}
