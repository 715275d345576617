using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
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
        RecordConsentRequest request, Idempotency idempotency, Caller caller, ConsentsDb db, ConsentRecording recording, ConsentViews views, CancellationToken ct)
    {
        var (consent, earlier, refusal) = await recording.Add(request, caller, ct);
        if (consent is null) return refusal!.ToProblem();
        var view = views.Of(consent) with { Overlaps = await recording.Overlaps(consent, earlier, ct) };
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/consents/{consent.Id}", view, ct);
    }
}
