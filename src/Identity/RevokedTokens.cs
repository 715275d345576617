using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// What an access token of ours still opens, asked at every request and at introspection with one query: nothing once it, the grant that it came from
/// or its client has ended, or the client may get tokens in that way no more, and never more than the client may have now.
/// </summary>
internal sealed class RevokedTokens(Database database)
{
    private const string FindToken = """SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)""";

    // A grant or a client that is not there any more has ended too.
    private const string FindTokenAndGrant = """
        SELECT c."Scopes", c."GrantTypes" FROM identity_grants g JOIN identity_clients c ON c."Id" = g."ClientId"
        WHERE g."Id" = $2 AND g."RevokedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)
        """;

    // A program's own token comes from no grant, and goes with its registration: the next one of the same name has given nobody anything.
    private const string FindTokenAndProgram = """
        SELECT c."Scopes", c."GrantTypes" FROM identity_clients c
        WHERE c."Id" = $2 AND c."Registration" = $3 AND NOT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)
        """;

    private const int MostNarrowings = 1_000;

    /// <summary>What remains of a token's scopes within what a client may: all that it hangs on is in the key, so that it is never out of date.</summary>
    private readonly ConcurrentDictionary<(string Token, GrantType Way, string Client, string GrantTypes), string?> _narrowed = new();

    /// <summary>The token's scopes as far as its client has them now; null for a token that has been revoked or has none left.</summary>
    public async Task<string?> ScopesLeft(JsonWebToken token, CancellationToken ct)
    {
        var scope = token.TryGetPayloadValue<string>("scope", out var scopes) ? scopes : "";
        var key = UsedIds.Key(UsedIds.RevokedToken, "", token.Id);
        var program = token.TryGetPayloadValue<string>("client_id", out var client) && client == token.Subject ? client : null;
        var origin = AccessTokens.OriginOf(token.Id);
        if (origin is null && program is null)
            return await database.QueryAsync(FindToken, row => row.GetInt32(0), ct, key) is [_] ? scope : null;
        static (string Scopes, string GrantTypes) Read(DbDataReader row) => (row.GetString(0), row.GetString(1));
        var found = program is not null
            ? await database.QueryAsync(FindTokenAndProgram, Read, ct, key, program, origin ?? Guid.Empty)
            : await database.QueryAsync(FindTokenAndGrant, Read, ct, key, origin!.Value);
        if (found is not [var (allowed, types)]) return null;
        var asked = (scope, program is null ? GrantType.AuthorizationCode : GrantType.ClientCredentials, allowed, types);
        if (_narrowed.TryGetValue(asked, out var left)) return left;
        if (_narrowed.Count >= MostNarrowings) _narrowed.Clear();
        return _narrowed[asked] = Narrow(asked);
    }

    private static string? Narrow((string Token, GrantType Way, string Client, string GrantTypes) asked)
    {
        if (!JsonColumns.Read<IReadOnlyList<GrantType>>(asked.GrantTypes).Contains(asked.Way)) return null;
        var left = Scopes.Narrow(asked.Token.Split(' ', StringSplitOptions.RemoveEmptyEntries), JsonColumns.Read<IReadOnlyList<string>>(asked.Client));
        return left.Count == 0 ? null : string.Join(' ', left);
    }
}
