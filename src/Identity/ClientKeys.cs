using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>
/// Clients' public keys: their own key set, or the one at their <c>jwks_uri</c>, read over https from the hosts of the setting
/// <c>Identity:JwksHosts</c> only, so that a client's registration cannot make us call anywhere.
/// </summary>
internal sealed class ClientKeys(IHttpClientFactory http, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
{
    public const string HttpClientName = "client-keys";
    public const int LargestSet = 64 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>How often an unknown key id may make us ask again.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly string[] _hosts = configuration.GetSection("Identity:JwksHosts").Get<string[]>() ?? [];
    private readonly ConcurrentDictionary<string, Fetched> _fetched = new();

    /// <summary>Null where the keys could not be read.</summary>
    public async Task<IReadOnlyList<SecurityKey>?> Find(Client client, string algorithm, string? keyId, CancellationToken ct)
    {
        if (client.Jwks is not null) return Fitting(JsonWebKeySet.Create(client.Jwks), algorithm, keyId);
        if (client.JwksUri is not { } address || !IsAllowed(address)) return null;

        var now = clock.GetUtcNow();
        if (_fetched.TryGetValue(address, out var known) && now < known.At + Kept)
        {
            var keys = Fitting(known.Set, algorithm, keyId);
            if (keys.Count > 0 || now < known.At + AskAgain) return keys;
        }
        if (await Fetch(address, ct) is not { } set) return known is null ? null : Fitting(known.Set, algorithm, keyId);
        _fetched[address] = new Fetched(set, now);
        return Fitting(set, algorithm, keyId);
    }

    /// <summary>https on a host of the setting; in the Development environment http on this machine too.</summary>
    public bool IsAllowed(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0) return false;
        if (!_hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase) && !_hosts.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase)) return false;
        return uri.Scheme == Uri.UriSchemeHttps || (environment.IsDevelopment() && uri is { Scheme: "http", IsLoopback: true });
    }

    /// <summary>Null where the text is a set of public keys that are strong enough; otherwise what is wrong.</summary>
    public static string? Check(string jwks)
    {
        JsonWebKeySet set;
        try
        {
            if (JsonNode.Parse(jwks) is not JsonObject { } found || found["keys"] is not JsonArray keys || keys.Any(k => k is not JsonObject)) return NoSet;
            set = JsonWebKeySet.Create(jwks);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or JsonException)
        {
            return NoSet;
        }
        if (set.Keys.Count == 0) return "The key set is empty.";
        if (set.Keys.Any(k => k.HasPrivateKey || k.Kty == JsonWebAlgorithmsKeyTypes.Octet)) return "Register public keys only.";
        for (var i = 0; i < set.Keys.Count; i++)
            if (WhatIsWrong(set.Keys[i]) is { } wrong) return $"keys[{i}]: {wrong}";
        return null;
    }

    private const string NoSet = "This is not the text of a JSON Web Key Set, {\"keys\": [{…}]} (RFC 7517).";

    /// <summary>A key is used with the algorithms of its kind only, so that nobody can pass one off as another.</summary>
    internal static IReadOnlyList<SecurityKey> Fitting(JsonWebKeySet set, string algorithm, string? keyId) =>
    [
        .. set.Keys.Where(k => !k.HasPrivateKey && k.Use is null or "" or "sig"
            && (string.IsNullOrEmpty(k.Alg) || k.Alg == algorithm)
            && (keyId is null || k.Kid == keyId)
            && IsOfKind(k, algorithm)
            // Last: to look at a key's numbers costs more than all the rest.
            && WhatIsWrong(k) is null),
    ];

    /// <summary>Null for a key that is strong enough and that the machinery that checks signatures takes: a point that is not on its curve is no key.</summary>
    private static string? WhatIsWrong(JsonWebKey key)
    {
        const string Kinds = "a key is RSA of 2048 bits or more, or EC on P-256 or P-384.";
        try
        {
            if (key.Kty == JsonWebAlgorithmsKeyTypes.RSA)
            {
                var modulus = Base64UrlEncoder.DecodeBytes(key.N);
                using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = Base64UrlEncoder.DecodeBytes(key.E) });
                return modulus.Length >= 256 ? null : Kinds;
            }
            if (key is not { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: "P-256" or "P-384" }) return Kinds;
            using var ec = ECDsa.Create(new ECParameters
            {
                Curve = key.Crv == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            });
            return null;
        }
        catch (Exception unsound) when (unsound is CryptographicException or ArgumentException or FormatException)
        {
            return "its numbers make no key; of EC, x and y must be a point of the curve.";
        }
    }

    private static bool IsOfKind(JsonWebKey key, string algorithm) => algorithm switch
    {
        SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSha384 => key.Kty == JsonWebAlgorithmsKeyTypes.RSA,
        SecurityAlgorithms.EcdsaSha256 => key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: "P-256" },
        SecurityAlgorithms.EcdsaSha384 => key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: "P-384" },
        _ => false,
    };

    private async Task<JsonWebKeySet?> Fetch(string address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.CreateClient(HttpClientName).GetAsync(new Uri(address), ct);
            if (answer.StatusCode != HttpStatusCode.OK) return null;
            return JsonWebKeySet.Create(await answer.Content.ReadAsStringAsync(ct));
        }
        catch (Exception broken) when (broken is HttpRequestException or ArgumentException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            // The client's machine, not ours: the client is told with invalid_client.
            return null;
        }
    }

    private sealed record Fetched(JsonWebKeySet Set, DateTimeOffset At);
}
