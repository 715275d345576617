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
/// <param name="Form">Paper or electronic: both kinds are given in writing.</param>
/// <param name="Language">Language of the form and of the information: fi, sv or en.</param>
/// <param name="InformationTextVersion">Which information text the giver was given; the list is at <c>/consents/information-texts</c>.</param>
/// <param name="SignedOn">Day of signing, Europe/Helsinki; not in the future.</param>
/// <param name="Purpose">What it is for, as told to the giver; 3 to 1000 characters.</param>
/// <param name="Direction">Of a permission only.</param>
/// <param name="Classes">Of a permission only: 1 to 3 classes that the disclosing register holds.</param>
/// <param name="RecipientUnits">Of a permission only: units of the other sector, at most 20; none means the whole sector.</param>
/// <param name="ValidFrom">First day; today when left out.</param>
/// <param name="ValidTo">Last day; until further notice when left out.</param>
/// <param name="Competence">Required for a client under 18.</param>
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
    CompetenceAssessment? Competence = null)
{
    internal const int LongestPurpose = 1000;

    public override string ToString() => nameof(RecordConsentRequest);
}

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
        ConsentViews views, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.RecordConsent, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var terms = new ConsentTerms(
            request.Kind, request.Direction, request.Classes ?? [], request.RecipientUnits ?? [], request.ValidFrom ?? today, request.ValidTo);
        if ((terms.Check(today, request.SignedOn) ?? CheckSignedForm(request)) is { } wrong) return wrong.ToProblem();
        if (await CheckRecipients(terms, directory, ct) is { } wrongRecipient) return wrongRecipient.ToProblem();

        if (!(await people.Find([request.PersonId], ct)).TryGetValue(request.PersonId, out var person))
            return ConsentsRefusals.PersonUnknown.ToProblem();
        if (!await ClientRelationship.HasMatter(db.Relationships, request.PersonId, request.MatterId, ct)) return ConsentsRefusals.MatterUnknown.ToProblem();
        if (request.SignedOn < person.BirthDate) return ConsentsRefusals.SignedBeforeBirth.ToProblem();
        var (giver, wrongGiver) = Giver.OfGiving(person, request.GivenBy, request.Competence, request.SignedOn);
        if (giver is null) return wrongGiver!.ToProblem();

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
            PurposeSecret = views.ProtectPurpose(request.Purpose),
            GivenBy = giver,
            Competence = request.Competence is { Assessed: true } judged ? new Competence(access.Actor.StaffId, now, judged.Competent) : null,
            Form = request.Form,
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
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/consents/{consent.Id}", views.Of(consent), ct);
    }

    private static Refusal? CheckSignedForm(RecordConsentRequest request)
    {
        if (request.Form == ConsentForm.Oral) return ConsentsRefusals.WrittenFormNeeded;
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
