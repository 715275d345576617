using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Consents;

/// <summary>A signed consent to joint work, or a signed permission to disclose in one direction (STM 457/2024 25 §).</summary>
/// <param name="MatterId">The intake matter in which it was asked for.</param>
/// <param name="GivenBy">Who signed.</param>
/// <param name="Form">A permission is given in writing, on paper or electronically; consent to joint work may be given orally too.</param>
/// <param name="Language">Language of the form and of the information: fi, sv or en.</param>
/// <param name="InformationTextVersion">Which information text the giver was given; the list is at <c>/consents/information-texts</c>.</param>
/// <param name="SignedOn">Day of signing, Europe/Helsinki; not in the future.</param>
/// <param name="Purpose">What it is for, as told to the giver; 3 to 1000 characters.</param>
/// <param name="Direction">Of a permission only.</param>
/// <param name="Classes">Of a permission only: 1 to 3 classes that the disclosing register holds.</param>
/// <param name="RecipientUnits">Of a permission only: units of the other sector, at most 20; none means the whole sector.</param>
/// <param name="ValidFrom">First day; today when left out.</param>
/// <param name="ValidTo">Last day; until further notice when left out.</param>
/// <param name="Competence">Required for a client under 18 who is at least 12 (the county may set another age).</param>
/// <param name="DataFrom">Of a permission only: no data of an earlier day.</param>
/// <param name="DataTo">Of a permission only: no data of a later day.</param>
/// <param name="ServiceTasks">Of a permission out of social care only: at most 20 palvelutehtävät, THL code set 1221; none means all. What has no task is then not covered.</param>
/// <param name="Oral">Of what is given orally: who confirmed it.</param>
/// <param name="OtherGuardians">Where a guardian gives for a child: the child's other guardians, at most 10, who signed too.</param>
/// <param name="OneGuardianSuffices">Where not all of the child's guardians signed: why (361/1983 5 §).</param>
public sealed record RecordConsentRequest(
    Guid PersonId,
    Guid MatterId,
    ConsentKind Kind,
    GivenBy GivenBy,
    ConsentForm Form,
    [property: Pattern("^(fi|sv|en)$")] string Language,
    [property: StringLength(20, MinimumLength = 1)] string InformationTextVersion,
    DateOnly SignedOn,
    [property: StringLength(RecordConsentRequest.LongestPurpose, MinimumLength = 3)] string Purpose,
    Direction? Direction = null,
    [property: MaxLength(20)] IReadOnlyList<DataClass>? Classes = null,
    [property: MaxLength(20)] IReadOnlyList<Guid>? RecipientUnits = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null,
    CompetenceAssessment? Competence = null,
    DateOnly? DataFrom = null,
    DateOnly? DataTo = null,
    [property: MaxLength(20)] IReadOnlyList<string>? ServiceTasks = null,
    OralConfirmationRequest? Oral = null,
    [property: MaxLength(10)] IReadOnlyList<GuardianSignature>? OtherGuardians = null,
    OneGuardianSuffices? OneGuardianSuffices = null)
{
    internal const int LongestPurpose = 1000;

    public override string ToString() => nameof(RecordConsentRequest);
}

public enum OralHow
{
    FaceToFace,
    Phone,
    Video,
}

/// <param name="How">How it was given.</param>
/// <param name="ConfirmedOn">The day on which the professional confirmed it, Europe/Helsinki; not before it was given, not in the future.</param>
/// <param name="ConfirmedBy">The staff member who heard it; who records when left out.</param>
public sealed record OralConfirmationRequest(OralHow How, DateOnly ConfirmedOn, Guid? ConfirmedBy = null);

/// <summary>Records what the client agrees to or permits. A new permission takes the place of the one in force in the same direction.</summary>
internal static class RecordConsent
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consents", Handle)
        .WithName(nameof(RecordConsent))
        .WithSummary("Record a consent to joint work, or a permission to disclose")
        .WithDescription("Consent to joint work (suostumus) and permission to disclose in one direction (luovutuslupa) are different things, "
            + "each recorded on its own. A new permission replaces the one in force in the same direction; a second consent to joint work is refused.")
        .WithExample(new RecordConsentRequest(
            new Guid("0192f0c1-7c1e-7000-8000-000000000001"), new Guid("0192f0c1-7c1e-7000-8000-000000000002"), ConsentKind.DisclosurePermission,
            new GivenBy(Client: true), ConsentForm.Paper, "fi", InformationTexts.Newest, new DateOnly(2026, 9, 15),
            "Joint plan and its follow-up", Direction.HealthToSocial, [DataClass.HealthAssessmentPart],
            Competence: new CompetenceAssessment(Assessed: true, Competent: true)))
        .Requires(Rights.RecordConsent)
        .OneOfTwoAtOnce(ConsentsRefusals.RecordedAtOnce)
        .Idempotent<ConsentsDb>();

    private static async Task<Results<Created<ConsentView>, ProblemHttpResult>> Handle(
        RecordConsentRequest request, Idempotency idempotency, Caller caller, ConsentsDb db, IPeople people, IStaffDirectory directory,
        ConsentViews views, ConsentSettings settings, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.RecordConsent, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var terms = new ConsentTerms(
            request.Kind, request.Direction, request.Classes ?? [], request.RecipientUnits ?? [], request.ValidFrom ?? today, request.ValidTo,
            request.DataFrom, request.DataTo, request.ServiceTasks);
        if ((terms.Check(today, request.SignedOn) ?? CheckForm(request, today)) is { } wrong) return wrong.ToProblem();
        if (await CheckRecipients(terms, directory, ct) is { } wrongRecipient) return wrongRecipient.ToProblem();

        if (!(await people.Find([request.PersonId], ct)).TryGetValue(request.PersonId, out var person))
            return ConsentsRefusals.PersonUnknown.ToProblem();
        if (!await ClientRelationship.HasMatter(db.Relationships, request.PersonId, request.MatterId, ct)) return ConsentsRefusals.MatterUnknown.ToProblem();
        if (request.SignedOn < person.BirthDate) return ConsentsRefusals.SignedBeforeBirth.ToProblem();
        var (one, wrongGiver) = Giver.OfGiving(person, request.GivenBy, request.Competence, request.SignedOn, settings);
        if (one is null) return wrongGiver!.ToProblem();
        var (giver, wrongOthers) = one.WithOthers(person, request.OtherGuardians ?? [], request.OneGuardianSuffices, request.SignedOn, today);
        if (giver is null) return wrongOthers!.ToProblem();
        if (request.Oral?.ConfirmedBy is { } confirmer && !(await directory.FindStaff([confirmer], ct)).ContainsKey(confirmer))
            return ConsentsRefusals.ConfirmerUnknown.ToProblem();

        var earlier = await db.Consents.FirstOrDefaultAsync(
            c => c.PersonId == request.PersonId && c.Kind == request.Kind && c.Direction == request.Direction && c.Status == ConsentStatus.Active, ct);
        if (earlier?.Replace(today, now) is { } refusal) return refusal.ToProblem();

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
        };
        db.Consents.Add(consent);
        if (earlier is not null) db.Publish(new ConsentEnded(Guid.CreateVersion7(now), consent.PersonId, earlier.Id, earlier.Version, Withdrawn: false));
        db.Publish(new ConsentGiven(Guid.CreateVersion7(now), consent.PersonId, consent.Id, consent.Version));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/consents/{consent.Id}", views.Of(consent) with { Overlaps = await Overlaps(consent, earlier, db, today, ct) }, ct);
    }

    /// <summary>What else is in force for the same data: it does not hinder, and whoever records should know.</summary>
    private static async Task<IReadOnlyList<OverlapView>?> Overlaps(Consent given, Consent? earlier, ConsentsDb db, DateOnly today, CancellationToken ct)
    {
        if (given.Direction is not { } direction) return null;
        var prohibitions = await db.Prohibitions.AsNoTracking()
            .Where(p => p.PersonId == given.PersonId && p.Direction == direction && p.WithdrawnAt == null).OrderBy(p => p.Id).Take(Pages.DefaultLimit).ToListAsync(ct);
        var bases = await db.StatutoryBases.AsNoTracking()
            .Where(b => b.PersonId == given.PersonId && b.Direction == direction && b.EndedAt == null && b.ValidTo >= today).OrderBy(b => b.Id).Take(Pages.DefaultLimit).ToListAsync(ct);
        List<OverlapView> overlaps =
        [
            .. earlier is null ? [] : new[] { Common(OverlapKind.Replaced, earlier.Id, earlier.Classes) },
            .. prohibitions.Select(p => Common(OverlapKind.Prohibition, p.Id, p.Classes.Count == 0 ? given.Classes : p.Classes)),
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

    internal static async Task<Refusal?> CheckRecipients(ConsentTerms terms, IStaffDirectory directory, CancellationToken ct)
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
