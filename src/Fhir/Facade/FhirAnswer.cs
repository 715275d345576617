using System.Globalization;
using Microsoft.AspNetCore.Http;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Facade;

/// <summary>A resource as the answer; or, with <see cref="No"/>, an OperationOutcome.</summary>
internal sealed class FhirAnswer(Resource resource) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (resource.Meta?.VersionId?.Value is { } version)
        {
            var etag = $"W/\"{version}\"";
            headers.ETag = etag;
            if (resource.Meta.LastUpdated?.ToDateTimeOffset() is { } changed) headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
            if (httpContext.Request.Headers.IfNoneMatch.Any(tags => tags!.Split(',').Any(tag => tag.Trim() == etag)))
            {
                httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }
        return WriteAsync(httpContext, StatusCodes.Status200OK, resource);
    }

    /// <param name="errors">The rules that are broken, by FHIRPath: an issue of each.</param>
    public static IResult No(Refusal refusal, IReadOnlyDictionary<string, string[]>? errors = null) => new Refused(refusal, errors);

    /// <param name="allow">The methods that the address takes, with commas between; empty for none.</param>
    public static IResult MethodNotAllowed(HttpContext http, string allow)
    {
        http.Response.Headers.Allow = allow;
        return No(FhirRefusals.InteractionUnsupported);
    }

    public static Task WriteAsync(HttpContext http, int status, Resource resource)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        var bytes = FhirJson.Serialize(resource);
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, CancellationToken.None).AsTask();
    }

    private sealed class Refused(Refusal refusal, IReadOnlyDictionary<string, string[]>? errors) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problems.Write(httpContext, refusal, errors);
    }
}
