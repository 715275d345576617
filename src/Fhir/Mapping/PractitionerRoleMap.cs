using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>What a staff member does and in which unit, today. A staff member has one: it carries the same id.</summary>
internal static class PractitionerRoleMap
{
    public static PractitionerRole Of(StaffMember staff, Refer refer) => Names.Checked(new PractitionerRole
    {
        Meta = Names.Meta(Names.FinnishBase + "fi-base-practitioner-role"),
        Identifier = [Names.Identifier("practitioner-role", staff.Id)],
        Active = true,
        Practitioner = refer.To("Practitioner", staff.Id),
        Organization = refer.To("Organization", staff.UnitId),
        Code = [.. staff.Roles.Select(role => Names.Own("role", role))],
    });
}
