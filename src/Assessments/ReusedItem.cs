using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Second-hand knowledge: what an earlier assessment of the same person says.</summary>
/// <param name="Key">Names the item in that assessment: <c>answer:child.wellbeing</c>, <c>need:</c> and its id, <c>strength:0</c>.</param>
/// <param name="FromAssessmentId">Where it stands.</param>
/// <param name="WrittenOn">Day on which it was written there, Europe/Helsinki.</param>
/// <param name="Source">Who told it then.</param>
/// <param name="Question">What was asked; null for needs and strengths.</param>
/// <param name="Answer">Null for needs and strengths.</param>
/// <param name="Need">Null for answers and strengths.</param>
/// <param name="Strength">Null for answers and needs.</param>
public sealed record ReusableItem(
    string Key, Guid FromAssessmentId, DateOnly WrittenOn, string Source, Guid WrittenBy, LocalText? Question, Answer? Answer, NeedView? Need, string? Strength)
{
    public override string ToString() => $"{nameof(ReusableItem)} of {FromAssessmentId}";

    /// <summary>Everything in the shared part that may be offered today.</summary>
    /// <param name="oldBefore">What is sensitive and was written before this day is not offered: it may be outdated and stigmatise.</param>
    internal static IEnumerable<ReusableItem> Of(Guid assessmentId, SharedPart part, AssessmentTemplate template, DateOnly oldBefore)
    {
        var day = Platform.WorkingDays.DateOf(part.WrittenAt);
        ReusableItem Item(string key, LocalText? question, Answer? answer, NeedView? need, string? strength) =>
            new(key, assessmentId, day, part.Source, part.WrittenBy, question, answer, need, strength);

        var questions = TemplateRules.QuestionsOf(template);
        foreach (var answer in part.Answers ?? [])
        {
            var question = questions[answer.LinkId];
            if (!question.Sensitive || day >= oldBefore) yield return Item("answer:" + answer.LinkId, question.Text, answer, null, null);
        }
        foreach (var need in part.Needs) yield return Item("need:" + need.Id, null, null, NeedView.Of(need), null);
        for (var i = 0; i < part.Strengths.Count; i++) yield return Item($"strength:{i}", null, null, null, part.Strengths[i]);
    }
}

/// <summary>An item that a participant has accepted into the assessment. It stays second-hand: it answers no question here.</summary>
public sealed record ReusedItem(ReusableItem Item, Guid AcceptedBy, DateTimeOffset AcceptedAt)
{
    public override string ToString() => nameof(ReusedItem);
}
