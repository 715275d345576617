using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>Every "no" of the FHIR facade and of the deliveries.</summary>
internal static class FhirRefusals
{
    public static readonly Refusal TypeUnknown = new(404, "fhir.type-unknown", "Resources of this type are not served here; see /fhir/metadata.");
    public static readonly Refusal ResourceUnknown = new(404, "fhir.resource-unknown", "There is no such resource.");
    public static readonly Refusal InteractionUnsupported = new(405, "fhir.interaction-unsupported",
        "This interaction is not supported; see /fhir/metadata for those that are.");
    public static readonly Refusal FormatUnsupported = new(406, "fhir.format-unsupported", "The answer is application/fhir+json; nothing else is supported.");
    public static readonly Refusal FormExpected = new(415, "fhir.form-expected", "Send the search as application/x-www-form-urlencoded.");
    public static readonly Refusal FormMalformed = new(400, "fhir.form-malformed", "The form of the search cannot be read.");
    public static readonly Refusal ScopeMissing = new(403, "fhir.scope-missing",
        "The access token lacks the SMART scope: [type].r to read, [type].s to search, Consent.c to record permissions, of the context user, patient or system.");
    public static readonly Refusal ParameterUnknown = new(400, "fhir.parameter-unknown",
        "A search parameter, modifier or chain is not supported for this type; an ignored one would answer with too much. See /fhir/metadata.");
    public static readonly Refusal ParameterValue = new(400, "fhir.parameter-value", "The value of a search parameter is not understood.");
    public static readonly Refusal IdentifierSystem = new(400, "fhir.identifier-system",
        "Resources of this type cannot be searched by an identifier of this system; see /fhir/metadata.");
    public static readonly Refusal IdentityCodeInAddress = new(400, "fhir.identity-code-in-address",
        "Addresses are logged along the way: send an identity code in the body of POST [type]/_search.");
    public static readonly Refusal TooCostly = new(400, "fhir.too-costly",
        "Name what you look for: one of _id, identifier or patient (for Provenance _id or target) is required, with at most 50 values.");
    public static readonly Refusal TooManyValues = new(400, "fhir.too-many-values", "At most 50 values at a time, in one parameter and of one parameter.");
    public static readonly Refusal PageUnknown = new(400, "fhir.page-unknown", "Use the page's link as it was given.");

    public static readonly Refusal BundleExpected = new(415, "fhir.bundle-expected", "Send the Bundle as application/fhir+json.");
    public static readonly Refusal TransactionExpected = new(422, "fhir.transaction-expected", "What is taken here is a Bundle of type transaction; see /fhir/metadata.");
    public static readonly Refusal PairsBroken = new(422, "fhir.pairs-broken",
        "The Bundle holds one or two Consents, each with the one Provenance whose target is its fullUrl, and nothing else.");
    public static readonly Refusal EntryNotPosted = new(422, "fhir.entry-not-posted", "Each entry is created: request.method POST, request.url Consent or Provenance.");
    public static readonly Refusal TwoPermissions = new(422, "fhir.two-permissions", "Two permissions of one Bundle are of one client and of different directions.");
    public static readonly Refusal ElementUnsupported = new(422, "fhir.element-unsupported",
        "This element or extension is not understood here, and leaving it out could change what was permitted.");
    public static readonly Refusal ElementMissing = new(422, "fhir.element-missing", "This element or extension is required.");
    public static readonly Refusal OnePermit = new(422, "fhir.one-permit", "A permission has one provision within its provision, of type permit.");
    public static readonly Refusal CodeUnknown = new(422, "fhir.code-unknown", "The code or its system is not one of those that are understood here.");
    public static readonly Refusal ServiceTasksDiffer = new(422, "fhir.service-tasks-differ", "The service tasks are of the whole permission: name the same ones at each class.");
    public static readonly Refusal ReferenceNotOurs = new(422, "fhir.reference-not-ours",
        "The reference does not lead to a resource of this server of the expected type, or to one of this client.");
    public static readonly Refusal DateNotWhole = new(422, "fhir.date-not-whole", "A day is needed here: year, month and day.");
    public static readonly Refusal ConsentNotActive = new(422, "fhir.consent-not-active", "A permission is recorded when it is given: active. Its withdrawal is POST /api/v1/consents/[id]/withdraw.");
    public static readonly Refusal ProvenanceAgents = new(422, "fhir.provenance-agents",
        "The Provenance names who recorded it (role 2) and their unit (role 7), once each, by references to this server (TIP-PROV-1 to 4).");
    public static readonly Refusal RecorderNotProfessional = new(422, "fhir.recorder-not-professional",
        "A professional records permissions here; who gave it stands in Consent.performer.");

    public static readonly Refusal StateUnknown = new Refusal(400, "fhir.delivery-state-unknown",
        "A delivery is queued, sent, recorded, verified, refused or stopped.").At("state");
    public static readonly Refusal PeriodBackwards = new Refusal(400, "fhir.period-backwards", "The period ends before it begins, or at once.").At("to");
    public static readonly Refusal PeriodTooLong = new Refusal(400, "fhir.period-too-long", "Ask for at most 366 days at a time.").At("to");
    public static readonly Refusal NoRegister = new(403, "fhir.no-register",
        "Disclosures are told to the holder of the register that they left: yours is a unit of neither.");
    public static readonly Refusal ProofNotMissing = new(409, "fhir.proof-not-missing", "Somebody knows of this already, or both receipts have come.") { Allowed = [] };
    public static readonly Refusal DeliveryNotRefused = new(409, "fhir.delivery-not-refused", "Only a refused or stopped delivery is sent again by hand.") { Allowed = [] };
    public static readonly Refusal DeliveryOutdated = new(409, "fhir.delivery-outdated",
        "A newer version of this document is on its way to that record system or there: an older one is not sent after it.")
    { Allowed = [] };
    public static readonly Refusal DeliveryNotNext = new(409, "fhir.delivery-not-next",
        "Other documents of this client wait for that record system and go first: what is permitted must be known there before what it permits. Try again when they have gone.")
    { Allowed = [] };
}
