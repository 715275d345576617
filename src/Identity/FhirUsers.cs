using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;

namespace Monipolku.Identity;

/// <summary>The FHIR resource of who is signed in (SMART's <c>fhirUser</c>).</summary>
internal sealed class FhirUsers(IStaffDirectory staff)
{
    public async Task<string?> Find(SignedIn session, CancellationToken ct) =>
        session.Kind == AccountKind.Staff && await staff.FindBySubject(session.Subject, ct) is { } member ? "Practitioner/" + member.Id : null;
}
