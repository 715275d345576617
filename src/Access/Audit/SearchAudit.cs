using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Access.Audit;

/// <summary>One decision of the gate, as the log keeps it.</summary>
/// <param name="Stream">The chain that the row is in, and its place there: what <c>audit verify</c> names.</param>
/// <param name="Subject">The token's subject; <c>delivery</c> for what the service itself sends.</param>
/// <param name="Role">In which role they acted; null where the gate knew none.</param>
/// <param name="ClientId">The program that acted for them.</param>
/// <param name="DataClass">What kind of data.</param>
/// <param name="Purpose">HL7 v3 PurposeOfUse.</param>
/// <param name="Basis">Legal basis of a permit, reason code of a deny.</param>
/// <param name="Listed">How many persons a list showed besides: each of them finds the row in their own log, and a search by person finds it. Null of what is no list.</param>
public sealed record AuditRowView(
    string Stream, long Sequence, DateTimeOffset At, string RequestId, string Subject, Guid? StaffId, Guid? UnitId, Role? Role, string? ClientId,
    Guid? PersonId, string Right, string DataClass, string Purpose, AuditDecision Decision, string Basis, int? Listed)
{
    internal static AuditRowView Of(AuditRow row) => new(
        row.Stream, row.Sequence, row.At, row.RequestId, row.Subject, row.StaffId, row.UnitId, row.Role, row.ClientId,
        row.PersonId, row.Right, row.DataClass, row.Purpose, row.Permitted ? AuditDecision.Permit : AuditDecision.Deny, row.Basis,
        row.Shown is { } shown ? int.Parse(shown.Split(' ')[0], CultureInfo.InvariantCulture) : null);
}

public enum AuditDecision
{
    Permit,
    Deny,
}

/// <summary>Finds rows of the audit log for an auditor. A search is in the log itself: the auditor is audited.</summary>
internal static class SearchAudit
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit", Handle)
        .WithName(nameof(SearchAudit))
        .WithSummary("Search the audit log, newest first")
        .WithDescription("from and to: instants with a time zone; from is included, to is not. decision: permit or deny. right: its name, such as read-plan.")
        .Requires(Rights.ReadAudit);

    private static async Task<Results<Ok<Page<AuditRowView>>, ProblemHttpResult>> Handle(
        Caller caller, AccessDb db, IAccessGate gate, CancellationToken ct,
        Guid? personId = null, Guid? staffId = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? decision = null, string? right = null,
        string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ReadAudit, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (AuditFilter.TryRead(personId, staffId, from, to, decision, right, out var filter) is { } wrong) return wrong.ToProblem();
        if (!TryDecode(cursor, out var at, out var stream, out var sequence)) return PlatformRefusals.CursorInvalid.ToProblem();

        var rows = await After(filter.On(db), cursor, at, stream, sequence).Take(limit + 1).ToListAsync(ct);
        var page = Pages.Of(rows, limit, Encode, AuditRowView.Of);
        await gate.Show(access, page.Items.Select(row => row.PersonId).OfType<Guid>(), ct);
        return TypedResults.Ok(page);
    }

    /// <summary>Newest first, from behind the cursor on.</summary>
    public static IQueryable<AuditRow> After(IQueryable<AuditRow> rows, string? cursor, DateTimeOffset at, string stream, long sequence)
    {
#pragma warning disable CA1309 // becomes SQL, where the column's own order counts
        if (cursor is not null)
            rows = rows.Where(r => r.At < at || (r.At == at && (string.Compare(r.Stream, stream) < 0 || (r.Stream == stream && r.Sequence < sequence))));
#pragma warning restore CA1309
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Stream).ThenByDescending(r => r.Sequence);
    }

    public static string Encode(AuditRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.At.ToUnixTimeMilliseconds()} {row.Sequence} {row.Stream}");

    public static bool TryDecode(string? cursor, out DateTimeOffset at, out string stream, out long sequence)
    {
        (at, stream, sequence) = (default, "", 0);
        if (cursor is null) return true;
        if (!Pages.TryDecode(cursor, out var key) || key.Split(' ', 3) is not [var time, var place, var name]) return false;
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out sequence)) return false;
        (at, stream) = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), name);
        return true;
    }
}

/// <summary>What an auditor looks for; null: whatever.</summary>
internal sealed record AuditFilter(Guid? PersonId, Guid? StaffId, DateTimeOffset? From, DateTimeOffset? To, bool? Permitted, string? Right)
{
    /// <summary>Null when the parameters make a filter.</summary>
    public static Refusal? TryRead(
        Guid? personId, Guid? staffId, DateTimeOffset? from, DateTimeOffset? to, string? decision, string? right, out AuditFilter filter)
    {
        filter = new AuditFilter(personId, staffId, from, to, decision is null ? null : decision == "permit", right);
        if (decision is not (null or "permit" or "deny")) return AccessRefusals.DecisionUnknown;
        return from >= to ? AccessRefusals.TimesReversed : null;
    }

    /// <summary>What is about a person: rows of their own, and lists that showed them.</summary>
    public static IQueryable<AuditRow> About(Guid personId, AccessDb db) => db.AuditRows.AsNoTracking().Where(r => r.PersonId == personId).Concat(
        from shown in db.AuditPersons
        join row in db.AuditRows.AsNoTracking() on new { shown.Stream, shown.Sequence } equals new { row.Stream, row.Sequence }
        where shown.PersonId == personId
        select row);

    public IQueryable<AuditRow> On(AccessDb db)
    {
        var rows = PersonId is { } person ? About(person, db) : db.AuditRows.AsNoTracking();
        if (StaffId is not null) rows = rows.Where(r => r.StaffId == StaffId);
        if (From is not null) rows = rows.Where(r => r.At >= From);
        if (To is not null) rows = rows.Where(r => r.At < To);
        if (Permitted is not null) rows = rows.Where(r => r.Permitted == Permitted);
        return Right is null ? rows : rows.Where(r => r.Right == Right);
    }
}
