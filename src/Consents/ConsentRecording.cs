using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>The one command that records a consent or permission, however it is brought: as REST or as FHIR. It checks and adds; who calls it saves.</summary>
internal sealed class ConsentRecording(
    ConsentsDb db, IPeople people, IStaffDirectory directory, ConsentViews views, ConsentSettings settings, Notices notices,
    IAccessGate gate, TimeProvider clock)
{
    /// <returns>The consent, and the earlier one whose place it takes; or why not.</returns>
    public async Task<(Consent? Consent, Consent? Earlier, Refusal? Refusal)> Add(RecordConsentRequest request, Caller caller, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.RecordConsent, request.PersonId, ct);
        if (access.Refusal is { } no) return (null, null, no);

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var terms = new ConsentTerms(
            request.Kind, request.Direction, request.Classes ?? [], request.RecipientUnits ?? [], request.ValidFrom ?? today, request.ValidTo,
            request.DataFrom, request.DataTo, request.ServiceTasks);
        if ((terms.Check(today, request.SignedOn) ?? CheckForm(request, today)) is { } wrong) return (null, null, wrong);
        if (await CheckRecipients(terms, directory, ct) is { } wrongRecipient) return (null, null, wrongRecipient);

        if (!(await people.Find([request.PersonId], ct)).TryGetValue(request.PersonId, out var person))
            return (null, null, ConsentsRefusals.PersonUnknown);
        if (!await ClientRelationship.HasMatter(db.Relationships, request.PersonId, request.MatterId, ct)) return (null, null, ConsentsRefusals.MatterUnknown);
        if (request.SignedOn < person.BirthDate) return (null, null, ConsentsRefusals.SignedBeforeBirth);
        var (one, wrongGiver) = Giver.OfGiving(person, request.GivenBy, request.Competence, request.SignedOn, settings);
        if (one is null) return (null, null, wrongGiver);
        var (giver, wrongOthers) = one.WithOthers(person, request.OtherGuardians ?? [], request.OneGuardianSuffices, request.SignedOn, today);
        if (giver is null) return (null, null, wrongOthers);
        // What the guardians decide together is given when the last of them has signed.
        if (terms.ValidFrom < giver.LastSignedOn(request.SignedOn)) return (null, null, ConsentsRefusals.ValidBeforeSigned);
        if (request.Oral?.ConfirmedBy is { } confirmer && !(await directory.FindStaff([confirmer], ct)).ContainsKey(confirmer))
            return (null, null, ConsentsRefusals.ConfirmerUnknown);

        // What is in force, else what ended last.
        var last = await db.Consents.Where(c => c.PersonId == request.PersonId && c.Kind == request.Kind && c.Direction == request.Direction)
            .OrderByDescending(c => c.Status == ConsentStatus.Active).ThenByDescending(c => c.EndedAt).ThenByDescending(c => c.Id).FirstOrDefaultAsync(ct);
        var againstChild = giver.GuardianId is not null && last is { IsWithdrawnByClient: true } && Giver.IsMinor(person, request.SignedOn) ? last : null;
        if (againstChild is not null && (request.Competence is not { Assessed: true } || request.SignedOn < againstChild.Withdrawal!.ToldOn))
            return (null, null, ConsentsRefusals.ChildHasWithdrawn);
        var earlier = last is { Status: ConsentStatus.Active } ? last : null;
        if (earlier?.Replace(terms, today, now) is { } refusal) return (null, null, refusal);

        var consent = new Consent
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            MatterId = request.MatterId,
            Kind = terms.Kind,
            Direction = terms.Direction,
            Classes = terms.Classes,
            RecipientUnits = terms.RecipientUnits,
            ValidFrom = terms.ValidFrom,
            ValidTo = terms.ValidTo,
            DataFrom = terms.DataFrom,
            DataTo = terms.DataTo,
            ServiceTasks = terms.ServiceTasks ?? [],
            PurposeSecret = views.ProtectPurpose(request.Purpose),
            GivenBy = giver,
            Competence = request.Competence is { Assessed: true } judged ? new Competence(access.Actor.StaffId, now, judged.Competent) : null,
            Form = request.Form,
            Oral = request.Oral is { } oral ? new OralConfirmation(oral.How, oral.ConfirmedBy ?? access.Actor.StaffId, oral.ConfirmedOn) : null,
            Language = request.Language,
            InformationTextVersion = request.InformationTextVersion,
            SignedOn = request.SignedOn,
            ReceivedBy = access.Actor.StaffId,
            UnitId = access.Actor.UnitId,
            GivenAt = now,
            ReplacesId = earlier?.Id,
            AfterChildsWithdrawalOf = againstChild?.Id,
        };
        db.Consents.Add(consent);
        if (earlier is { Kind: ConsentKind.DisclosurePermission })
        {
            await notices.Add(
                (earlier.Id, earlier.Version, earlier.PersonId), earlier.Direction, earlier.RecipientUnits, earlier.GivenAt, consent.UnitId, now, ct,
                unit => earlier.Terms.LosesBy(consent.Terms, unit, today));
        }
        if (earlier is not null) db.Publish(new ConsentEnded(Guid.CreateVersion7(now), consent.PersonId, earlier.Id, earlier.Version, Withdrawn: false));
        db.Publish(new ConsentGiven(Guid.CreateVersion7(now), consent.PersonId, consent.Id, consent.Version));
        return (consent, earlier, null);
    }

    /// <summary>What else is in force for the same data: it does not hinder, and whoever records should know.</summary>
    public async Task<IReadOnlyList<OverlapView>?> Overlaps(Consent given, Consent? earlier, CancellationToken ct)
    {
        var today = WorkingDays.Today(clock);
        if (given.Direction is not { } direction) return null;
        var prohibitions = await db.Prohibitions.AsNoTracking()
            .Where(p => p.PersonId == given.PersonId && p.Direction == direction && p.WithdrawnAt == null).OrderBy(p => p.Id).Take(Pages.DefaultLimit).ToListAsync(ct);
        var bases = await db.StatutoryBases.AsNoTracking()
            .Where(b => b.PersonId == given.PersonId && b.Direction == direction && b.EndedAt == null && b.ValidTo >= today).OrderBy(b => b.Id).Take(Pages.DefaultLimit).ToListAsync(ct);
        List<OverlapView> overlaps =
        [
            .. earlier is null ? [] : new[] { Common(OverlapKind.Replaced, earlier.Id, earlier.Classes) },
            .. prohibitions.Select(p => Common(OverlapKind.Prohibition, p.Id, p.Documents.Count > 0 ? [.. p.Documents.Select(d => d.Class)] : p.Classes.Count == 0 ? given.Classes : p.Classes)),
            .. bases.Select(b => Common(OverlapKind.StatutoryBasis, b.Id, b.Classes)),
        ];
        overlaps.RemoveAll(o => o.Classes.Count == 0);
        return overlaps.Count == 0 ? null : overlaps;

        OverlapView Common(OverlapKind kind, Guid id, IReadOnlyList<DataClass> classes) => new(kind, id, [.. given.Classes.Where(classes.Contains)]);
    }

    private static Refusal? CheckForm(RecordConsentRequest request, DateOnly today)
    {
        if (request.Form == ConsentForm.Oral)
        {
            if (request.Kind != ConsentKind.JointWork) return ConsentsRefusals.WrittenFormNeeded;
            if (request.Oral is not { } oral) return ConsentsRefusals.OralConfirmationMissing;
            if (oral.ConfirmedOn > today) return ConsentsRefusals.ConfirmedInFuture;
            if (oral.ConfirmedOn < request.SignedOn) return ConsentsRefusals.ConfirmedBeforeGiven;
        }
        else if (request.Oral is not null)
        {
            return ConsentsRefusals.OralConfirmationIdle;
        }
        if (!InformationTexts.Versions.Contains(request.InformationTextVersion)) return ConsentsRefusals.InformationTextUnknown;
        return !VisibleAttribute.Holds(request.Purpose) ? ConsentsRefusals.PurposeMissing : null;
    }

    public static async Task<Refusal?> CheckRecipients(ConsentTerms terms, IStaffDirectory directory, CancellationToken ct)
    {
        if (terms.RecipientUnits.Count == 0) return null;
        var units = await directory.FindUnits(terms.RecipientUnits, ct);
        var sector = terms.Direction == Direction.SocialToHealth ? Sector.Health : Sector.Social;
        for (var i = 0; i < terms.RecipientUnits.Count; i++)
        {
            if (!units.TryGetValue(terms.RecipientUnits[i], out var unit)) return ConsentsRefusals.RecipientUnknown.At($"$.recipientUnits[{i}]");
            if (unit.Sector != sector) return ConsentsRefusals.RecipientOfWrongSector.At($"$.recipientUnits[{i}]");
        }
        return null;
    }
}
