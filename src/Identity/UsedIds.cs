using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Lets each identifier in once, on all instances.</summary>
internal sealed class UsedIds(IdentityDb db, Database database)
{
    public const string Assertion = "assertion";
    public const string Proof = "dpop";
    public const string RevokedToken = "revoked";

    /// <summary>True the first time.</summary>
    public async Task<bool> TryUse(string kind, string issuer, string id, DateTimeOffset until, CancellationToken ct)
    {
        var (key, instant) = (Key(kind, issuer, id), until.ToUnixTimeMilliseconds());
        // One statement: between a question and an insert another request would have its chance.
        return await database.WriteAsync(() => db.Database.ExecuteSqlAsync(
            $"""INSERT INTO identity_used_ids ("Id", "Until") VALUES ({key}, {instant}) ON CONFLICT DO NOTHING""", ct), ct) == 1;
    }

    public static string Key(string kind, string issuer, string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{issuer}\n{id}")));
}
