using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>Reads what somebody has sent as a JWT, before anything in it is believed.</summary>
internal static class Jwt
{
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>Null for what is no JWT, or is longer than any of ours and of our clients (16 KiB). The handler's own look (<c>CanReadToken</c>) counts the dots only.</summary>
    public static JsonWebToken? TryRead(string token)
    {
        if (!Handler.CanReadToken(token)) return null;
        try
        {
            return Handler.ReadJsonWebToken(token);
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }
}
