using Microsoft.IdentityModel.JsonWebTokens;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// Whether an access token of ours or the grant that it came from has been revoked: asked at every request and at introspection.
/// </summary>
internal sealed class RevokedTokens(Database database)
{
    private const string FindToken = """SELECT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)""";

    // A grant that is not there any more has ended too.
    private const string FindTokenAndGrant = """
        SELECT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1)
            OR NOT EXISTS (SELECT 1 FROM identity_grants WHERE "Id" = $2 AND "RevokedAt" IS NULL)
        """;

    // A program's own token comes from no grant: it ends with the program.
    private const string FindTokenAndProgram = """
        SELECT EXISTS (SELECT 1 FROM identity_used_ids WHERE "Id" = $1) OR NOT EXISTS (SELECT 1 FROM identity_clients WHERE "Id" = $2)
        """;

    public async Task<bool> Contains(JsonWebToken token, CancellationToken ct)
    {
        var key = UsedIds.Key(UsedIds.RevokedToken, "", token.Id);
        var program = token.TryGetPayloadValue<string>("client_id", out var client) && client == token.Subject ? client : null;
        var found = AccessTokens.GrantOf(token.Id) is { } grant ? await database.QueryAsync(FindTokenAndGrant, row => row.GetBoolean(0), ct, key, grant)
            : program is not null ? await database.QueryAsync(FindTokenAndProgram, row => row.GetBoolean(0), ct, key, program)
            : await database.QueryAsync(FindToken, row => row.GetBoolean(0), ct, key);
        return found is not [false];
    }
}
