using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Consents;

/// <param name="Paragraph">The law, <c>703/2023 55 §</c>; one of those in the description.</param>
/// <param name="Reason">Why it applies to this client now, 10 to 2000 characters.</param>
/// <param name="Direction">Out of the recorder's own register.</param>
/// <param name="Classes">1 to 3 classes that the disclosing register holds.</param>
/// <param name="RecipientUnits">1 to 20 units of the other sector.</param>
/// <param name="ValidTo">Last day, at most 12 months ahead.</param>
/// <param name="ValidFrom">First day; today when left out.</param>
public sealed record RecordStatutoryBasisRequest(
    Guid PersonId,
    [property: Visible, StringLength(40, MinimumLength = 3)] string Paragraph,
    [property: Visible, StringLength(2000, MinimumLength = 10)] string Reason,
    Direction Direction,
    [property: MinLength(1), MaxLength(3)] IReadOnlyList<DataClass> Classes,
    [property: MinLength(1), MaxLength(20)] IReadOnlyList<Guid> RecipientUnits,
    DateOnly ValidTo,
    DateOnly? ValidFrom = null)
{
    public override string ToString() => nameof(RecordStatutoryBasisRequest);
}

/// <param name="EndedAt">Null while not ended before its last day.</param>
public sealed record StatutoryBasisView(
    Guid Id, Guid PersonId, string Paragraph, string Reason, Direction Direction, IReadOnlyList<DataClass> Classes, IReadOnlyList<Guid> RecipientUnits,
    DateOnly ValidFrom, DateOnly ValidTo, Guid RecordedBy, Guid UnitId, DateTimeOffset RecordedAt, DateTimeOffset? EndedAt, Guid? EndedBy, int Version)
    : IVersioned
{
    public override string ToString() => $"{nameof(StatutoryBasisView)} {Id}";
}

/// <summary>Records that the law itself lets named units of the other sector read; decided by a professional of the register that discloses.</summary>
internal static class RecordStatutoryBasis
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/statutory-bases", Handle)
        .WithName(nameof(RecordStatutoryBasis))
        .WithSummary("Record a statutory basis for disclosing to named units")
        .WithDescription("Opens what the client's consent does not, a prohibition notwithstanding. Paragraphs: " + string.Join(", ", StatutoryBasis.Paragraphs) + ".")
        .WithExample(new RecordStatutoryBasisRequest(
            new Guid("0192f0c1-7c1e-7000-8000-000000000001"), "703/2023 55 §", "Lapsen etu vaatii tiedon välittömästi; huoltajia ei tavoiteta.",
            Direction.HealthToSocial, [DataClass.HealthAssessmentPart], [new Guid("0192f0c1-7c1e-7000-8000-000000000002")], new DateOnly(2026, 12, 31)))
        .Requires(Rights.RecordStatutoryBasis)
        .Idempotent<ConsentsDb>();

    private static async Task<Results<Created<StatutoryBasisView>, ProblemHttpResult>> Handle(
        RecordStatutoryBasisRequest request, Idempotency idempotency, Caller caller, ConsentsDb db, IPeople people, IStaffDirectory directory,
        ConsentViews views, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.RecordStatutoryBasis, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!StatutoryBasis.Paragraphs.Contains(request.Paragraph)) return ConsentsRefusals.ParagraphUnknown.ToProblem();
        if (access.Actor.Sector != (request.Direction == Direction.SocialToHealth ? Sector.Social : Sector.Health))
            return ConsentsRefusals.BasisOfAnotherRegister.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var from = request.ValidFrom ?? today;
        if (StatutoryBasis.CheckValidity(from, request.ValidTo, today) is { } wrongValidity) return wrongValidity.ToProblem();
        if (ConsentTerms.CheckClasses(request.Direction, request.Classes) is { } wrongClass) return wrongClass.ToProblem();
        var terms = new ConsentTerms(ConsentKind.DisclosurePermission, request.Direction, request.Classes, request.RecipientUnits, from, request.ValidTo);
        if (await ConsentRecording.CheckRecipients(terms, directory, ct) is { } wrongRecipient) return wrongRecipient.ToProblem();
        if (!(await people.Find([request.PersonId], ct)).ContainsKey(request.PersonId)) return ConsentsRefusals.PersonUnknown.ToProblem();

        var basis = new StatutoryBasis
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            Paragraph = request.Paragraph,
            ReasonSecret = views.ProtectGrounds(request.Reason),
            Direction = request.Direction,
            Classes = request.Classes,
            RecipientUnits = [.. request.RecipientUnits.Distinct()],
            ValidFrom = from,
            ValidTo = request.ValidTo,
            RecordedBy = access.Actor.StaffId,
            UnitId = access.Actor.UnitId,
            RecordedAt = now,
        };
        db.StatutoryBases.Add(basis);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/statutory-bases/{basis.Id}", views.Of(basis), ct);
    }
}
