using Monipolku.Fhir.R4;
using Monipolku.Plans.Contracts;

namespace Monipolku.Fhir.Mapping;

/// <summary>Own worker, work pair and the rest of the team of one plan. It carries the plan's id: a plan has one team.</summary>
internal static class CareTeamMap
{
    public static CareTeam Of(PlanDocument plan, Refer refer) => Names.Checked(new CareTeam
    {
        Identifier = [Names.Identifier("care-team", plan.PlanId)],
        Status = CareTeam.CareTeamStatus.Active,
        Category = [Names.Concept("http://loinc.org", "LA28865-6", "Longitudinal care-coordination focused care team")],
        Name = plan.Title,
        Subject = refer.To("Patient", plan.PersonId),
        Period = Names.Period(plan.StartsOn, plan.EndsOn),
        Participant =
        [
            Participant(plan.OwnWorkerId, "own-worker", "Omatyöntekijä", refer),
            .. plan.WorkPair.Select(staff => Participant(staff, "work-pair", "Työpari", refer)),
            .. plan.Team.Select(member => Participant(member.StaffId, "member", member.Task, refer)),
        ],
        ManagingOrganization = [refer.To("Organization", plan.UnitId)],
    });

    private static CareTeam.ParticipantComponent Participant(Guid staff, string code, string text, Refer refer) => new()
    {
        Role = [new() { Coding = [new() { System = Names.CodeSystem("care-team-role"), Code = code }], Text = text }],
        Member = refer.To("Practitioner", staff),
    };
}
