using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Facade;

/// <summary>
/// Records one or two permissions to disclose that an app brings as Kanta's transaction Bundle: the same command as <c>POST /consents</c>, with its
/// refusals as OperationOutcome. All or nothing; the same <c>Idempotency-Key</c> with the same Bundle gets the first answer.
/// </summary>
internal static class RecordPermissions
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", Handle);

    private static async Task<IResult> Handle(HttpContext http, PermissionReader reader, IPermissionRecording recording, CancellationToken ct)
    {
        if (FacadeRequest.CheckFormat(http.Request, null) is { } unacceptable) return FhirAnswer.No(unacceptable);
        if (http.Request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        if (!FacadeRequest.IsJson(http.Request.ContentType)) return FhirAnswer.No(FhirRefusals.BundleExpected);
        var caller = Caller.Of(http);
        if (SmartScopes.Of(caller, "Consent", 'c') is not { } scopes) return FhirAnswer.No(FhirRefusals.ScopeMissing);

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        var (resource, issues) = FhirJson.Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
        if (resource is null) return new Outcome(StatusCodes.Status400BadRequest, issues.ToOperationOutcome());
        if (resource is not Bundle { Type.Value: Bundle.BundleType.Transaction } bundle) return FhirAnswer.No(FhirRefusals.TransactionExpected);
        if (Idempotency.Of(http, nameof(RecordPermissions), FhirJson.SerializeCanonical(bundle)) is not { } once) return FhirAnswer.No(PlatformRefusals.IdempotencyKeyMissing);

        var (read, wrong) = await reader.ReadAsync(bundle, FacadeRequest.BaseOf(http.Request), ct);
        if (read is null) return FhirAnswer.No(wrong!);
        if (!read.All(one => scopes.Covers(() => one.Consent))) return FhirAnswer.No(FhirRefusals.ScopeMissing);

        var answer = await recording.Record([.. read.Select(one => one.Permission)], caller, once, ct);
        if (answer.Recorded is not { } recorded)
        {
            string In(string path) => PermissionReader.ExpressionOf(path, read[answer.Which].Entry);
            return FhirAnswer.No(
                answer.Refusal is { Path: { } path } no ? no.At(In(path)) : answer.Refusal!, answer.Errors?.ToDictionary(e => In(e.Key), e => e.Value));
        }
        if (answer.Again) http.Response.Headers["Idempotency-Replayed"] = "true";
        return new FhirAnswer(AnswerTo(bundle, read, recorded));
    }

    /// <summary>Entry by entry in the order of the request.</summary>
    private static Bundle AnswerTo(Bundle bundle, IReadOnlyList<PermissionReader.Read> read, IReadOnlyList<RecordedPermission> recorded)
    {
        var places = new Dictionary<int, Bundle.ResponseComponent>();
        foreach (var (one, made) in read.Zip(recorded))
        {
            places[one.Entry] = Created($"Consent/{Names.Text(made.Id)}", made);
            places[one.ProvenanceEntry] = Created($"Provenance/{ProvenanceMap.IdOf(made.Id, made.Version)}", made);
        }
        return new Bundle
        {
            Type = Bundle.BundleType.TransactionResponse,
            Entry = [.. bundle.Entry.Select((_, i) => new Bundle.EntryComponent { Response = places[i] })],
        };
    }

    private static Bundle.ResponseComponent Created(string location, RecordedPermission made) => new()
    {
        Status = "201 Created",
        Location = location,
        Etag = string.Create(CultureInfo.InvariantCulture, $"W/\"{made.Version}\""),
        LastModified = Names.Moment(made.RecordedAt),
    };

    private sealed class Outcome(int status, OperationOutcome outcome) : IResult
    {
        public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext) => FhirAnswer.WriteAsync(httpContext, status, outcome);
    }
}
