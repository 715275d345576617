using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Assessments;

/// <summary>The client's own view (SHL 37 §): of the situation, the needs and the wishes.</summary>
/// <param name="Text">In the client's words; at most 4 000 characters.</param>
/// <param name="HowObtained">How and when it was obtained: a talk, a letter, an interpreter.</param>
/// <param name="ClientPresent">Whether the client was there and told it in person.</param>
public sealed record ClientView(
    [property: Visible, StringLength(4000)] string Text, [property: Visible, StringLength(500)] string HowObtained, bool ClientPresent)
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

/// <param name="Needs">At most 30. The whole list: a need that is left out is removed.</param>
/// <param name="Strengths">The client's resources, at most 30 of at most 500 characters.</param>
/// <param name="Source">Who told what stands here, at most 500 characters.</param>
public sealed record WriteSharedPartRequest(
    ClientView ClientView,
    [property: MaxLength(30)] IReadOnlyList<AssessedNeed> Needs,
    [property: MaxLength(30)] IReadOnlyList<string> Strengths,
    Explained Explained,
    [property: Visible, StringLength(500)] string Source,
    GuardianView? GuardianView = null)
{
    public override string ToString() => nameof(WriteSharedPartRequest);
}

/// <summary>The part that both sectors write and read.</summary>
/// <param name="WrittenBy">The staff member who wrote it last.</param>
public sealed record SharedPartView(
    ClientView ClientView, GuardianView? GuardianView, IReadOnlyList<NeedView> Needs, IReadOnlyList<string> Strengths, Explained Explained,
    string Source, Guid WrittenBy, DateTimeOffset WrittenAt)
{
    internal static SharedPartView Of(SharedPart part) => new(
        part.ClientView, part.GuardianView, [.. part.Needs.Select(NeedView.Of)], part.Strengths, part.Explained,
        part.Source, part.WrittenBy, part.WrittenAt);

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
/// <param name="Version">The assessment's, for the next If-Match.</param>
public sealed record WrittenSharedPart(Guid Id, SharedPartView Shared, int Version) : IVersioned;

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
            new GuardianView("Worried about the drinking; wants help at home.", "The mother, at a meeting on 16.9.")))
        .Requires(Rights.Assess);

    private static async Task<Results<Ok<WrittenSharedPart>, NotFound, ProblemHttpResult>> Handle(
        Guid id, WriteSharedPartRequest request, IfMatch ifMatch, Caller caller,
        AssessmentsDb db, AssessmentSecrets secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var assessment = await db.Assessments.FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.Assess, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (ifMatch.Check(assessment) is { } stale) return stale.ToProblem();
        if (assessment.MayWriteSharedPart(access.Actor.StaffId) is { } refusal) return refusal.ToProblem();

        var present = secrets.ReadShared(assessment)?.Needs ?? [];
        if (Check(request, present) is { } wrong) return wrong.ToProblem();
        var now = clock.GetUtcNow();
        var part = new SharedPart(
            request.ClientView, request.GuardianView,
            [.. request.Needs.Select(n => new Need(n.Id ?? Guid.CreateVersion7(now), n.Code, n.Text))],
            request.Strengths, request.Explained, request.Source, access.Actor.StaffId, now);
        assessment.WriteSharedPart(secrets.Protect(part), part.Needs.Count);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new WrittenSharedPart(id, SharedPartView.Of(part), assessment.Version));
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
        return null;
    }
}
