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

    /// <param name="id">The token's <c>jti</c>.</param>
    public async Task<bool> Contains(string id, CancellationToken ct)
    {
        var key = UsedIds.Key(UsedIds.RevokedToken, "", id);
        var found = AccessTokens.GrantOf(id) is { } grant
            ? await database.QueryAsync(FindTokenAndGrant, row => row.GetBoolean(0), ct, key, grant)
            : await database.QueryAsync(FindToken, row => row.GetBoolean(0), ct, key);
        return found is not [false];
    }
}
