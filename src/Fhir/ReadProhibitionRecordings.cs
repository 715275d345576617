using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;

namespace Monipolku.Fhir;

/// <summary>Shows in which record systems each version of a prohibition or veto is, and whether they hold the same.</summary>
internal static class ReadProhibitionRecordings
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/prohibitions/{id:guid}/recordings", Handle)
        .WithName(nameof(ReadProhibitionRecordings))
        .WithSummary("Where a prohibition has been recorded, with receipts")
        .Requires(Rights.ReadConsents);

    private static async Task<Results<Ok<RecordingsView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, IConsentRecords consents, ISharingBasis sharing, IAccessGate gate, FhirDb db, RecordSystems systems, CancellationToken ct)
    {
        if (await consents.FindProhibitions([id], ct) is not [var prohibition]) return TypedResults.NotFound();
        var access = await gate.Decide(caller, prohibition.Kind == ProhibitionKind.Guardians ? Rights.ReadVeto : Rights.ReadConsents, prohibition.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (access.HidesProhibition(await sharing.KeptFrom(access, prohibition.PersonId, ct), prohibition.Kind, prohibition.DocumentClasses)) return TypedResults.NotFound();
        return TypedResults.Ok(await Recordings.Read(db, systems, DeliveryKind.Prohibition, id, ct));
    }
}
