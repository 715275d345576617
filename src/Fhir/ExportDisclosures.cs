using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>
/// One person's disclosures as Kanta's notices: a transaction Bundle of AuditEvent and Provenance in pairs, ready to be sent on. The same
/// disclosure always has the same id, so that a notice that is sent twice is known as one.
/// </summary>
internal static class ExportDisclosures
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/people/{id:guid}/disclosures/export", Handle)
        .WithName(nameof(ExportDisclosures))
        .WithSummary("Export one person's disclosures as FHIR: AuditEvent and Provenance in pairs")
        .WithDescription("A transaction Bundle in application/fhir+json, after Kanta's SocialWelfareAuditEvent; of what the health register has disclosed without that profile. "
            + "Parameters as in /disclosures; link next leads to the next page.")
        .Requires(Rights.ReadDisclosures);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid id, DateTimeOffset from, DateTimeOffset to, HttpRequest request, Caller caller, Disclosures disclosures, IConsentRecords consents, IPlanVersions plans,
        IStaffDirectory directory, IAccessGate gate, CancellationToken ct, string? cursor = null, [Range(1, Pages.LargestLimit)] int limit = Pages.DefaultLimit)
    {
        var access = await gate.DecideList(caller, Rights.ReadDisclosures, id, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (Disclosures.Check(from, to) is { } wrong) return wrong.ToProblem();
        if (Disclosures.RegistersOf(access.Actor) is not { Count: > 0 } registers) return FhirRefusals.NoRegister.ToProblem();

        var asked = new DisclosuresAsked(registers, id, from, to, access.Actor.OwnRecords);
        if (await disclosures.FindAsync(asked, cursor, limit, ct) is not { } found) return PlatformRefusals.CursorInvalid.ToProblem();
        var page = found.Take(limit).ToList();
        var delivered = (await plans.FindLatest([.. page.Select(d => d.SourceId).OfType<Guid>().Distinct()], ct)).ToDictionary(p => p.PlanId, p => p.UnitId);
        var names = new DisclosureMap.Around(
            await directory.FindUnits([.. page.Select(d => d.UnitId).OfType<Guid>().Concat(delivered.Values).Distinct()], ct),
            await directory.FindStaff([.. page.Select(d => d.StaffId).OfType<Guid>().Distinct()], ct),
            delivered,
            await consents.OfPerson(id, ct));
        var bundle = new Bundle { Type = Bundle.BundleType.Transaction, Entry = [.. page.SelectMany(d => DisclosureMap.Of(d, names))] };
        if (found.Count > limit)
        {
            var next = $"from={Text(from)}&to={Text(to)}&limit={limit}&cursor={Pages.Encode(Disclosures.CursorOf(page[^1]))}";
            bundle.Link = [new() { Relation = "next", Url = $"{request.Path}?{next}" }];
        }
        await gate.Show(access, [], ct);
        return TypedResults.Bytes(FhirJson.Serialize(Names.Checked(bundle)), "application/fhir+json");
    }

    private static string Text(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}
