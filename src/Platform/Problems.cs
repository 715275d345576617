using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Monipolku.Platform;

/// <summary>Another dress for refusals below a path: the FHIR facade answers with OperationOutcome.</summary>
public interface IRefusalFormat
{
    /// <summary>First segment of the addresses that it serves, such as <c>/fhir</c>.</summary>
    PathString Below { get; }

    Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors);
}

/// <summary>The one place where a refusal, a bad request or a bug becomes an answer.</summary>
public static partial class Problems
{
    internal static string TitleOf(int status) => ReasonPhrases.GetReasonPhrase(status);

    /// <summary>Writes the refusal as the address wants it: OperationOutcome below <c>/fhir</c>, ProblemDetails elsewhere.</summary>
    public static async Task Write(HttpContext http, Refusal refusal, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        http.Response.StatusCode = refusal.Status;
        if (refusal == PlatformRefusals.BodyTooLarge) refusal = PlatformRefusals.BodyLargerThan(LargestBodyOf(http));
        refusal = Languages.For(http, refusal);
        foreach (var format in http.RequestServices.GetServices<IRefusalFormat>())
        {
            if (!http.Request.Path.StartsWithSegments(format.Below)) continue;
            await format.Write(http, refusal, errors);
            return;
        }
        var problem = refusal.ToProblemDetails();
        if (errors is not null) problem.Extensions["errors"] = errors;
        Complete(problem, http);
        await http.Response.WriteAsJsonAsync(problem, (JsonSerializerOptions?)null, "application/problem+json", CancellationToken.None);
    }

    /// <summary>The operation's own limit, where it has one. After an exception the endpoint is the handler's to know.</summary>
    private static long LargestBodyOf(HttpContext http)
    {
        var endpoint = http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? PlatformSetup.LargestBody;
    }

    internal static void AddProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<ExceptionsToProblems>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            if (context.ProblemDetails is HttpValidationProblemDetails validation) Rephrase(validation);
            Complete(context.ProblemDetails, context.HttpContext);
        });
    }

    internal static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Write(context.HttpContext, OfStatus(context.HttpContext.Response.StatusCode)));
    }

    /// <summary>The refusal that stands for a bare HTTP status.</summary>
    public static Refusal OfStatus(int status) => status switch
    {
        400 => PlatformRefusals.InvalidRequest,
        401 => PlatformRefusals.NotSignedIn,
        403 => PlatformRefusals.ScopeMissing,
        404 => PlatformRefusals.NotFound,
        405 => PlatformRefusals.MethodNotAllowed,
        406 => PlatformRefusals.NotAcceptable,
        413 => PlatformRefusals.BodyTooLarge,
        415 => PlatformRefusals.UnsupportedMediaType,
        _ => new Refusal(status, "platform.http-" + status, TitleOf(status) + "."),
    };

    /// <summary>What is wrong with that JSON and where. The exception's own text names .NET types and may quote the value: it is not passed on.</summary>
    public static Refusal OfJson(JsonException json)
    {
        var text = json.Message switch
        {
            var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "This member is not known here.",
            var m when m.Contains("missing required", StringComparison.Ordinal) => "A required member is missing: " + MissingMembers(m),
            var m when m.Contains("duplicate", StringComparison.OrdinalIgnoreCase) => "The same member stands twice.",
            var m when m.Contains("depth to be zero", StringComparison.Ordinal) || m.Contains("end of data", StringComparison.Ordinal) => "The JSON ends too early.",
            var m when m.Contains("depth", StringComparison.OrdinalIgnoreCase) => "The body is nested deeper than 64 levels.",
            var m when m.Contains(StrictStrings.Marker, StringComparison.Ordinal) => StrictStrings.Marker,
            var m when m.Contains(Milliseconds.WithoutZone, StringComparison.Ordinal) => Milliseconds.WithoutZone,
            var m when m.Contains(StrictStrings.NotText, StringComparison.Ordinal) => "This is text: send it as a JSON string, not as an object, array, number or literal.",
            var m when m.Contains("could not be converted", StringComparison.Ordinal) => "The value is of the wrong type, form or code.",
            var m when m.Contains("null", StringComparison.Ordinal) => "The value may not be null.",
            _ => "This is not well-formed JSON.",
        };
        return PlatformRefusals.MalformedJson with { Text = text, Path = NullElements.PathOf(json) };
    }

    private static string MissingMembers(string message) =>
        string.Join(", ", Quoted().Matches(message).Select(m => m.Groups[1].Value).Where(name => !name.Contains('.', StringComparison.Ordinal))) + ".";

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    private static void Complete(ProblemDetails problem, HttpContext http)
    {
        problem.Extensions.Remove("traceId");
        problem.Extensions["requestId"] = http.TraceIdentifier;
        if (!problem.Extensions.TryGetValue("code", out var code) || Languages.TextFor(http, (string)code!) is not { } text) return;
        if (problem.Extensions.TryGetValue("errors", out var known) && known is Dictionary<string, string[]> errors)
        {
            foreach (var (path, texts) in errors.ToList())
                if (texts is [var only] && only == problem.Detail) errors[path] = [text];
        }
        problem.Detail = text;
    }

    /// <summary>
    /// The framework names members as C# does; a caller knows them by their JSON path, and a parameter of the address, which C# writes
    /// with a small letter, by its name.
    /// </summary>
    private static void Rephrase(HttpValidationProblemDetails problem)
    {
        var refusal = PlatformRefusals.InvalidRequest;
        problem.Type = "urn:monipolku:problem:" + refusal.Code;
        problem.Title = TitleOf(refusal.Status);
        problem.Detail = refusal.Text;
        problem.Extensions["code"] = refusal.Code;
        problem.Errors = problem.Errors.ToDictionary(e => char.IsLower(e.Key, 0) ? e.Key : JsonPath(e.Key), e => e.Value);
    }

    internal static string JsonPath(string member) =>
        "$." + string.Join('.', member.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    private sealed partial class ExceptionsToProblems(ILogger<ExceptionsToProblems> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
        {
            if (http.RequestAborted.IsCancellationRequested) return true;
            var (refusal, errors) = Understand(exception);
            if (refusal.Status >= 500) LogUnexpected(log, http.TraceIdentifier, exception.GetType().Name, exception.StackTrace);
            await Write(http, refusal, errors);
            return true;
        }

        private static (Refusal, Dictionary<string, string[]>?) Understand(Exception exception) => exception switch
        {
            DbUpdateConcurrencyException => (PlatformRefusals.VersionStale, null),
            BadHttpRequestException { InnerException: JsonException json } => Explain(json),
            BadHttpRequestException { StatusCode: 400 } bad => OfBinding(bad),
            BadHttpRequestException bad => (OfStatus(bad.StatusCode), null),
            _ => (PlatformRefusals.Unexpected, null),
        };

        private static (Refusal, Dictionary<string, string[]>) Explain(JsonException json)
        {
            var wrong = OfJson(json);
            return (PlatformRefusals.MalformedJson, new() { [wrong.Path!] = [wrong.Text] });
        }

        private static (Refusal, Dictionary<string, string[]>?) OfBinding(BadHttpRequestException bad)
        {
            var parameter = Parameter().Match(bad.Message);
            return parameter.Success
                ? (PlatformRefusals.InvalidRequest, new() { [PathOf(parameter.Groups[1].Value)] = ["The value is missing or of the wrong form."] })
                : (PlatformRefusals.InvalidRequest, null);
        }

        /// <summary>A body's parameter is called request in every handler; a caller knows it as the whole body.</summary>
        private static string PathOf(string parameter) => parameter == "request" ? "$" : parameter;

        [GeneratedRegex("""parameter "(?:[^"\s]+ )?(\w+)" """)]
        private static partial Regex Parameter();

        // Ids, the type and where: an exception's message may quote data.
        [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} broke: {ExceptionType} at {Stack}")]
        private static partial void LogUnexpected(ILogger log, string requestId, string exceptionType, string? stack);
    }
}
