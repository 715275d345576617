using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Where an assessment falls on the two axes, and why.</summary>
/// <param name="ModelId">The edition by which it was weighed.</param>
/// <param name="Need">Sum of the need axis.</param>
/// <param name="Benefit">Sum of the benefit axis.</param>
/// <param name="MainNeed">THL code set 1282: the first of the needs, which the assessors put in the order of weight; null where there are none.</param>
/// <param name="Terms">The equation, term by term, with the rules that held and the answers that they looked at.</param>
public sealed record SegmentationResult(
    string ModelId, int Need, int Benefit, Segment Segment, string? MainNeed, IReadOnlyList<WeighedTerm> Terms)
{
    public override string ToString() => nameof(SegmentationResult);
}

/// <param name="Points">Of the rules that held, after the cap.</param>
/// <param name="Adds">What the term adds to its axis: points times weight.</param>
public sealed record WeighedTerm(
    string Code, LocalText Name, SegmentationAxis Axis, int Weight, int Points, int Adds, IReadOnlyList<HeldRule> Rules);

/// <param name="LinkId">The question whose answer gave the points; <c>needs</c> or <c>strengths</c> for those.</param>
public sealed record HeldRule(string Id, int Points, string LinkId, LocalText Why);

/// <summary>Weighs a shared part by a model. The same answers give the same result always: no clock, no order, no chance.</summary>
internal static class Segmentation
{
    public static SegmentationResult Of(SharedPart part, SegmentationModelView model)
    {
        var answers = (part.Answers ?? []).ToDictionary(a => a.LinkId, StringComparer.Ordinal);
        var terms = model.Terms.Select(term => Weigh(term, part, answers)).ToList();
        var need = Sum(SegmentationAxis.NeedOfSupport);
        var benefit = Sum(SegmentationAxis.Benefit);
        var (needLevel, benefitLevel) = (model.NeedLimits.Count(limit => need >= limit), model.BenefitLimits.Count(limit => benefit >= limit));
        return new SegmentationResult(
            model.Id, need, benefit, model.Segments.Single(s => s.NeedLevel == needLevel && s.BenefitLevel == benefitLevel), part.Needs is [var main, ..] ? main.Code : null, terms);

        int Sum(SegmentationAxis axis) => terms.Where(t => t.Axis == axis).Sum(t => t.Adds);
    }

    private static WeighedTerm Weigh(EquationTerm term, SharedPart part, Dictionary<string, Answer> answers)
    {
        var held = term.Rules.Where(rule => Holds(rule, part, answers)).Select(rule => new HeldRule(
            rule.Id, rule.Points, rule.LinkId ?? (rule.Fact == SegmentationFact.Strengths ? "strengths" : "needs"), rule.Why)).ToList();
        var points = Math.Min(held.Sum(r => r.Points), term.Cap ?? int.MaxValue);
        return new WeighedTerm(term.Code, term.Name, term.Axis, term.Weight, points, points * term.Weight, held);
    }

    private static bool Holds(SegmentationRule rule, SharedPart part, Dictionary<string, Answer> answers)
    {
        if (rule.Needs is { } codes) return part.Needs.Any(n => codes.Contains(n.Code));
        if (rule.Fact is { } fact) return Within(rule, fact == SegmentationFact.Needs ? part.Needs.Count : part.Strengths.Count);
        if (!answers.TryGetValue(rule.LinkId!, out var answer)) return false;
        if (rule.Codes is { } any) return answer.Codes?.Any(any.Contains) == true;
        if (rule.Flag is { } flag) return answer.Flag == flag;
        return (answer.Number ?? answer.Codes?.Count) is { } number && Within(rule, number);
    }

    private static bool Within(SegmentationRule rule, int number) => number >= (rule.AtLeast ?? int.MinValue) && number <= (rule.AtMost ?? int.MaxValue);
}

/// <summary>As stored when the assessment is completed.</summary>
/// <param name="Change">From the person's assessment before; null for the first.</param>
internal sealed record KeptSegmentation(SegmentationResult Result, SegmentChange? Change)
{
    public override string ToString() => nameof(KeptSegmentation);
}

/// <summary>What changed since the person's last completed assessment.</summary>
/// <param name="Need">Of the need axis: negative when less support is needed.</param>
/// <param name="Benefit">Of the benefit axis.</param>
/// <param name="SameModel">False where another edition weighed the earlier one: the sums are not of the same scale then.</param>
public sealed record SegmentChange(Guid EarlierAssessmentId, DateOnly EarlierCompletedOn, string EarlierSegment, int Need, int Benefit, bool SameModel);
