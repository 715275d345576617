using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>
/// Remembers for a short time that a token's signature and claims were right: checking a signature costs more than the read that it is
/// for (README, Speed). Its times are looked at again at every use, and what its bearer may do is asked of the gate each time.
/// </summary>
internal sealed class RememberedTokens : JsonWebTokenHandler, IDisposable
{
    private const int Most = 10_000;

    /// <summary>So long a key that is no longer published may go on working: as long as our own tokens live.</summary>
    private static readonly TimeSpan Kept = AccessTokens.Lifetime;

    // Known by its hash: the tokens themselves do not lie about in memory for longer than their request.
    private readonly MemoryCache _right = new(new MemoryCacheOptions { SizeLimit = Most });

    public RememberedTokens() => MapInboundClaims = false;

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_right.TryGetValue(key, out TokenValidationResult? known) && IsNow(known!, validationParameters)) return Copy(known!);

        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid) return result;
        _right.Set(key, result, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return Copy(result);
    }

    public void Dispose() => _right.Dispose();

    private static bool IsNow(TokenValidationResult result, TokenValidationParameters parameters)
    {
        var token = (JsonWebToken)result.SecurityToken;
        return parameters.LifetimeValidator(token.ValidFrom == DateTime.MinValue ? null : token.ValidFrom, token.ValidTo, token, parameters);
    }

    /// <summary>Each request gets an identity of its own, since claims are added to it.</summary>
    private static TokenValidationResult Copy(TokenValidationResult result) => new()
    {
        IsValid = true,
        SecurityToken = result.SecurityToken,
        ClaimsIdentity = result.ClaimsIdentity.Clone(),
        Issuer = result.Issuer,
    };
}
