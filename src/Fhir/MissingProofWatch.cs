using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Deliveries;
using Monipolku.Platform;

namespace Monipolku.Fhir;

/// <summary>
/// Tells a person once of each version of a consent or prohibition that lacks a receipt after the set time, and takes it back by itself when the receipts are
/// there. Of two instances at once the database lets one tell. Setting <c>Deliveries:ProofWithinHours</c>, 1 to 720; 24 where nothing is set.
/// </summary>
internal sealed class MissingProofWatch(IServiceScopeFactory scopes, TimeSpan within, TimeProvider clock) : IPeriodicWork
{
    private const int BatchSize = 100;

    public static TimeSpan WithinOf(IConfiguration configuration)
    {
        var hours = configuration.GetValue("Deliveries:ProofWithinHours", 24);
        return hours is >= 1 and <= 720 ? TimeSpan.FromHours(hours) : throw new SettingException("Deliveries:ProofWithinHours", "must be 1 to 720 hours");
    }

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        while (await RaiseAsync(ct) is > 0 and var raised) done += raised;
        while (await ResolveAsync(ct) is > 0 and var resolved) done += resolved;
        return done;
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMinutes(5), ct);

    private async Task<int> RaiseAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FhirDb>();
        var now = clock.GetUtcNow();
        // Ids grow with the time at which they were queued.
        var latest = Guid.CreateVersion7(now - within);
        var late = await Unproved(db)
            .Where(d => d.Id < latest && !db.MissingProofs.Any(m => m.Kind == d.Kind && m.SourceId == d.SourceId && m.SourceVersion == d.SourceVersion))
            .Select(d => new { d.Kind, d.SourceId, d.SourceVersion, d.PersonId }).Distinct()
            .OrderBy(d => d.SourceId).ThenBy(d => d.SourceVersion).Take(BatchSize).ToListAsync(ct);
        if (late.Count == 0) return 0;
        var records = scope.ServiceProvider.GetRequiredService<IConsentRecords>();
        List<Guid> ids = [.. late.Select(d => d.SourceId).Distinct()];
        var receivers = (await records.Find(ids, ct)).ToDictionary(c => c.Id, c => (c.UnitId, StaffId: c.ReceivedBy));
        foreach (var prohibition in await records.FindProhibitions(ids, ct)) receivers[prohibition.Id] = (prohibition.UnitId, prohibition.ChangedBy);
        var raised = late.Where(d => receivers.ContainsKey(d.SourceId)).Select(d => new MissingProof
        {
            Id = Guid.CreateVersion7(now),
            PersonId = d.PersonId,
            Kind = d.Kind,
            SourceId = d.SourceId,
            SourceVersion = d.SourceVersion,
            UnitId = receivers[d.SourceId].UnitId,
            StaffId = receivers[d.SourceId].StaffId,
            RaisedAt = now,
        }).ToList();
        db.MissingProofs.AddRange(raised);
        await db.SaveChangesAsync(ct);
        return raised.Count;
    }

    private async Task<int> ResolveAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FhirDb>();
        var proved = await db.MissingProofs
            .Where(m => m.ResolvedAt == null && !Unproved(db).Any(d => d.Kind == m.Kind && d.SourceId == m.SourceId && d.SourceVersion == m.SourceVersion))
            .OrderBy(m => m.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var missing in proved) missing.Resolve(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return proved.Count;
    }

    /// <summary>Refused ones too: it is then that a person must act.</summary>
    private static IQueryable<Delivery> Unproved(FhirDb db) => db.Deliveries.Where(d => d.Kind != DeliveryKind.Plan && d.State != DeliveryState.Verified);
}
