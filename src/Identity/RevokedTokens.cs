using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// What an access token of ours still opens, asked at every request and at introspection with one query: nothing once it, the grant that it came from
/// or its client has ended, and never more than the client may have now.
/// </summary>
internal sealed class RevokedTokens(Database database)
{
    private const string FindToken = """SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)""";

    // A grant or a client that is not there any more has ended too.
    private const string FindTokenAndGrant = """
        SELECT c."Scopes" FROM identity_grants g JOIN identity_clients c ON c."Id" = g."ClientId"
        WHERE g."Id" = $2 AND g."RevokedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)
        """;

    // A program's own token comes from no grant.
    private const string FindTokenAndProgram = """
        SELECT c."Scopes" FROM identity_clients c WHERE c."Id" = $2 AND NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)
        """;

    private const int MostNarrowings = 1_000;

    /// <summary>What remains of a token's scopes within a client's: both are in the key, so that it is never out of date.</summary>
    private readonly ConcurrentDictionary<(string Token, string Client), string> _narrowed = new();

    /// <summary>The token's scopes as far as its client has them now; null for a token that has been revoked.</summary>
    public async Task<string?> ScopesLeft(JsonWebToken token, CancellationToken ct)
    {
        var scope = token.TryGetPayloadValue<string>("scope", out var scopes) ? scopes : "";
        var key = UsedIds.Key(UsedIds.RevokedToken, "", token.Id);
        var program = token.TryGetPayloadValue<string>("client_id", out var client) && client == token.Subject ? client : null;
        if (AccessTokens.GrantOf(token.Id) is not { } grant && program is null)
            return await database.QueryAsync(FindToken, row => row.GetInt32(0), ct, key) is [_] ? scope : null;
        var found = program is not null
            ? await database.QueryAsync(FindTokenAndProgram, row => row.GetString(0), ct, key, program)
            : await database.QueryAsync(FindTokenAndGrant, row => row.GetString(0), ct, key, AccessTokens.GrantOf(token.Id)!.Value);
        if (found is not [var allowed]) return null;
        if (_narrowed.TryGetValue((scope, allowed), out var left)) return left;
        if (_narrowed.Count >= MostNarrowings) _narrowed.Clear();
        return _narrowed[(scope, allowed)] = string.Join(' ', Scopes.Narrow(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), JsonColumns.Read<IReadOnlyList<string>>(allowed)));
    }
}
