using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Facade;

/// <summary>What the facade can do, and nothing that it cannot. Open to everybody.</summary>
internal static class ReadMetadata
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metadata", Handle).AllowAnonymous();

    private static IResult Handle(HttpContext http)
    {
        if (FacadeRequest.CheckFormat(http.Request, null) is { } unacceptable) return FhirAnswer.No(unacceptable);
        if (http.Request.Query.Keys.Any(key => key != FacadeRequest.Format)) return FhirAnswer.No(FhirRefusals.ParameterUnknown);
        return new FhirAnswer(Of(FacadeRequest.BaseOf(http.Request)));
    }

    public static CapabilityStatement Of(string fhirBase) => new()
    {
        Url = "https://monipolku.fi/fhir/CapabilityStatement/facade",
        Name = "MonipolkuFacade",
        Title = "Monipolku: joint assessments, plans, consents and referrals",
        Status = PublicationStatus.Active,
        Date = "2026-11-22",
        Kind = CapabilityStatement.CapabilityStatementKind.Instance,
        Software = new() { Name = "Monipolku" },
        Implementation = new() { Description = "Facade of this installation", Url = fhirBase },
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["json", "application/fhir+json"],
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Documentation = "Every read and search is decided by the access gate and audited. What it denies is absent from searches and their totals, "
                    + "and a direct read of it is 403. An unknown parameter, modifier, inclusion or value is 400. What is included by _include "
                    + "or _revinclude is decided by its own type's right and scope, and silently left out otherwise; totals count matches only. Past versions are decided as the present one is. Identity codes go in POST _search only.",
                Security = new()
                {
                    Cors = false,
                    Service = [Mapping.Names.Concept("http://terminology.hl7.org/CodeSystem/restful-security-service", "SMART-on-FHIR", "SMART-on-FHIR")],
                    Description = "SMART App Launch 2.2, see /fhir/.well-known/smart-configuration. Scopes of version 2: [type].r to read, also versions and history, [type].s to search and to be included in a search, in the context user, patient (one person, by a launch) or system (a program for itself); a scope may be limited with ?category=.",
                },
                Resource = [.. FacadeType.All.Select(ResourceOf)],
                Interaction =
                [
                    new()
                    {
                        Code = CapabilityStatement.SystemRestfulInteraction.Transaction,
                        Documentation = "One or two permissions to disclose, each a Consent (soteluovutuslupa) with its Provenance (TahdonilmaisuProvenance); two are of "
                            + "different directions. All or nothing, with the rules and refusals of POST /api/v1/consents; what is not understood is refused. Takes Idempotency-Key and "
                            + "the scope Consent.c. What the profile has no place for stands in extensions: consent-matter, consent-purpose, consent-competent, consent-form, "
                            + "consent-language, consent-information-text, consent-one-guardian-suffices.",
                    },
                ],
            },
        ],
    };

    private static CapabilityStatement.ResourceComponent ResourceOf(FacadeType type) => new()
    {
        Type = EnumCodes.TryParse<ResourceType>(type.Name, out var name) ? name : throw new InvalidOperationException("A served type is not R4's."),
        SupportedProfile = [.. type.Profiles.Select(profile => (Canonical)profile)],
        Documentation = type.IsAboutAPerson ? null : type.Name == "Questionnaire" ? "Editions of the county's assessment templates." : "Of staff and units that are here today.",
        Interaction =
        [
            new() { Code = CapabilityStatement.TypeRestfulInteraction.Read },
            new() { Code = CapabilityStatement.TypeRestfulInteraction.Vread, Documentation = type.KeepsVersions ? null : "The present version only." },
            .. type.KeepsVersions
                ? new CapabilityStatement.ResourceInteractionComponent[]
                {
                    new()
                    {
                        Code = CapabilityStatement.TypeRestfulInteraction.HistoryInstance,
                        Documentation = "Newest first; with _count. " + (type.Name switch
                        {
                            "Provenance" => "One version: it never changes.",
                            "Goal" => "The versions of its plan since it came into it; without a total.",
                            "CareTeam" => "The versions of its plan.",
                            _ => "Every version as it was.",
                        }),
                    },
                }
                : [],
            new() { Code = CapabilityStatement.TypeRestfulInteraction.SearchType },
        ],
        Versioning = CapabilityStatement.ResourceVersionPolicy.Versioned,
        ReadHistory = type.KeepsVersions,
        UpdateCreate = false,
        ConditionalCreate = false,
        ConditionalRead = CapabilityStatement.ConditionalReadStatus.NotMatch,
        ConditionalUpdate = false,
        ConditionalDelete = CapabilityStatement.ConditionalDeleteStatus.NotSupported,
        ReferencePolicy = [CapabilityStatement.ReferenceHandlingPolicy.Local],
        SearchInclude = [.. type.Includes.Select(i => (FhirString)i.Name)],
        SearchRevInclude = [.. type.RevIncludes.Select(i => (FhirString)i.Name)],
        SearchParam =
        [
            .. type.Parameters.Select(parameter => new CapabilityStatement.SearchParamComponent
            {
                Name = parameter.Name,
                Type = EnumCodes.TryParse<CapabilityStatement.SearchParamType>(parameter.Type, out var kind)
                    ? kind
                    : throw new InvalidOperationException("A search parameter has no type of R4."),
                Documentation = parameter.Documentation,
            }),
        ],
    };
}
