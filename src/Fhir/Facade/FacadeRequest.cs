using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

/// <summary>What every request is checked for before anything is looked up.</summary>
internal static class FacadeRequest
{
    public const string Format = "_format";

    // In an address the plus of fhir+json is read as a space unless it is escaped.
    private static readonly HashSet<string> JsonFormats =
        new(StringComparer.OrdinalIgnoreCase) { "json", "application/json", "text/json", "application/fhir+json", "application/fhir json" };

    public static Refusal? Check(HttpRequest request, string typeName, char permission, out FacadeType type, out SmartScopes scopes)
    {
        (type, scopes) = (null!, null!);
        if (CheckFormat(request, null) is { } unacceptable) return unacceptable;
        if (FacadeType.Find(typeName) is not { } known) return FhirRefusals.TypeUnknown;
        type = known;
        if (SmartScopes.Of(Caller.Of(request.HttpContext), typeName, permission) is not { } opened) return FhirRefusals.ScopeMissing;
        scopes = opened;
        return null;
    }

    /// <summary><c>_history</c>, <c>_search</c> and operations such as <c>$everything</c> stand where a type or an id does.</summary>
    public static bool IsInteraction(string segment) => segment[0] is '_' or '$';

    /// <summary><c>_format</c>, where it is given, beats Accept.</summary>
    public static Refusal? CheckFormat(HttpRequest request, string? inForm)
    {
        if ((inForm ?? request.Query[Format].FirstOrDefault()) is { } format)
            return JsonFormats.Contains(format.Split(';')[0].Trim()) ? null : FhirRefusals.FormatUnsupported;
        if (string.IsNullOrWhiteSpace(request.Headers.Accept.ToString())) return null;
        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) && accepted.Any(a => a.Quality is not 0
            && (a.MatchesAllTypes || a.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase) || JsonFormats.Contains(a.MediaType.Value!)))
                ? null
                : FhirRefusals.FormatUnsupported;
    }

    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Value is { } media && JsonFormats.Contains(media);

    /// <summary>
    /// Address of the facade in links: setting <c>Fhir:PublicUrl</c>, or below <c>Identity:Issuer</c>. Where neither is set (Development), as the
    /// request has it: elsewhere a Host header must not decide where a link leads.
    /// </summary>
    public static string BaseOf(HttpRequest request)
    {
        var settings = request.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
        return settings["Fhir:PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/')
            : settings["Identity:Issuer"] is { Length: > 0 } issuer ? issuer.TrimEnd('/') + "/fhir"
            : $"{request.Scheme}://{request.Host}{request.PathBase}/fhir";
    }
}
