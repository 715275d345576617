using Monipolku.Access.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

internal static class PractitionerMap
{
    /// <param name="staff">Null for somebody who works here no more: old documents still name them by id.</param>
    public static Practitioner Of(Guid id, StaffMember? staff) => Names.Checked(new Practitioner
    {
        Meta = Names.Meta(Names.FinnishBase + "fi-base-practitioner"),
        Identifier = [Names.Identifier("practitioner", id)],
        Active = staff is not null,
        Name = staff is null ? [] : [new() { Text = staff.Name }],
    });
}
