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

/// <summary>What the client forbids.</summary>
/// <param name="GivenBy">Who forbids. A veto against guardians is the minor's own.</param>
/// <param name="Direction">Of a disclosure only: out of whose register to whose.</param>
/// <param name="Classes">Classes of data; none means all.</param>
/// <param name="ServiceTasks">Of a disclosure out of social care only: at most 20 palvelutehtävät, THL code set 1221; none means all. What has no task is then forbidden too.</param>
/// <param name="GuardianIds">Of a veto only: which guardians may not know, at most 10; none means all.</param>
/// <param name="HoldsInEmergency">Of a disclosure only: whether the client wants it to hold in an emergency too.</param>
/// <param name="Reason">The weighty reason of a veto on social-care data, 3 to 1000 characters; health care needs none (703/2023 51 §).</param>
/// <param name="NotAgainstInterest">Of a veto on social-care data: the professional finds that it is not clearly against the minor's interest.</param>
/// <param name="Competence">Required for a client under 18.</param>
/// <param name="Documents">Of a disclosure only: at most 20 single documents that alone are forbidden, by id: plans, notes beside a plan, assessments (the disclosing
/// sector's part), intake matters of the client. None means that classes and service tasks tell.</param>
/// <param name="Form">Signed on paper or electronically, or said to whoever receives it.</param>
/// <param name="Language">Language of the form and of the information: fi, sv or en.</param>
/// <param name="InformationTextVersion">Which information text was given; of what was signed always. The list is at <c>/consents/information-texts</c>.</param>
/// <param name="ToldOn">The day on which it was said or signed, Europe/Helsinki; today when left out.</param>
public sealed record RecordProhibitionRequest(
    Guid PersonId,
    ProhibitionKind Kind,
    GivenBy GivenBy,
    Direction? Direction = null,
    [property: MaxLength(10)] IReadOnlyList<DataClass>? Classes = null,
    [property: MaxLength(10)] IReadOnlyList<Guid>? GuardianIds = null,
    bool HoldsInEmergency = false,
    [property: Visible, StringLength(1000, MinimumLength = 3)] string? Reason = null,
    bool NotAgainstInterest = false,
    CompetenceAssessment? Competence = null,
    DateOnly? ToldOn = null,
    [property: MaxLength(20)] IReadOnlyList<string>? ServiceTasks = null,
    ConsentForm Form = ConsentForm.Oral,
    [property: Pattern("^(fi|sv|en)$")] string Language = "fi",
    [property: StringLength(20, MinimumLength = 1)] string? InformationTextVersion = null,
    [property: MaxLength(20)] IReadOnlyList<Guid>? Documents = null)
{
    public override string ToString() => nameof(RecordProhibitionRequest);
}

/// <param name="Reason">Of a veto on social-care data.</param>
/// <param name="SingleDocuments">True where single documents alone are forbidden; false where the classes and service tasks tell.</param>
/// <param name="Documents">These documents, for the client and for staff of the register that holds them. Empty for all others: which ones there are is not told to who may not get them.</param>
/// <param name="InformationTextVersion">Which information text was given; null where none was.</param>
/// <param name="Withdrawal">Null while it holds.</param>
public sealed record ProhibitionView(
    Guid Id, Guid PersonId, ProhibitionKind Kind, Direction? Direction, IReadOnlyList<DataClass> Classes, IReadOnlyList<string> ServiceTasks,
    bool SingleDocuments, IReadOnlyList<ProhibitedDocumentView> Documents, IReadOnlyList<Guid> GuardianIds, bool HoldsInEmergency, string? Reason, GiverView GivenBy, CompetenceView? Competence,
    ConsentForm Form, string Language, string? InformationTextVersion, DateOnly ToldOn, Guid ReceivedBy, Guid UnitId,
    DateTimeOffset RecordedAt, WithdrawalView? Withdrawal, int Version) : IVersioned
{
    public override string ToString() => $"{nameof(ProhibitionView)} {Id}";
}

/// <param name="Id">Of the plan, note, assessment or intake matter.</param>
/// <param name="Class">What the disclosing register holds of it.</param>
public sealed record ProhibitedDocumentView(Guid Id, DataClass Class);

/// <summary>Records a prohibition (703/2023 59 §) or a minor's veto (51 §). It holds from the next read on.</summary>
internal static class RecordProhibition
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/prohibitions", Handle)
        .WithName(nameof(RecordProhibition))
        .WithSummary("Record a prohibition to disclose, or a minor's veto against telling guardians")
        .WithDescription("A prohibition overrides every permission in its direction and holds until it is withdrawn. A minor who understands the "
            + "matter may forbid health-care data to be told to guardians without a reason, social-care data for a weighty one.")
        .WithExample(new RecordProhibitionRequest(
            new Guid("0192f0c1-7c1e-7000-8000-000000000001"), ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.HealthToSocial,
            [DataClass.HealthAssessmentPart], Competence: new CompetenceAssessment(Assessed: true, Competent: true)))
        .Requires(Rights.RecordConsent)
        .OneOfTwoAtOnce(ConsentsRefusals.ProhibitedAlready)
        .Idempotent<ConsentsDb>();

    private static async Task<Results<Created<ProhibitionView>, ProblemHttpResult>> Handle(
        RecordProhibitionRequest request, Idempotency idempotency, Caller caller, ConsentsDb db, IPeople people, Notices notices, IEnumerable<IRecordItems> items,
        ConsentViews views, ConsentSettings settings, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, request.Kind == ProhibitionKind.Guardians ? Rights.RecordVeto : Rights.RecordConsent, request.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var (now, today) = (clock.GetUtcNow(), WorkingDays.Today(clock));
        var toldOn = request.ToldOn ?? today;
        if (toldOn > today) return ConsentsRefusals.ToldInFuture.ToProblem();
        if (!(await people.Find([request.PersonId], ct)).TryGetValue(request.PersonId, out var person))
            return ConsentsRefusals.PersonUnknown.ToProblem();
        if (toldOn < person.BirthDate) return ConsentsRefusals.SignedBeforeBirth.At("$.toldOn").ToProblem();
        if ((request.Kind == ProhibitionKind.Disclosure ? CheckDisclosure(request) : CheckVeto(request, person, today)) is { } wrong)
            return wrong.ToProblem();
        var (documents, wrongDocument) = await FindDocuments(request, items, ct);
        if (wrongDocument is not null) return wrongDocument.ToProblem();
        if (CheckForm(request) is { } wrongForm) return wrongForm.ToProblem();
        var (giver, wrongGiver) = Giver.OfGiving(person, request.GivenBy, request.Competence, toldOn, settings);
        if (giver is null) return wrongGiver!.ToProblem();

        var prohibition = new Prohibition
        {
            Id = Guid.CreateVersion7(now),
            PersonId = request.PersonId,
            Kind = request.Kind,
            Direction = request.Direction,
            Classes = [.. (request.Classes ?? []).Distinct()],
            ServiceTasks = request.ServiceTasks ?? [],
            Documents = documents,
            GuardianIds = [.. (request.GuardianIds ?? []).Distinct()],
            HoldsInEmergency = request.HoldsInEmergency,
            ReasonSecret = views.Protect(request.Reason),
            GivenBy = giver,
            Competence = request.Competence is { Assessed: true } judged ? new Competence(access.Actor.StaffId, now, judged.Competent) : null,
            Form = request.Form,
            Language = request.Language,
            InformationTextVersion = request.InformationTextVersion,
            ToldOn = toldOn,
            ReceivedBy = access.Actor.StaffId,
            UnitId = access.Actor.UnitId,
            RecordedAt = now,
        };
        prohibition.InForceKey = prohibition.WhatItForbids();
        if (await db.Prohibitions.AnyAsync(p => p.PersonId == request.PersonId && p.InForceKey == prohibition.InForceKey, ct))
            return ConsentsRefusals.ProhibitedAlready.ToProblem();
        db.Prohibitions.Add(prohibition);
        await notices.Add(prohibition, access.Actor.UnitId, now, ct);
        db.Publish(new ProhibitionChanged(Guid.CreateVersion7(now), prohibition.PersonId, prohibition.Id, prohibition.Version));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/prohibitions/{prohibition.Id}", views.Of(prohibition, access), ct);
    }

    /// <summary>Whose they are and what they hold, asked of the modules that have such documents. Another client's is not there.</summary>
    private static async Task<(IReadOnlyList<ProhibitedDocument> Documents, Refusal? Refusal)> FindDocuments(
        RecordProhibitionRequest request, IEnumerable<IRecordItems> modules, CancellationToken ct)
    {
        if (request.Documents is not { Count: > 0 } ids) return ([], null);
        var known = new Dictionary<Guid, RecordItem>();
        foreach (var module in modules)
            foreach (var item in await module.Find(ids, ct)) known[item.Id] = item;
        var register = request.Direction == Direction.SocialToHealth ? Sector.Social : Sector.Health;
        var documents = new List<ProhibitedDocument>();
        for (var i = 0; i < ids.Count; i++)
        {
            var path = $"$.documents[{i}]";
            if (documents.Exists(d => d.Id == ids[i])) return ([], ConsentsRefusals.DocumentRepeated.At(path));
            if (!known.TryGetValue(ids[i], out var item) || item.PersonId != request.PersonId) return ([], ConsentsRefusals.ProhibitedDocumentUnknown.At(path));
            var held = item.Classes.Where(c => DataClasses.HolderOf(c) == register).ToList();
            if (held.Count == 0) return ([], ConsentsRefusals.DocumentOfOtherRegister.At(path));
            documents.Add(new ProhibitedDocument(item.Id, held[0]));
        }
        return (documents, null);
    }

    private static Refusal? CheckForm(RecordProhibitionRequest request) => request.InformationTextVersion is { } version
        ? InformationTexts.Versions.Contains(version) ? null : ConsentsRefusals.InformationTextUnknown
        : request.Form == ConsentForm.Oral ? null : ConsentsRefusals.ProhibitionTextMissing;

    private static Refusal? CheckDisclosure(RecordProhibitionRequest request)
    {
        if (request.Direction is not { } direction) return ConsentsRefusals.ProhibitionDirectionMissing;
        if (request.GuardianIds is { Count: > 0 }) return ConsentsRefusals.GuardiansOnlyInVeto;
        if (request.Reason is not null) return ConsentsRefusals.ReasonOnlyInVeto;
        if (request.Documents is { Count: > 0 } && (request.Classes is { Count: > 0 } || request.ServiceTasks is { Count: > 0 })) return ConsentsRefusals.DocumentsAlone;
        return ConsentTerms.CheckClasses(direction, request.Classes ?? []) ?? ConsentTerms.CheckServiceTasks(direction, request.ServiceTasks ?? []);
    }

    private static Refusal? CheckVeto(RecordProhibitionRequest request, PersonRecord person, DateOnly today)
    {
        if (request.Direction is not null) return ConsentsRefusals.DirectionOnlyInDisclosure;
        if (request.ServiceTasks is { Count: > 0 }) return ConsentsRefusals.ServiceTasksOnlyInDisclosure;
        if (request.HoldsInEmergency) return ConsentsRefusals.EmergencyOnlyInDisclosure;
        if (request.Documents is { Count: > 0 }) return ConsentsRefusals.DocumentsOnlyInDisclosure;
        if (!Giver.IsMinor(person, today)) return ConsentsRefusals.VetoIsAMinors;
        if (!request.GivenBy.Client) return ConsentsRefusals.VetoIsAMinors.At("$.givenBy");
        for (var i = 0; i < (request.GuardianIds?.Count ?? 0); i++)
        {
            if (person.Guardians.All(g => g.Id != request.GuardianIds![i])) return ConsentsRefusals.GuardianUnknown.At($"$.guardianIds[{i}]");
        }
        // No classes means all, and with them those of social care.
        var ofSocialCare = request.Classes is not { Count: > 0 } classes || classes.Any(c => DataClasses.HolderOf(c) == Sector.Social);
        return ofSocialCare && (request.Reason is null || !request.NotAgainstInterest) ? ConsentsRefusals.VetoNeedsReason : null;
    }
}
