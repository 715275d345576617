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
        "The access token lacks the SMART scope: [type].r to read, [type].s to search, or *.rs, of the context user, patient or system.");
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

    public static readonly Refusal StateUnknown = new Refusal(400, "fhir.delivery-state-unknown",
        "A delivery is queued, sent, recorded, verified, refused or stopped.").At("state");
    public static readonly Refusal PeriodBackwards = new Refusal(400, "fhir.period-backwards", "The period ends before it begins, or at once.").At("to");
    public static readonly Refusal PeriodTooLong = new Refusal(400, "fhir.period-too-long", "Ask for at most 366 days at a time.").At("to");
    public static readonly Refusal NoRegister = new(403, "fhir.no-register",
        "Disclosures are told to the holder of the register that they left: yours is a unit of neither.");
    public static readonly Refusal ProofNotMissing = new(409, "fhir.proof-not-missing", "Somebody knows of this already, or both receipts have come.") { Allowed = [] };
    public static readonly Refusal DeliveryNotRefused = new(409, "fhir.delivery-not-refused", "Only a refused delivery is sent again by hand.") { Allowed = [] };
}
