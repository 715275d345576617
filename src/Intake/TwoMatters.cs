using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>Two matters that the caller may handle both. The gate is asked about each before anything tells what they have to do with each other.</summary>
internal sealed record TwoMatters(IntakeMatter One, IntakeMatter Other, Actor Actor)
{
    /// <param name="otherUnknown">Where there is no other one; null where that is a plain 404.</param>
    /// <returns>Neither of the two where the first one is not there.</returns>
    public static async Task<(TwoMatters? Found, Refusal? Refusal)> Find(
        IQueryable<IntakeMatter> matters, Guid id, Guid otherId, Refusal? otherUnknown, Caller caller, IAccessGate gate, CancellationToken ct)
    {
        var one = await matters.FirstOrDefaultAsync(m => m.Id == id, ct);
        if (one is null) return (null, null);
        var access = await gate.Decide(caller, Rights.HandleIntake, one.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return (null, no);
        var other = await matters.FirstOrDefaultAsync(m => m.Id == otherId, ct);
        if (other is null) return (null, otherUnknown);
        var ofOther = await gate.Decide(caller, Rights.HandleIntake, other.PersonId, ct, new DataItem(Id: other.Id));
        return ofOther.Refusal is { } notOther ? (null, notOther) : (new TwoMatters(one, other, access.Actor), null);
    }
}
