using Monipolku.Fhir.R4;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Fhir.Mapping;

/// <summary>What is asked for the client. How far it has come stands in the Task (Gravity's closed loop).</summary>
internal static class ServiceRequestMap
{
    public static ServiceRequest Of(ReferralRecord referral, Refer refer) => Names.Checked(new ServiceRequest
    {
        Meta = Names.Meta(Names.Profile("referral")),
        Identifier = [Names.Identifier("referral", referral.Id)],
        BasedOn = referral.PlanId is { } plan ? [refer.To("CarePlan", plan)] : [],
        Status = StatusOf(referral.Status),
        Intent = ServiceRequest.RequestIntent.Order,
        Code = new() { Text = referral.Purpose },
        Subject = refer.To("Patient", referral.PersonId),
        AuthoredOn = Names.Moment(referral.RequestedAt),
        Requester = refer.To("Practitioner", referral.RequestedBy),
        Performer = referral.ReceivingUnitId is { } unit ? [refer.To("Organization", unit)] : [],
    });

    private static RequestStatus StatusOf(ReferralStatus status) => status switch
    {
        ReferralStatus.Draft => RequestStatus.Draft,
        ReferralStatus.Requested or ReferralStatus.Accepted or ReferralStatus.InProgress => RequestStatus.Active,
        ReferralStatus.Completed => RequestStatus.Completed,
        _ => RequestStatus.Revoked,
    };
}
