using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>What a template may ask, and what an answer to it may say.</summary>
internal static class TemplateRules
{
    private const int LargestInteger = 1000;

    public static Refusal? Check(PublishTemplateRequest template)
    {
        var fields = ShippedTemplates.DocumentFields(template.Kind);
        var seen = ShippedTemplates.Common.Select(g => g.LinkId).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var g = 0; g < template.Groups.Count; g++)
        {
            var group = template.Groups[g];
            if (!seen.Add(group.LinkId)) return AssessmentsRefusals.LinkIdTwice.At($"$.groups[{g}].linkId");
            for (var q = 0; q < group.Questions.Count; q++)
            {
                var (question, path) = (group.Questions[q], $"$.groups[{g}].questions[{q}]");
                if (!question.LinkId.StartsWith(group.LinkId + ".", StringComparison.Ordinal)) return AssessmentsRefusals.LinkIdOutsideGroup.At(path + ".linkId");
                if (!seen.Add(question.LinkId)) return AssessmentsRefusals.LinkIdTwice.At(path + ".linkId");
                if (CheckType(question) is { } wrong) return wrong.At(path);
                if (question.Document is not { } field) continue;
                if (!fields.TryGetValue(field, out var known) || known.Type != question.Type || !used.Add(field)) return AssessmentsRefusals.DocumentFieldWrong.At(path + ".document");
            }
        }
        for (var p = 0; p < template.RiskPrompts.Count; p++)
        {
            if (template.RiskPrompts.Take(p).Any(other => other.Code == template.RiskPrompts[p].Code))
                return AssessmentsRefusals.RiskPromptTwice.At($"$.riskPrompts[{p}].code");
        }
        var required = template.Groups.SelectMany(g => g.Questions).Where(q => q.Required && q.Document is not null).Select(q => q.Document!).ToHashSet(StringComparer.Ordinal);
        return fields.Values.FirstOrDefault(q => q.Required && !required.Contains(q.Document!)) is { } lost
            ? AssessmentsRefusals.DocumentFieldMissing(lost.Document!).At("$.groups")
            : null;
    }

    /// <summary>Each answer belongs to a question of the template and is of its type.</summary>
    public static Refusal? CheckAnswers(AssessmentTemplate template, IReadOnlyList<Answer> answers)
    {
        var questions = QuestionsOf(template);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < answers.Count; i++)
        {
            var (answer, path) = (answers[i], $"$.answers[{i}]");
            if (!questions.TryGetValue(answer.LinkId, out var question)) return AssessmentsRefusals.AnswerUnknown.At(path + ".linkId");
            if (!seen.Add(answer.LinkId)) return AssessmentsRefusals.AnswerTwice.At(path + ".linkId");
            if (TypeOf(answer) != question.Type) return AssessmentsRefusals.AnswerTypeWrong.At(path);
            if (answer.Number is { } number && (number < (question.Min ?? 0) || number > (question.Max ?? LargestInteger)))
                return AssessmentsRefusals.AnswerOutOfRange.At(path + ".number");
            for (var c = 0; c < (answer.Codes?.Count ?? 0); c++)
            {
                if (question.NameOf(answer.Codes![c]) is null || answer.Codes.Take(c).Contains(answer.Codes[c]) || (c > 0 && !question.Repeats))
                    return AssessmentsRefusals.AnswerCodeWrong.At($"{path}.codes[{c}]");
            }
        }
        return null;
    }

    /// <summary>Required questions without an answer, by linkId.</summary>
    public static IReadOnlyList<string> Unanswered(AssessmentTemplate template, IReadOnlyList<Answer> answers) =>
        [.. template.Groups.SelectMany(g => g.Questions).Where(q => q.Required && answers.All(a => a.LinkId != q.LinkId)).Select(q => q.LinkId)];

    public static Dictionary<string, TemplateQuestion> QuestionsOf(AssessmentTemplate template) =>
        template.Groups.SelectMany(g => g.Questions).ToDictionary(q => q.LinkId, StringComparer.Ordinal);

    private static Refusal? CheckType(TemplateQuestion question)
    {
        var choice = question.Type == QuestionType.Choice;
        var options = question.Options ?? [];
        if (choice != (options.Count > 0 || question.CodeSet is not null) || (options.Count > 0 && question.CodeSet is not null)) return AssessmentsRefusals.ChoiceWithoutOptions;
        if (question.CodeSet is not null and not SupportNeedCodes.Oid) return AssessmentsRefusals.CodeSetUnknown;
        if (options.Select(o => o.Code).Distinct().Count() != options.Count) return AssessmentsRefusals.OptionTwice;
        if (question.Repeats && !choice) return AssessmentsRefusals.OnlyChoiceRepeats;
        return question.Min > question.Max || ((question.Min ?? question.Max) is not null && question.Type != QuestionType.Integer) ? AssessmentsRefusals.LimitsWrong : null;
    }

    /// <summary>Null when the answer says nothing, or more than one thing.</summary>
    private static QuestionType? TypeOf(Answer answer)
    {
        var said = new List<QuestionType>();
        if (answer.Text is not null) said.Add(QuestionType.Text);
        if (answer.Flag is not null) said.Add(QuestionType.Boolean);
        if (answer.Number is not null) said.Add(QuestionType.Integer);
        if (answer.Date is not null) said.Add(QuestionType.Date);
        if (answer.Codes is { Count: > 0 }) said.Add(QuestionType.Choice);
        return said is [var one] ? one : null;
    }
}
