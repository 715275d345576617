using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <summary>The client's own view (SHL 37 §): of the situation, the needs and the wishes.</summary>
/// <param name="Text">In the client's words; at most 4 000 characters.</param>
/// <param name="HowObtained">How and when it was obtained: a talk, a letter, an interpreter; where the client was not present, how otherwise.</param>
/// <param name="ClientPresent">Whether the client was there, in person or remotely.</param>
/// <param name="Remote">By phone or video; only of a client who was present.</param>
/// <param name="ReasonNotPresent">Why the client was not present, and only then; at most 1 000 characters.</param>
public sealed record ClientView(
    [property: Visible, StringLength(4000)] string Text, [property: Visible, StringLength(500)] string HowObtained, bool ClientPresent,
    bool Remote = false, [property: Visible, StringLength(1000)] string? ReasonNotPresent = null)
{
    public override string ToString() => nameof(ClientView);
}

/// <summary>The view of a guardian or another legal representative.</summary>
/// <param name="Text">In their words; at most 4 000 characters.</param>
/// <param name="HowObtained">From whom, how and when.</param>
public sealed record GuardianView([property: Visible, StringLength(4000)] string Text, [property: Visible, StringLength(500)] string HowObtained)
{
    public override string ToString() => nameof(GuardianView);
}

/// <param name="Code">THL code set 1282 (need of support): 1 to 11 or 99.</param>
/// <param name="Text">In the assessors' words; at most 2 000 characters.</param>
/// <param name="Id">The id of a need that is there already; left out for a new one.</param>
public sealed record AssessedNeed(
    [property: Visible, StringLength(2)] string Code, [property: Visible, StringLength(2000)] string Text, Guid? Id = null)
{
    public override string ToString() => nameof(AssessedNeed);
}

/// <summary>What was explained to the client (SHL 36.4 §).</summary>
/// <param name="RightsAndDuties">Which rights and duties.</param>
/// <param name="OptionsAndEffects">Which alternatives, and what each would mean.</param>
/// <param name="HowUnderstood">How it was made sure that the client understood.</param>
public sealed record Explained(
    [property: Visible, StringLength(2000)] string RightsAndDuties,
    [property: Visible, StringLength(2000)] string OptionsAndEffects,
    [property: Visible, StringLength(2000)] string HowUnderstood)
{
    public override string ToString() => nameof(Explained);
}

/// <summary>An answer to a question of the template: one of the members, as the question's type says.</summary>
/// <param name="LinkId">The question's.</param>
/// <param name="Text">1 to 4 000 characters.</param>
/// <param name="Flag">Yes or no.</param>
/// <param name="Number">Within the question's limits.</param>
/// <param name="Codes">Of the question's options or code set; one, or several where it repeats.</param>
public sealed record Answer(
    [property: Visible, StringLength(80)] string LinkId,
    [property: Visible, StringLength(4000, MinimumLength = 1)] string? Text = null,
    bool? Flag = null,
    int? Number = null,
    DateOnly? Date = null,
    [property: MinLength(1), MaxLength(50)] IReadOnlyList<string>? Codes = null)
{
    public override string ToString() => nameof(Answer);
}

/// <param name="Needs">At most 30. The whole list: a need that is left out is removed.</param>
/// <param name="Strengths">The client's resources, at most 30 of at most 500 characters.</param>
/// <param name="Source">Who told what of it, in words; at most 500 characters.</param>
/// <param name="Sources">Each of whom it comes, 1 to 10: what is second-hand with its requester, ground and purpose (703/2023 39 §).</param>
/// <param name="Involvement">How the client and the family take part in the assessment.</param>
/// <param name="Answers">To the questions of the assessment's template, at most 200. The whole list: an answer that is left out is removed.</param>
public sealed record WriteSharedPartRequest(
    ClientView ClientView,
    [property: MaxLength(30)] IReadOnlyList<AssessedNeed> Needs,
    [property: MaxLength(30)] IReadOnlyList<string> Strengths,
    Explained Explained,
    [property: Visible, StringLength(500)] string Source,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<InformationSource> Sources,
    GuardianView? GuardianView = null,
    [property: MaxLength(200)] IReadOnlyList<Answer>? Answers = null,
    Involvement? Involvement = null)
{
    public override string ToString() => nameof(WriteSharedPartRequest);
}

/// <summary>The part that both sectors write and read.</summary>
/// <param name="Sources">Null where it was written before they were recorded; so <paramref name="SecondHand"/>.</param>
/// <param name="SecondHand">Whether something of it was neither told by the client nor found out by who wrote it.</param>
/// <param name="WrittenBy">The staff member who wrote it last.</param>
public sealed record SharedPartView(
    ClientView ClientView, GuardianView? GuardianView, IReadOnlyList<NeedView> Needs, IReadOnlyList<string> Strengths, Explained Explained,
    string Source, IReadOnlyList<InformationSource>? Sources, bool? SecondHand, Involvement? Involvement, IReadOnlyList<Answer> Answers, Guid WrittenBy,
    DateTimeOffset WrittenAt)
{
    internal static SharedPartView Of(SharedPart part) => new(
        part.ClientView, part.GuardianView, [.. part.Needs.Select(NeedView.Of)], part.Strengths, part.Explained,
        part.Source, part.Sources, part.Sources is { } sources ? InformationSource.SecondHand(sources) : null, part.Involvement,
        part.Answers ?? [], part.WrittenBy, part.WrittenAt);

    public override string ToString() => nameof(SharedPartView);
}

/// <param name="Id">Stays while the need does: a plan's goals refer to it.</param>
/// <param name="Name">The code's name.</param>
public sealed record NeedView(Guid Id, string Code, CodeName Name, string Text)
{
    internal static NeedView Of(Need need) => new(need.Id, need.Code, SupportNeedCodes.Find(need.Code)!, need.Text);

    public override string ToString() => $"{nameof(NeedView)} {Id}";
}

/// <param name="Id">The assessment.</param>
/// <param name="Unanswered">Required questions that are open yet, by linkId.</param>
/// <param name="Version">The assessment's, for the next If-Match.</param>
public sealed record WrittenSharedPart(Guid Id, SharedPartView Shared, IReadOnlyList<string> Unanswered, int Version) : IVersioned;

/// <summary>Writes the shared part, whole.</summary>
internal static class WriteSharedPart
{
    private const int LongestStrength = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/assessments/{id:guid}/shared", Handle)
        .WithName(nameof(WriteSharedPart))
        .WithSummary("Write the shared part of an assessment")
        .WithExample(new WriteSharedPartRequest(
            new ClientView("I want to get back to school, but mornings make me anxious.", "Talked at the health centre on 16.9.", true),
            [
                new AssessedNeed("9", "Anxiety keeps the client at home in the mornings."),
                new AssessedNeed("7", "Absent from school 40 % of this term."),
                new AssessedNeed("8", "Drinks at weekends."),
            ],
            ["Plays football twice a week", "Close to the grandmother"],
            new Explained("Right to be heard and to appeal.", "Family work, outpatient care; what each would mean.", "The client told it back in own words."),
            "The client and the mother",
            [
                new InformationSource(Teller.Client, new DateOnly(2026, 9, 16)),
                new InformationSource(
                    Teller.Guardian, new DateOnly(2026, 9, 16), "The mother", "The social worker", SourceBasis.Consent, Purpose: "The family's view of the need of help"),
            ],
            new GuardianView("Worried about the drinking; wants help at home.", "The mother, at a meeting on 16.9."),
            [
                new Answer("arrangement.special-support", Flag: true),
                new Answer("self-determination.heard", "Talked alone with the client, who wants the mother to be told."),
                new Answer("child.wellbeing", "Anxious in the mornings, sleeps four hours."),
                new Answer("barriers.list", Codes: ["exhaustion", "stigma"]),
                new Answer("outcome.everyday", Number: 3),
                new Answer("conclusions.text", "Needs outpatient care and family work; school arrangements are agreed."),
                new Answer("conclusions.continues", Flag: true),
                new Answer("conclusions.own-worker", Flag: true),
            ],
            new Involvement(new ChildHeard(ChildHearing.Alone, "A talk at the health centre, then together with the mother"), "The mother came to two meetings.")))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<WrittenSharedPart>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WriteSharedPartRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        if (assessment.MayWriteSharedPart(access.Actor.StaffId) is { } refusal) return refusal.ToProblem();

        var present = secrets.ReadShared(assessment)?.Needs ?? [];
        var template = await templates.Of(assessment, ct);
        var answers = request.Answers ?? [];
        var now = clock.GetUtcNow();
        if ((Check(request, present) ?? TemplateRules.CheckAnswers(template, answers) ?? InformationSource.Check(request.Sources, WorkingDays.DateOf(now))
            ?? Involvement.Check(request.Involvement)) is { } wrong) return wrong.ToProblem();
        var part = new SharedPart(
            request.ClientView, request.GuardianView,
            [.. request.Needs.Select(n => new Need(n.Id ?? Guid.CreateVersion7(now), n.Code, n.Text))],
            request.Strengths, request.Explained, request.Source, access.Actor.StaffId, now, answers, request.Sources, request.Involvement);
        assessment.WriteSharedPart(secrets.Protect(part), part.Needs.Count, TemplateRules.Unanswered(template, answers), now);
        db.Publish(new AssessmentWritten(Guid.CreateVersion7(now), assessment.PersonId, assessment.MatterId, WorkingDays.DateOf(now)));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new WrittenSharedPart(id, SharedPartView.Of(part), assessment.Unanswered!, assessment.Version));
    }

    private static Refusal? Check(WriteSharedPartRequest request, IReadOnlyList<Need> present)
    {
        var seen = new HashSet<Guid>();
        for (var i = 0; i < request.Needs.Count; i++)
        {
            var need = request.Needs[i];
            if (SupportNeedCodes.Find(need.Code) is null) return AssessmentsRefusals.NeedCodeUnknown.At($"$.needs[{i}].code");
            if (need.Id is not { } id) continue;
            if (present.All(p => p.Id != id)) return AssessmentsRefusals.NeedUnknown.At($"$.needs[{i}].id");
            if (!seen.Add(id)) return AssessmentsRefusals.NeedTwice.At($"$.needs[{i}].id");
        }
        for (var i = 0; i < request.Strengths.Count; i++)
        {
            if (!VisibleAttribute.Holds(request.Strengths[i]) || request.Strengths[i].Length > LongestStrength)
                return AssessmentsRefusals.StrengthWrong.At($"$.strengths[{i}]");
        }
        if (request.ClientView.ClientPresent != request.ClientView.ReasonNotPresent is null) return AssessmentsRefusals.PresenceReason;
        return request.ClientView is { ClientPresent: false, Remote: true } ? AssessmentsRefusals.RemoteNotPresent : null;
    }
}
