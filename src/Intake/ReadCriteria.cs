using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

public enum JointAdvice
{
    /// <summary>Enough criteria are met.</summary>
    Proceed,

    /// <summary>Not enough are met, but with what is not known yet they may be.</summary>
    NotKnownYet,

    /// <summary>Not enough are met.</summary>
    DoNotProceed,
}

/// <summary>Whether the criteria speak for a joint assessment, and which of them. Advice: who decides may decide otherwise.</summary>
/// <param name="ProcessId">The definition whose criteria they are: the one that the matter began with.</param>
/// <param name="Met">How many are met.</param>
/// <param name="Needed">How many are needed.</param>
/// <param name="Explanation">The advice in words, in the reader's language.</param>
/// <param name="Language">fi, sv or en, by Accept-Language; English where none is asked.</param>
public sealed record MatterCriteriaView(
    Guid MatterId, Guid ProcessId, JointAdvice Advice, int Met, int Needed, string Explanation, string Language, IReadOnlyList<CriterionView> Criteria);

/// <param name="Text">The reason in words.</param>
/// <param name="Result">Met where all of its conditions are.</param>
/// <param name="Conditions">Each with what was asked and what was found.</param>
public sealed record CriterionView(string Code, string Text, CriterionResult Result, IReadOnlyList<ConditionAnswer> Conditions)
{
    internal static CriterionView Of(JointCriterion criterion, MatterFacts known, string language)
    {
        var conditions = criterion.Ask(known);
        var result = conditions.Any(c => c.Result == CriterionResult.NotMet) ? CriterionResult.NotMet
            : conditions.Any(c => c.Result == CriterionResult.NotKnown) ? CriterionResult.NotKnown
            : CriterionResult.Met;
        return new CriterionView(criterion.Code, criterion.Text.In(language), result, conditions);
    }
}

internal static class ReadCriteria
{
    private static readonly Dictionary<JointAdvice, LocalText> Texts = new()
    {
        [JointAdvice.Proceed] = new(
            "Perusteita yhteiseen arviointiin on riittävästi. Tämä on neuvo: ratkaisun tekee työntekijä.",
            "Det finns tillräckliga grunder för en gemensam bedömning. Detta är ett råd: en anställd avgör.",
            "There are enough reasons for a joint assessment. This is advice: a worker decides."),
        [JointAdvice.NotKnownYet] = new(
            "Vielä ei tiedetä tarpeeksi: arvioi ensin kiireellisyys. Tämä on neuvo: ratkaisun tekee työntekijä.",
            "Ännu vet man inte tillräckligt: bedöm först hur brådskande det är. Detta är ett råd: en anställd avgör.",
            "Not enough is known yet: assess the urgency first. This is advice: a worker decides."),
        [JointAdvice.DoNotProceed] = new(
            "Perusteita yhteiseen arviointiin ei ole riittävästi. Tämä on neuvo: ratkaisun tekee työntekijä.",
            "Det finns inte tillräckliga grunder för en gemensam bedömning. Detta är ett råd: en anställd avgör.",
            "There are not enough reasons for a joint assessment. This is advice: a worker decides."),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/matters/{id:guid}/criteria", Handle)
        .WithName(nameof(ReadCriteria))
        .WithSummary("Read whether the criteria speak for a joint assessment, and why; in fi, sv or en by Accept-Language")
        .WithDescription("Rules over what the matter knows now, the same answer to the same matter every time. It advises and decides nothing.")
        .Requires(Rights.ReadIntake);

    private static async Task<Results<Ok<MatterCriteriaView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, HttpRequest request, Caller caller, IntakeDb db, IPeople people, IAccessGate gate, CancellationToken ct)
    {
        var matter = await db.Matters.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (matter is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadIntake, matter.PersonId, ct, matter.Item);
        if (access.Refusal is { } no) return no.ToProblem();

        var told = await IntakeNotification.Of(id, db).Select(n => new { n.Kind, n.Channel, n.NotifierCode, n.ReasonCodes, n.Supplements }).ToListAsync(ct);
        var notifications = told.ConvertAll(n => new NotificationFacts(n.Kind, n.Channel, n.NotifierCode, IntakeNotification.AllReasons(n.ReasonCodes, n.Supplements)));
        var person = (await people.Find([matter.PersonId], ct))[matter.PersonId];
        var (definition, language) = (await ProcessDefinition.Of(matter, db, ct), Languages.Of(request));
        var known = MatterFacts.Of(matter, notifications, person.BirthDate);
        var criteria = definition.Content.Criteria.Select(c => CriterionView.Of(c, known, language)).ToList();
        var (met, open, needed) = (Count(CriterionResult.Met), Count(CriterionResult.NotKnown), definition.Content.CriteriaNeeded);
        var advice = met >= needed ? JointAdvice.Proceed : met + open >= needed ? JointAdvice.NotKnownYet : JointAdvice.DoNotProceed;
        return TypedResults.Ok(new MatterCriteriaView(id, definition.Id, advice, met, needed, Texts[advice].In(language), language, criteria));

        int Count(CriterionResult result) => criteria.Count(c => c.Result == result);
    }
}
