using System.Text;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform.Secrets;
using FhirFormatException = Monipolku.Fhir.R4.FhirFormatException;

namespace Monipolku.Fhir.Deliveries;

/// <summary>Takes one delivery as far as it comes: may it be sent, freeze, send, find out what happened, read back, compare.</summary>
internal sealed class DeliveryRun(
    FhirDb db, BundleBuilder builder, RecordSystems systems, IHttpClientFactory clients, IAccessGate gate, SecretText secrets, TimeProvider clock)
{
    public const string BodyPurpose = "fhir.delivery-body";

    /// <summary>What is there, compared with what was sent.</summary>
    private enum Finding
    {
        Equal,
        Differs,
        Missing,
    }

    public async Task RunAsync(long sequence, CancellationToken ct)
    {
        var delivery = await db.Deliveries.SingleAsync(d => d.Sequence == sequence, ct);
        var system = systems.All.Single(s => s.Name == delivery.System);
        var client = new RecordSystemClient(clients.CreateClient(DeliverySetup.ClientOf(system)), delivery.MatterId);
        try
        {
            if (delivery.State is DeliveryState.Queued or DeliveryState.Sent) await SendAsync(delivery, client, ct);
            if (delivery.State == DeliveryState.Recorded) await VerifyAsync(delivery, client, ct);
        }
        catch (RecordSystemUnavailableException unavailable)
        {
            await PutOffAsync(delivery, unavailable.Reason, ct);
        }
        catch (FhirFormatException)
        {
            // What we hold makes no valid resource: trying again changes nothing, a person must look.
            delivery.Refuse("cannot-be-mapped", clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }
        catch (RecordSystemRefusedException refused)
        {
            delivery.Refuse(refused.Reason, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }
    }

    private async Task SendAsync(Delivery delivery, RecordSystemClient client, CancellationToken ct)
    {
        if (delivery.Kind == DeliveryKind.Plan && await MayNotAsync(delivery, ct) is { } reason)
        {
            // If it got there at an earlier try, it stays there and gets its receipt; what is not there is not sent any more.
            if (delivery.State == DeliveryState.Sent && await IsThereAsync(delivery, client, ct)) return;
            delivery.Stop(reason, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return;
        }
        if (delivery.State == DeliveryState.Queued)
        {
            var built = Outgoing.Read(await builder.BuildAsync(delivery, ct));
            delivery.Freeze(secrets.Protect(Encoding.UTF8.GetString(built.Body), BodyPurpose), built.Digest, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }

        var outgoing = Read(delivery);
        IReadOnlyList<string> places;
        try
        {
            places = await client.SendAsync(outgoing.Body, delivery.RequestId, ct);
        }
        catch (RecordSystemUnavailableException lost) when (lost.MayHaveArrived)
        {
            if (!await IsThereAsync(delivery, client, ct)) await PutOffAsync(delivery, lost.Reason, ct);
            return;
        }
        catch (RecordSystemRefusedException conflict) when (conflict.IsConflict)
        {
            if (await IsThereAsync(delivery, client, ct)) return;
            delivery.Refuse(conflict.Reason, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return;
        }
        var known = places.Count == outgoing.Entries.Count && places.Zip(outgoing.Entries).All(p => p.First.StartsWith(p.Second.Type + "/", StringComparison.Ordinal))
            ? outgoing.Entries.Zip(places).ToDictionary(p => p.First.FullUrl, p => p.Second)
            : await FindAsync(outgoing, client, ct) ?? throw new RecordSystemUnavailableException("answer-unreadable", mayHaveArrived: true);
        delivery.Record(known, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    private async Task<string?> MayNotAsync(Delivery delivery, CancellationToken ct)
    {
        var decision = await gate.DecideDelivery(delivery.Sector, DataClass.JointPlan, delivery.PersonId, delivery.RequestId.ToString("D"), ct, new DataItem(Id: delivery.SourceId));
        return decision.Refusal?.Code;
    }

    /// <summary>Whether exactly what was sent is there, though no answer said so. If it is, the delivery is recorded.</summary>
    private async Task<bool> IsThereAsync(Delivery delivery, RecordSystemClient client, CancellationToken ct)
    {
        var outgoing = Read(delivery);
        if (await FindAsync(outgoing, client, ct) is not { } places) return false;
        var (finding, _) = await CompareAsync(delivery.System, outgoing, places, client, ct);
        if (finding != Finding.Equal) return false;
        delivery.Record(places, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task VerifyAsync(Delivery delivery, RecordSystemClient client, CancellationToken ct)
    {
        var (finding, receipts) = await CompareAsync(delivery.System, Read(delivery), delivery.Places!, client, ct);
        var now = clock.GetUtcNow();
        if (finding == Finding.Equal)
        {
            delivery.Verify(receipts, now);
            if (delivery.Kind != DeliveryKind.Plan) await AskStoppedPlansAnewAsync(delivery, now, ct);
        }
        else delivery.Refuse(finding == Finding.Missing ? "missing-after-recording" : "digest-differs", now);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// That a prohibition has ended or a consent was given is known there now: the newest version of each plan that was stopped goes after it, if the
    /// gate lets it. In the transaction of the receipt, so that none is forgotten.
    /// </summary>
    private async Task AskStoppedPlansAnewAsync(Delivery arrived, DateTimeOffset now, CancellationToken ct)
    {
        var stopped = await db.Deliveries
            .Where(d => d.System == arrived.System && d.PersonId == arrived.PersonId && d.Kind == DeliveryKind.Plan && d.State == DeliveryState.Stopped)
            .Where(d => !db.Deliveries.Any(n => n.System == d.System && n.Kind == d.Kind && n.SourceId == d.SourceId && n.SourceVersion > d.SourceVersion))
            .OrderBy(d => d.Sequence)
            .ToListAsync(ct);
        foreach (var plan in stopped)
        {
            if (await MayNotAsync(plan, ct) is null) plan.AskAnew(now);
        }
    }

    /// <summary>Where the record system holds each entry; null when one is not there.</summary>
    private static async Task<Dictionary<string, string>?> FindAsync(Outgoing outgoing, RecordSystemClient client, CancellationToken ct)
    {
        var places = new Dictionary<string, string>();
        foreach (var entry in outgoing.Entries)
        {
            if (await client.FindAsync(entry.Type, entry.Search, ct) is not { } place) return null;
            places[entry.FullUrl] = place;
        }
        return places;
    }

    private async Task<(Finding, IReadOnlyList<Receipt>)> CompareAsync(
        string system, Outgoing outgoing, IReadOnlyDictionary<string, string> places, RecordSystemClient client, CancellationToken ct)
    {
        var urns = places.ToDictionary(p => p.Value, p => p.Key);
        var receipts = new List<Receipt>();
        foreach (var entry in outgoing.Entries.Where(e => e.Owned))
        {
            if (await client.ReadAsync(places[entry.FullUrl], ct) is not { } there) return (Finding.Missing, []);
            var (id, version) = (there.Id ?? "", there.Meta?.VersionId?.Value ?? "");
            var sent = Digests.Of(entry.Resource, new Dictionary<string, string>(), client.Address);
            if (sent != Digests.Of(there, urns, client.Address)) return (Finding.Differs, []);
            receipts.Add(new Receipt
            {
                System = system,
                ResourceType = entry.Type,
                OurId = entry.OurId,
                IdThere = id,
                VersionThere = version,
                Digest = sent,
                VerifiedAt = clock.GetUtcNow(),
            });
        }
        return (Finding.Equal, receipts);
    }

    private Outgoing Read(Delivery delivery) => Outgoing.Read(Encoding.UTF8.GetBytes(secrets.Unprotect(delivery.BodySecret!, BodyPurpose)));

    private async Task PutOffAsync(Delivery delivery, string reason, CancellationToken ct)
    {
#pragma warning disable CA5394 // Spreads retries in time: nothing secret hangs on it.
        delivery.PutOff(reason, Random.Shared.NextDouble(), clock.GetUtcNow());
#pragma warning restore CA5394
        await db.SaveChangesAsync(ct);
    }
}
