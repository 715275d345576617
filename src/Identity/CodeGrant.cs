using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>A code for tokens (RFC 6749 4.1.3, RFC 7636). A code that comes again ends what it gave: one of the two was a thief.</summary>
internal sealed class CodeGrant(IdentityDb db, SecretText secrets, GrantTokens tokens, Grants grants, IStaffDirectory staff, TimeProvider clock)
{
    public async Task<(TokenAnswer? Answer, OAuthError? Wrong)> Redeem(Parameters asked, Client client, string? thumbprint, CancellationToken ct)
    {
        if (asked["code"] is not { } code || asked["redirect_uri"] is not { } redirect || asked["code_verifier"] is not { } verifier)
            return (null, OAuthRefusals.CodeMissing);

        var hash = secrets.KeyedHash(code, AuthorizationAnswers.CodePurpose);
        var grant = await db.Grants.FirstOrDefaultAsync(g => g.CodeHash == hash, ct);
        // Another client's code is no reason to end it: whoever has it cannot use it here.
        if (grant is null || grant.ClientId != client.Id) return (null, OAuthRefusals.CodeInvalid);
        var now = clock.GetUtcNow();
        if (grant.CodeUsedAt is not null)
        {
            await grants.Revoke(grant.Id, ct);
            return (null, OAuthRefusals.CodeInvalid);
        }
        if (now >= grant.At + Grant.CodeLifetime || !grant.IsAlive(now) || grant.RedirectUri != redirect) return (null, OAuthRefusals.CodeInvalid);
        if (await staff.HasEnded(grant.Subject, ct)) return (null, OAuthRefusals.CodeInvalid);
        if (!Fits(verifier, grant.CodeChallenge)) return (null, OAuthRefusals.VerifierWrong);
        if (grant.DpopThumbprint is not null && grant.DpopThumbprint != thumbprint) return (null, OAuthRefusals.ProofOfAnotherKey);

        // What the client may have is asked now: an administrator may have taken something away since.
        var scopes = Scopes.Narrow(grant.Scopes, client.Scopes);
        if (scopes.Count == 0) return (null, OAuthRefusals.CodeInvalid);
        grant.UseCode(thumbprint, now);
        try
        {
            return (await tokens.Issue(grant, client, scopes, thumbprint, now, ct), null);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Of two at once the other was first.
            await grants.Revoke(grant.Id, ct);
            return (null, OAuthRefusals.CodeInvalid);
        }
    }

    private static bool Fits(string verifier, string challenge) =>
        verifier.Length is >= 43 and <= 128 && verifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));
}
