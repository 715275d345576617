using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Monipolku.Access.Contracts;

/// <summary>Who asks: what the access token says, and nothing that a token may not decide (roles and units are ours).</summary>
/// <param name="Subject">The token's <c>sub</c>: how the authority knows the user.</param>
/// <param name="Scopes">The token's scopes.</param>
/// <param name="RequestId">Ties the audit row to the request.</param>
/// <param name="ClientId">The program that acts for the user, the token's <c>client_id</c>.</param>
/// <param name="Patient">The person of the launch context: nobody else is opened with this token. Null where there is no such context.</param>
public sealed record Caller(string Subject, IReadOnlySet<string> Scopes, string RequestId, string? ClientId = null, Guid? Patient = null)
{
    /// <summary>A program that acts for nobody: its subject is its own client_id (RFC 9068 2.2).</summary>
    public bool IsProgram => ClientId == Subject;

    public static ValueTask<Caller> BindAsync(HttpContext http) => ValueTask.FromResult(Of(http));

    public static Caller Of(HttpContext http) => new(
        http.User.FindFirstValue("sub") ?? "",
        (http.User.FindFirstValue("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
        http.TraceIdentifier,
        http.User.FindFirstValue("client_id"),
        // What is no id of ours is nobody: it opens nothing.
        http.User.FindFirstValue("patient") is { } patient ? Guid.TryParse(patient, out var id) ? id : Guid.Empty : null);
}

/// <summary>The staff member behind a permitted request, in the unit and with the roles that permit it.</summary>
/// <param name="SubstituteFor">Whose place they take in that unit; null in their own.</param>
public sealed record Actor(Guid StaffId, Guid UnitId, Sector Sector, IReadOnlyList<Role> Roles, Guid? SubstituteFor = null)
{
    /// <summary>All units in which they have a role for this: what a unit's queue shows them.</summary>
    public IReadOnlyList<Guid> UnitIds { get; init; } = [UnitId];

    /// <summary>Their own and their relatives' records, which no role opens: left out of a unit's queue.</summary>
    public IReadOnlyList<Guid> OwnRecords { get; init; } = [];
}
