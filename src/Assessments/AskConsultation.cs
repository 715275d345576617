using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

/// <param name="Question">About nobody in particular: 10 to 4 000 characters, without an identity code, phone number, e-mail address, date of birth or name of a client or guardian.</param>
/// <param name="UnitId">The unit that is asked; or</param>
/// <param name="Profession">the profession: socialWorker, psychiatricNurse, coordinator or serviceProvider. One of the two.</param>
public sealed record AskConsultationRequest(
    [property: Visible, StringLength(4000, MinimumLength = 10)] string Question, Guid? UnitId = null, Role? Profession = null)
{
    public override string ToString() => nameof(AskConsultationRequest);
}

/// <param name="ByAsker">True for a follow-up of the asker's unit, false for an answer.</param>
public sealed record ConsultationEntryView(Guid By, Guid UnitId, bool ByAsker, string Text, DateTimeOffset At)
{
    public override string ToString() => nameof(ConsultationEntryView);
}

/// <param name="Entries">Answers and follow-ups, oldest first; at most 50.</param>
/// <param name="Helped">What the asker says of it at the end; null while open.</param>
/// <param name="ParticipationRequestId">What it became with a client's consent; null otherwise.</param>
public sealed record ConsultationView(
    Guid Id, Guid? UnitId, Role? Profession, string Question, Guid AskedBy, Guid AskedByUnitId, DateTimeOffset AskedAt, ConsultationStatus Status,
    IReadOnlyList<ConsultationEntryView> Entries, bool? Helped, DateTimeOffset? ClosedAt, Guid? ParticipationRequestId, int Version) : IVersioned
{
    internal static ConsultationView Of(Consultation c, SecretText secrets) => new(
        c.Id, c.UnitId, c.Profession, secrets.Unprotect(c.QuestionSecret, Consultation.Purpose), c.AskedBy, c.AskedByUnitId, c.AskedAt, c.Status,
        [.. c.Entries.Select(e => new ConsultationEntryView(e.By, e.UnitId, e.ByAsker, secrets.Unprotect(e.TextSecret, Consultation.Purpose), e.At))],
        c.Helped, c.ClosedAt, c.ParticipationRequestId, c.Version);

    public override string ToString() => $"{nameof(ConsultationView)} {Id}";
}

/// <summary>Asks another profession or unit for advice without telling about whom (R39).</summary>
internal static class AskConsultation
{
    /// <summary>More clients than a unit has.</summary>
    private const int MostClients = 20_000;

    private static readonly Role[] Professions = [Role.SocialWorker, Role.PsychiatricNurse, Role.Coordinator, Role.ServiceProvider];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/consultations", Handle)
        .WithName(nameof(AskConsultation))
        .WithSummary("Ask another profession or unit for advice, anonymously")
        .WithDescription("Text that may tell who the client is (an identity code, phone number, e-mail address, a date of birth said as one or beside a school or municipality, the name of a client of your unit or of a guardian) is refused; `places` "
            + "marks each by path, offset and length.")
        .WithExample(new AskConsultationRequest(
            "Nuori valvoo yöt ja jättää aamut koulusta. Mitä kannattaa kysyä ennen kuin ehdottaa lähetettä?", Profession: Role.PsychiatricNurse))
        .Requires(Rights.Consult)
        .Idempotent<AssessmentsDb>();

    private static async Task<Results<Created<ConsultationView>, ProblemHttpResult>> Handle(
        AskConsultationRequest request, Idempotency idempotency, Caller caller, AssessmentsDb db, IPersonDirectory persons, IStaffDirectory directory,
        SecretText secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if ((request.UnitId is null) == (request.Profession is null)) return AssessmentsRefusals.ConsultedOneOrOther.ToProblem();
        if (request.Profession is { } profession && !Professions.Contains(profession)) return AssessmentsRefusals.ConsultedProfession.ToProblem();
        if (request.UnitId == access.Actor.UnitId) return AssessmentsRefusals.ConsultedOwnUnit.ToProblem();
        if (request.UnitId is { } unit && !(await directory.FindUnits([unit], ct)).ContainsKey(unit)) return AssessmentsRefusals.ConsultedUnitUnknown.ToProblem();
        if (await Check(request.Question, "$.question", access.Actor, persons, WorkingDays.Today(clock), ct) is { } identifying) return identifying;

        var now = clock.GetUtcNow();
        var consultation = new Consultation
        {
            Id = Guid.CreateVersion7(now),
            UnitId = request.UnitId,
            Profession = request.Profession,
            QuestionSecret = secrets.Protect(request.Question, Consultation.Purpose),
            AskedBy = access.Actor.StaffId,
            AskedByUnitId = access.Actor.UnitId,
            AskedAt = now,
        };
        db.Consultations.Add(consultation);
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/consultations/{consultation.Id}", ConsultationView.Of(consultation, secrets), ct);
    }

    /// <summary>Null where the text names no client of the writer's unit and holds nothing else by which one is found.</summary>
    public static async Task<ProblemHttpResult?> Check(string text, string path, Actor writer, IPersonDirectory persons, DateOnly today, CancellationToken ct)
    {
        var places = AnonymousText.Find(text, path, await persons.NamesAround(writer.UnitId, MostClients, ct), today);
        if (places.Count == 0) return null;
        var problem = AssessmentsRefusals.IdentifiesClient.At(path).ToProblemDetails();
        problem.Extensions["places"] = places;
        return TypedResults.Problem(problem);
    }
}
