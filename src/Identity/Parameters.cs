using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Monipolku.Identity;

/// <summary>An OAuth request's parameters: each at most once, empty ones as if left out (RFC 6749 3.1).</summary>
internal sealed class Parameters
{
    private const int Most = 60;
    private const int Longest = 2000;

    /// <summary>A signed JWT may hold a certificate chain's worth of claims.</summary>
    private const int LongestAssertion = 8000;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Parameters(IEnumerable<KeyValuePair<string, StringValues>> all)
    {
        var names = 0;
        foreach (var (name, values) in all)
        {
            if (++names > Most) Wrong ??= OAuthRefusals.TooLarge;
            if (values.Count > 1) Wrong ??= OAuthRefusals.DuplicateParameter;
            if (values.FirstOrDefault() is not { Length: > 0 } value) continue;
            if (name.Length > 100 || value.Length > LongestOf(name)) Wrong ??= OAuthRefusals.TooLarge;
            else if (value.Any(char.IsControl)) Wrong ??= OAuthRefusals.NotText;
            else if (values.Count == 1) _values[name] = value;
        }
    }

    /// <summary>What is wrong with the parameters as such; what is wrong alone cannot be read.</summary>
    public OAuthError? Wrong { get; }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public static Parameters OfQuery(HttpContext http) => new(http.Request.Query);

    /// <summary>From the body only. Parameters in the address are refused: they may be secrets, and an address is logged.</summary>
    public static async Task<(Parameters? Parameters, OAuthError? Wrong)> OfForm(HttpContext http)
    {
        if (http.Request.QueryString.HasValue) return (null, OAuthRefusals.InUrl);
        if (!http.Request.HasFormContentType
            || http.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)) return (null, OAuthRefusals.NotAForm);
        try
        {
            var parameters = new Parameters(await http.Request.ReadFormAsync(http.RequestAborted));
            return parameters.Wrong is { } wrong ? (parameters, wrong) : (parameters, null);
        }
        catch (BadHttpRequestException bad)
        {
            // The server's own limit: longer than any body may be.
            return (null, OAuthRefusals.TooLarge with { Status = bad.StatusCode });
        }
        catch (InvalidDataException invalid) when (invalid.InnerException is InvalidOperationException)
        {
            // What the form's reader says of U+0000.
            return (null, OAuthRefusals.NotText);
        }
        catch (InvalidDataException)
        {
            return (null, OAuthRefusals.TooLarge);
        }
    }

    private static int LongestOf(string name) => name switch
    {
        "client_assertion" or "id_token_hint" or "token" or "request" => LongestAssertion,
        "scope" => Scopes.LongestList,
        _ => Longest,
    };
}
