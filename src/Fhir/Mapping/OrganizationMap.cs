using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>A unit with its national organisation id as <c>urn:oid:</c>, the way Kanta writes it.</summary>
internal static class OrganizationMap
{
    public static Organization Of(Guid id, UnitOfCare? unit) => Names.Checked(new Organization
    {
        Meta = Names.Meta(Names.FinnishBase + "fi-base-organization"),
        Identifier = unit is null
            ? [Names.Identifier("unit", id)]
            : [new() { Use = Identifier.IdentifierUse.Official, System = Names.Uri, Value = "urn:oid:" + unit.OrganizationOid }, Names.Identifier("unit", id)],
        Active = unit is not null,
        Type = unit is null ? [] : [Names.Own("sector", unit.Sector)],
        Name = unit?.Name,
    });
}
