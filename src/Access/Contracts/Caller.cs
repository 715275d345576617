using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Monipolku.Access.Contracts;

/// <summary>Who asks: what the access token says, and nothing that a token may not decide (roles and units are ours).</summary>
/// <param name="Subject">The token's <c>sub</c>: how the authority knows the user.</param>
/// <param name="Scopes">The token's scopes.</param>
/// <param name="RequestId">Ties the audit row to the request.</param>
public sealed record Caller(string Subject, IReadOnlySet<string> Scopes, string RequestId)
{
    public static ValueTask<Caller> BindAsync(HttpContext http) => ValueTask.FromResult(Of(http));

    public static Caller Of(HttpContext http) => new(
        http.User.FindFirstValue("sub") ?? "",
        (http.User.FindFirstValue("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
        http.TraceIdentifier);
}

/// <summary>The staff member behind a permitted request.</summary>
public sealed record Actor(Guid StaffId, Guid UnitId, Sector Sector, IReadOnlyList<Role> Roles);
