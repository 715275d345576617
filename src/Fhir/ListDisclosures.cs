using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>One disclosure out of one register into the other: ids and codes.</summary>
/// <param name="Id">An OID; the AuditEvent's too.</param>
/// <param name="Register">Whose data: social or health.</param>
/// <param name="DataClass">What kind of data.</param>
/// <param name="StaffId">Who used it, in <paramref name="UnitId"/>; null of a delivery.</param>
/// <param name="RecordSystem">The other register's record system that has it; null of a use.</param>
/// <param name="SourceId">The plan that was delivered; null of a use.</param>
/// <param name="Purpose">HL7 v3 PurposeOfUse.</param>
/// <param name="Basis">Why it was lawful, with the paragraphs.</param>
public sealed record DisclosureView(
    string Id, DisclosureKind Kind, DateTimeOffset At, Guid PersonId, Sector Register, DataClass DataClass, Guid? StaffId, Guid? UnitId, string? RecordSystem,
    Guid? SourceId, string Purpose, string Basis)
{
    internal static DisclosureView Of(Disclosure d) => new(
        d.Oid, d.Kind, d.At, d.PersonId, d.Register, d.DataClass, d.StaffId, d.UnitId, d.RecordSystem, d.SourceId, d.Purpose, d.Basis);
}

/// <summary>Tells the holder of a register what of it has gone to the other one (703/2023 10 §).</summary>
internal static class ListDisclosures
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/disclosures", Handle)
        .WithName(nameof(ListDisclosures))
        .WithSummary("List what of a register has been disclosed to the other one, oldest first")
        .WithDescription("from and to: instants with a time zone, at most 366 days apart; from is included, to is not. An adapter sees those out of its own "
            + "end's register, an auditor both. /people/{id}/disclosures/export gives one person's as FHIR.")
        .Requires(Rights.ReadDisclosures);

    private static async Task<Results<Ok<Page<DisclosureView>>, ProblemHttpResult>> Handle(
        DateTimeOffset from, DateTimeOffset to, Caller caller, Disclosures disclosures, IAccessGate gate, CancellationToken ct,
        Guid? personId = null, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ReadDisclosures, personId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (Disclosures.Check(from, to) is { } wrong) return wrong.ToProblem();
        if (Disclosures.RegistersOf(access.Actor) is not { Count: > 0 } registers) return FhirRefusals.NoRegister.ToProblem();

        var asked = new DisclosuresAsked(registers, personId, from, to, access.Actor.OwnRecords);
        if (await disclosures.FindAsync(asked, cursor, limit, ct) is not { } found) return PlatformRefusals.CursorInvalid.ToProblem();
        await gate.Show(access, found.Take(limit).Select(d => d.PersonId), ct);
        return TypedResults.Ok(Pages.Of(found, limit, Disclosures.CursorOf, DisclosureView.Of));
    }
}
