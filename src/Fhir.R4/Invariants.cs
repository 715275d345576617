namespace Monipolku.Fhir.R4;

// The specification's invariants that span members, each under its key. Left out are those of ElementDefinition, DataRequirement and
// TriggerDefinition (nobody sends us profiles), warnings, and what other rules already give (bdl-11 and bdl-12: the model has neither
// Composition nor MessageHeader).

public partial class Extension
{
    internal override void CheckRules(Walker v)
    {
        if (HasExtension == Value is not null) v.Broken("ext-1", "An extension has either a value or extensions.");
    }
}

public partial class ResourceReference
{
    internal override void CheckRules(Walker v)
    {
        if (Reference?.Value is { Length: > 0 } reference) v.CheckLiteral(reference, this);
    }
}

public partial class Attachment
{
    internal override void CheckRules(Walker v)
    {
        if (Data is not null && ContentType is null) v.Broken("att-1", "Data needs a contentType.");
    }
}

public partial class ContactPoint
{
    internal override void CheckRules(Walker v)
    {
        if (Value is not null && System is null) v.Broken("cpt-2", "A value needs a system.");
    }
}

public partial class Expression
{
    internal override void CheckRules(Walker v)
    {
        if (Expression_ is null && Reference is null) v.Broken("exp-1", "An expression or a reference is needed.");
    }
}

public partial class Period
{
    internal override void CheckRules(Walker v)
    {
        if (Formats.IsAfter(Start?.Value, End?.Value)) v.Broken("per-1", "The start is after the end.");
    }
}

public partial class Quantity
{
    private const string Ucum = "http://unitsofmeasure.org";

    private protected bool IsUcumOrSilent => System is null || System.Value == Ucum;

    internal override void CheckRules(Walker v)
    {
        if (Code is not null && System is null) v.Broken("qty-3", "A code needs a system.");
    }
}

public partial class Age
{
    internal override void CheckRules(Walker v)
    {
        base.CheckRules(v);
        if ((Value is not null && Code is null) || !IsUcumOrSilent || Value?.Value <= 0) v.Broken("age-1", "An age is positive and has a UCUM code.");
    }
}

public partial class Count
{
    internal override void CheckRules(Walker v)
    {
        base.CheckRules(v);
        if ((Value is not null && Code is null) || !IsUcumOrSilent || (Code is not null && Code.Value != "1")
            || Value?.Text?.Contains('.', StringComparison.Ordinal) == true)
        {
            v.Broken("cnt-3", "A count is whole and has the UCUM code 1.");
        }
    }
}

public partial class Distance
{
    internal override void CheckRules(Walker v)
    {
        base.CheckRules(v);
        if ((Value is not null && Code is null) || !IsUcumOrSilent) v.Broken("dis-1", "A distance has a UCUM code.");
    }
}

public partial class Duration
{
    internal override void CheckRules(Walker v)
    {
        base.CheckRules(v);
        if (Code is not null && (System is null || !IsUcumOrSilent || Value is null)) v.Broken("drt-1", "A duration with a code has a value and the system UCUM.");
    }
}

public partial class Range
{
    internal override void CheckRules(Walker v)
    {
        // Only amounts of one unit can be compared.
        if (Low?.Code?.Value == High?.Code?.Value && Low?.Value?.Value > High?.Value?.Value) v.Broken("rng-2", "Low is higher than high.");
    }
}

public partial class Ratio
{
    internal override void CheckRules(Walker v)
    {
        if (Numerator is null != Denominator is null || (Numerator is null && !HasExtension))
        {
            v.Broken("rat-1", "A ratio has both its numerator and denominator, or neither and an extension.");
        }
    }
}

public partial class Timing
{
    public partial class RepeatComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Duration is not null && DurationUnit is null) v.Broken("tim-1", "A duration needs a unit.");
            if (Period is not null && PeriodUnit is null) v.Broken("tim-2", "A period needs a unit.");
            if (Duration?.Value < 0) v.Broken("tim-4", "A duration is not negative.");
            if (Period?.Value < 0) v.Broken("tim-5", "A period is not negative.");
            if (PeriodMax is not null && Period is null) v.Broken("tim-6", "A periodMax needs a period.");
            if (DurationMax is not null && Duration is null) v.Broken("tim-7", "A durationMax needs a duration.");
            if (CountMax is not null && Count is null) v.Broken("tim-8", "A countMax needs a count.");
            if (Offset is not null && (When.Count == 0 || When.Exists(w => w.Value is EventTiming.C or EventTiming.CM or EventTiming.CD or EventTiming.CV)))
            {
                v.Broken("tim-9", "An offset needs a when that is not C, CM, CD or CV.");
            }
            if (TimeOfDay.Count > 0 && When.Count > 0) v.Broken("tim-10", "A timeOfDay and a when exclude each other.");
        }
    }
}

public partial class Bundle
{
    internal override void CheckRules(Walker v)
    {
        var type = Type?.Value;
        if (Total is not null && type is not (BundleType.Searchset or BundleType.History)) v.Broken("bdl-1", "A total is for searches and histories.");
        foreach (var entry in Entry)
        {
            if (entry.Search is not null && type != BundleType.Searchset) v.Broken("bdl-2", "Only a search has entry.search.");
            if (entry.Request is not null != type is BundleType.Batch or BundleType.Transaction or BundleType.History)
            {
                v.Broken("bdl-3", "entry.request is for batch, transaction and history, and needed there.");
            }
            if (entry.Response is not null != type is BundleType.BatchResponse or BundleType.TransactionResponse or BundleType.History)
            {
                v.Broken("bdl-4", "entry.response is for batch-response, transaction-response and history, and needed there.");
            }
        }
        if (type != BundleType.History && v.RepeatsUrls(this))
        {
            var versions = Entry.Where(e => e.FullUrl is not null).Select(e => (e.FullUrl!.Value, e.Resource?.Meta?.VersionId?.Value)).ToList();
            if (versions.Distinct().Count() < versions.Count) v.Broken("bdl-7", "A fullUrl is repeated.");
        }
        if (type == BundleType.Document && (Identifier?.System is null || Identifier.Value is null)) v.Broken("bdl-9", "A document has an identifier.");
        if (type == BundleType.Document && Timestamp?.Value is null) v.Broken("bdl-10", "A document has a date.");
    }

    public partial class EntryComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Resource is null && Request is null && Response is null) v.Broken("bdl-5", "An entry has a resource, a request or a response.");
            if (FullUrl?.Value?.Contains("/_history/", StringComparison.Ordinal) == true) v.Broken("bdl-8", "A fullUrl names no version.");
        }
    }
}

public partial class Parameters
{
    public partial class ParameterComponent
    {
        internal override void CheckRules(Walker v)
        {
            var contents = (Value is null ? 0 : 1) + (Resource is null ? 0 : 1) + (Part.Count > 0 ? 1 : 0);
            if (contents > 1 || (contents == 0 && !HasExtension)) v.Broken("inv-1", "A parameter has one of value, resource and part.");
        }
    }
}

public partial class Patient
{
    public partial class ContactComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Name is null && Telecom.Count == 0 && Address is null && Organization is null)
            {
                v.Broken("pat-1", "A contact has details or an organization.");
            }
        }
    }
}

public partial class Organization
{
    internal override void CheckRules(Walker v)
    {
        if (Name is null && Identifier.Count == 0) v.Broken("org-1", "An organization has a name or an identifier.");
        if (Address.Exists(a => a.Use?.Value == R4.Address.AddressUse.Home)) v.Broken("org-2", "An organization has no home address.");
        if (Telecom.Exists(t => t.Use?.Value == ContactPoint.ContactPointUse.Home)) v.Broken("org-3", "An organization has no home telecom.");
    }
}

public partial class CareTeam
{
    public partial class ParticipantComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (OnBehalfOf is not null && v.TypeOf(Member?.Reference?.Value) is not (null or "Practitioner"))
            {
                v.Broken("ctm-1", "onBehalfOf is for a member who is a Practitioner.");
            }
        }
    }
}

public partial class CarePlan
{
    public partial class ActivityComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Detail is not null && Reference is not null) v.Broken("cpl-3", "An activity has a reference or a detail, not both.");
        }
    }
}

public partial class Goal
{
    public partial class TargetComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Detail is not null && Measure is null) v.Broken("gol-1", "A target's detail needs a measure.");
        }
    }
}

public partial class ServiceRequest
{
    internal override void CheckRules(Walker v)
    {
        if (OrderDetail.Count > 0 && Code is null) v.Broken("prr-1", "orderDetail needs a code.");
    }
}

public partial class Task
{
    internal override void CheckRules(Walker v)
    {
        if (Formats.IsAfter(AuthoredOn?.Value, LastModified?.Value)) v.Broken("inv-1", "lastModified is before authoredOn.");
    }
}

public partial class Consent
{
    // ppc-2 to ppc-5 ask for a patient only under the system 'something', which no consent has.
    internal override void CheckRules(Walker v)
    {
        if (Policy.Count == 0 && PolicyRule is null) v.Broken("ppc-1", "A consent has a policy or a policyRule.");
    }
}

public partial class AuditEvent
{
    public partial class EntityComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Name is not null && Query is not null) v.Broken("sev-1", "An entity has a name or a query, not both.");
        }
    }
}

public partial class Appointment
{
    internal override void CheckRules(Walker v)
    {
        if (Start is null != End is null) v.Broken("app-2", "Start and end go together.");
        if ((Start is null || End is null)
            && Status?.Value is not (AppointmentStatus.Proposed or AppointmentStatus.Cancelled or AppointmentStatus.Waitlist))
        {
            v.Broken("app-3", "Only a proposed, cancelled or waitlisted appointment has no time.");
        }
        if (CancelationReason is not null && Status?.Value is not (AppointmentStatus.Noshow or AppointmentStatus.Cancelled))
        {
            v.Broken("app-4", "Only a cancelled or missed appointment has a cancelationReason.");
        }
    }

    public partial class ParticipantComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Type.Count == 0 && Actor is null) v.Broken("app-1", "A participant has a type or an actor.");
        }
    }
}

public partial class Questionnaire
{
    internal override void CheckRules(Walker v)
    {
        if (HasTwice(Item, [])) v.Broken("que-2", "A linkId is repeated.");
    }

    private static bool HasTwice(List<ItemComponent> items, HashSet<string> seen) =>
        items.Exists(i => (i.LinkId?.Value is { } id && !seen.Add(id)) || HasTwice(i.Item, seen));

    public partial class ItemComponent
    {
        internal override void CheckRules(Walker v)
        {
            var type = Type?.Value;
            var display = type == QuestionnaireItemType.Display;
            if ((type == QuestionnaireItemType.Group && Item.Count == 0) || (display && Item.Count > 0))
            {
                v.Broken("que-1", "A group has items and a display has none.");
            }
            if (display && Code.Count > 0) v.Broken("que-3", "A display has no code.");
            if (AnswerOption.Count > 0 && AnswerValueSet is not null) v.Broken("que-4", "A question has answerOption or answerValueSet, not both.");
            if ((AnswerOption.Count > 0 || AnswerValueSet is not null)
                && type is QuestionnaireItemType.Group or QuestionnaireItemType.Display or QuestionnaireItemType.Boolean or QuestionnaireItemType.Text
                    or QuestionnaireItemType.Url or QuestionnaireItemType.Attachment or QuestionnaireItemType.Reference)
            {
                v.Broken("que-5", "This type of item has no list of answers.");
            }
            if (display && (Required is not null || Repeats is not null)) v.Broken("que-6", "A display is neither required nor repeated.");
            if (Initial.Count > 0 && (display || type == QuestionnaireItemType.Group)) v.Broken("que-8", "A group or display has no initial value.");
            if (display && ReadOnly is not null) v.Broken("que-9", "A display is not read-only.");
            if (MaxLength is not null
                && type is not (QuestionnaireItemType.Boolean or QuestionnaireItemType.Decimal or QuestionnaireItemType.Integer
                    or QuestionnaireItemType.String or QuestionnaireItemType.Text or QuestionnaireItemType.Url or QuestionnaireItemType.OpenChoice))
            {
                v.Broken("que-10", "This type of item has no maxLength.");
            }
            if (AnswerOption.Count > 0 && Initial.Count > 0) v.Broken("que-11", "An item with answerOption has no initial value.");
            // The expression says "> 2"; its text says more than one. The expression is what others check.
            if (EnableWhen.Count > 2 && EnableBehavior is null) v.Broken("que-12", "Several enableWhen need an enableBehavior.");
            if (Initial.Count > 1 && Repeats?.Value != true) v.Broken("que-13", "Only a repeating item has several initial values.");
        }
    }

    public partial class EnableWhenComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Operator?.Value == QuestionnaireItemOperator.Exists && Answer is not FhirBoolean) v.Broken("que-7", "The operator exists takes a boolean.");
        }
    }
}

public partial class QuestionnaireResponse
{
    public partial class ItemComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Answer.Count > 0 && Item.Count > 0) v.Broken("qrs-1", "Items are below an item or below its answer, not both.");
        }
    }
}

public partial class Observation
{
    internal override void CheckRules(Walker v)
    {
        if (DataAbsentReason is not null && Value is not null) v.Broken("obs-6", "A value and the reason for its absence exclude each other.");
        if (Value is not null && Code is not null && Component.Exists(c => c.Code?.Coding.Exists(IsOwnCode) == true))
        {
            v.Broken("obs-7", "A component has the observation's own code beside a value.");
        }
    }

    private bool IsOwnCode(Coding coding) =>
        coding.Code is not null && Code!.Coding.Exists(own => own.Code?.Value == coding.Code.Value && own.System?.Value == coding.System?.Value);

    public partial class ReferenceRangeComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Low is null && High is null && Text is null) v.Broken("obs-3", "A reference range has a low, a high or a text.");
        }
    }
}

public partial class Condition
{
    internal override void CheckRules(Walker v)
    {
        var clinical = ClinicalStatus?.Coding.Select(c => c.Code?.Value) ?? [];
        if (Abatement is not null && !clinical.Any(c => c is "resolved" or "remission" or "inactive"))
        {
            v.Broken("con-4", "An abated condition is inactive, resolved or in remission.");
        }
        if (ClinicalStatus is not null && VerificationStatus?.Coding.Exists(c => c.Code?.Value == "entered-in-error") == true)
        {
            v.Broken("con-5", "A condition entered in error has no clinicalStatus.");
        }
    }

    public partial class StageComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Summary is null && Assessment.Count == 0) v.Broken("con-1", "A stage has a summary or an assessment.");
        }
    }

    public partial class EvidenceComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Code.Count == 0 && Detail.Count == 0) v.Broken("con-2", "Evidence has a code or details.");
        }
    }
}

public partial class RiskAssessment
{
    public partial class PredictionComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Probability is FhirDecimal { Value: > 100 }) v.Broken("ras-2", "A probability is at most 100.");
        }
    }
}

public partial class List
{
    internal override void CheckRules(Walker v)
    {
        if (EmptyReason is not null && Entry.Count > 0) v.Broken("lst-1", "Only an empty list has an emptyReason.");
        if (Mode?.Value != ListMode.Changes && Entry.Exists(e => e.Deleted is not null)) v.Broken("lst-2", "Only a list of changes has deleted entries.");
        if (Mode?.Value != ListMode.Working && Entry.Exists(e => e.Date is not null)) v.Broken("lst-3", "Only a working list has dates in entries.");
    }
}

public partial class Measure
{
    public partial class StratifierComponent
    {
        internal override void CheckRules(Walker v)
        {
            if ((Code is not null || Description is not null || Criteria is not null) == Component.Count > 0)
            {
                v.Broken("mea-1", "A stratifier is one criteria or a set of components.");
            }
        }
    }
}

public partial class MeasureReport
{
    internal override void CheckRules(Walker v)
    {
        if (Type?.Value == MeasureReportType.DataCollection && Group.Count > 0) v.Broken("mrp-1", "A report of data collection has no groups.");
    }

    public partial class StratifierGroupComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Value is not null == Component.Count > 0) v.Broken("mrp-2", "A stratum has a value or components.");
        }
    }
}

public partial class CapabilityStatement
{
    internal override void CheckRules(Walker v)
    {
        var kind = Kind?.Value;
        if (Rest.Count == 0 && Messaging.Count == 0 && Document.Count == 0) v.Broken("cpb-1", "rest, messaging or document is needed.");
        if (Description is null && Software is null && Implementation is null) v.Broken("cpb-2", "description, software or implementation is needed.");
        if (Messaging.Exists(m => m.Endpoint.Count > 0) && kind != CapabilityStatementKind.Instance) v.Broken("cpb-3", "Only an instance has messaging end points.");
        if (kind == CapabilityStatementKind.Instance && Implementation is null) v.Broken("cpb-14", "An instance has an implementation.");
        if (kind == CapabilityStatementKind.Capability && (Implementation is not null || Software is null))
        {
            v.Broken("cpb-15", "A capability has software and no implementation.");
        }
        if (kind == CapabilityStatementKind.Requirements && (Implementation is not null || Software is not null))
        {
            v.Broken("cpb-16", "Requirements have neither software nor an implementation.");
        }
    }

    public partial class RestComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (Resource.DistinctBy(r => r.Type?.Value).Count() != Resource.Count) v.Broken("cpb-9", "A resource type is described twice.");
        }
    }

    public partial class ResourceComponent
    {
        internal override void CheckRules(Walker v)
        {
            if (SearchParam.DistinctBy(p => p.Name?.Value).Count() != SearchParam.Count) v.Broken("cpb-12", "A search parameter is named twice.");
        }
    }
}
