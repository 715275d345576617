using Monipolku.Fhir.R4;
using Monipolku.Referrals.Contracts;
using Task = Monipolku.Fhir.R4.Task;

namespace Monipolku.Fhir.Mapping;

/// <summary>
/// The receiver's answer to a referral, after Gravity: fulfil the ServiceRequest. Rejected and cancelled say why, completed says what
/// came of it. It carries the referral's id: a referral has one.
/// </summary>
internal static class TaskMap
{
    public static Task Of(ReferralRecord referral, Refer refer) => Names.Checked(new Task
    {
        Meta = Names.Meta(Names.Profile("referral-task")),
        Identifier = [Names.Identifier("referral-task", referral.Id)],
        Status = StatusOf(referral.Status),
        StatusReason = referral.StatusReason is { } reason ? new() { Text = reason } : null,
        Intent = Task.TaskIntent.Order,
        Code = Names.Concept("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", "Fulfill the focal request"),
        Focus = refer.To("ServiceRequest", referral.Id),
        For = refer.To("Patient", referral.PersonId),
        AuthoredOn = Names.Moment(referral.RequestedAt),
        LastModified = Names.Moment(referral.ChangedAt),
        Requester = refer.To("Practitioner", referral.RequestedBy),
        Owner = referral.OwnerId is { } owner ? refer.To("Practitioner", owner)
            : referral.ReceivingUnitId is { } unit ? refer.To("Organization", unit)
            : null,
        Output = referral.Status == ReferralStatus.Completed
            ?
            [
                new()
                {
                    Type = Names.Concept("http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes", "resulting-activity", "Resulting Activity"),
                    Value = new CodeableConcept { Text = referral.Purpose },
                },
            ]
            : [],
    });

    private static Task.TaskStatus StatusOf(ReferralStatus status) => status switch
    {
        ReferralStatus.Draft => Task.TaskStatus.Draft,
        ReferralStatus.Requested => Task.TaskStatus.Requested,
        ReferralStatus.Accepted => Task.TaskStatus.Accepted,
        ReferralStatus.Rejected => Task.TaskStatus.Rejected,
        ReferralStatus.InProgress => Task.TaskStatus.InProgress,
        ReferralStatus.Completed => Task.TaskStatus.Completed,
        _ => Task.TaskStatus.Cancelled,
    };
}
