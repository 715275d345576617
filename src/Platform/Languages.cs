using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Monipolku.Platform;

/// <summary>A module's texts of its refusals in other languages than English.</summary>
public interface IRefusalTexts
{
    /// <param name="language">fi, sv or en.</param>
    /// <returns>Null when the code is not this module's.</returns>
    string? Of(string code, string language);
}

/// <summary>Which of fi, sv and en the caller reads, by Accept-Language.</summary>
public static class Languages
{
    public const string Default = "en";

    public static readonly IReadOnlyList<string> All = ["fi", "sv", "en"];

    /// <summary>The most wanted one that we have; English where none is asked.</summary>
    public static string Of(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(wanted => wanted.Quality is not 0)
        .OrderByDescending(wanted => wanted.Quality ?? 1)
        .Select(wanted => wanted.Value.ToString().Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(All.Contains) ?? Default;

    /// <summary>The refusal in the caller's language, as far as its module has it.</summary>
    public static Refusal For(HttpContext http, Refusal refusal) =>
        TextFor(http, refusal.Code) is { } text ? refusal with { Text = text } : refusal;

    internal static string? TextFor(HttpContext http, string code)
    {
        var language = Of(http.Request);
        return language == Default ? null
            : http.RequestServices.GetServices<IRefusalTexts>().Select(texts => texts.Of(code, language)).FirstOrDefault(text => text is not null);
    }
}
