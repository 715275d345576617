using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;

namespace Monipolku.Identity;

/// <summary>The FHIR resource of who is signed in (SMART's <c>fhirUser</c>).</summary>
internal sealed class FhirUsers(IStaffDirectory staff, IClientUsers clients)
{
    public async Task<string?> Find(SignedIn session, CancellationToken ct)
    {
        if (session.Kind == AccountKind.Staff) return await staff.FindBySubject(session.Subject, ct) is { } id ? $"Practitioner/{id}" : null;
        return await clients.Find(session.Subject, ct) is { } personId ? $"Patient/{personId}" : null;
    }
}
