using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;

namespace Monipolku.Fhir;

/// <summary>Shows in which record systems each version of a consent or permission is, and whether they hold the same.</summary>
internal static class ReadConsentRecordings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consents/{id:guid}/recordings", Handle)
        .WithName(nameof(ReadConsentRecordings))
        .WithSummary("Where a consent or permission has been recorded, with receipts")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<RecordingsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IConsentRecords consents, IAccessGate gate, FhirDb db, RecordSystems systems, CancellationToken ct)
    {
        if (await consents.Find([id], ct) is not [var consent]) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadConsents, consent.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        return TypedResults.Ok(await Recordings.Read(db, systems, DeliveryKind.Consent, id, ct));
    }
}
