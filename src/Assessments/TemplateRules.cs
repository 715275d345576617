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
        var before = new Dictionary<string, TemplateQuestion>(StringComparer.Ordinal);
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
                if (CheckConditions(question, before, path) is { } unsound) return unsound;
                before.Add(question.LinkId, question);
                if (question.Document is not { } field) continue;
                if (!fields.TryGetValue(field, out var known) || known.Type != question.Type || !used.Add(field)) return AssessmentsRefusals.DocumentFieldWrong.At(path + ".document");
            }
        }
        for (var p = 0; p < template.RiskPrompts.Count; p++)
        {
            if (template.RiskPrompts.Take(p).Any(other => other.Code == template.RiskPrompts[p].Code))
                return AssessmentsRefusals.RiskPromptTwice.At($"$.riskPrompts[{p}].code");
        }
        var required = template.Groups.SelectMany(g => g.Questions).Where(q => q is { Required: true, Document: not null, EnableWhen: null }).Select(q => q.Document!).ToHashSet(StringComparer.Ordinal);
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
        for (var i = 0; i < answers.Count; i++)
        {
            if (!IsEnabled(questions[answers[i].LinkId], answers)) return AssessmentsRefusals.AnswerNotEnabled.At($"$.answers[{i}].linkId");
        }
        return null;
    }

    /// <summary>Required questions that are asked and without an answer, by linkId.</summary>
    public static IReadOnlyList<string> Unanswered(AssessmentTemplate template, IReadOnlyList<Answer> answers) =>
        [.. template.Groups.SelectMany(g => g.Questions).Where(q => q.Required && answers.All(a => a.LinkId != q.LinkId) && IsEnabled(q, answers)).Select(q => q.LinkId)];

    /// <summary>Whether it is asked, with these answers. One that is not asked has no answer here, as in FHIR.</summary>
    private static bool IsEnabled(TemplateQuestion question, IReadOnlyList<Answer> answers) => question.EnableWhen is not { } conditions
        || (question.EnableBehavior == EnableBehavior.Any ? conditions.Any(c => Holds(c, answers)) : conditions.All(c => Holds(c, answers)));

    private static bool Holds(TemplateCondition condition, IReadOnlyList<Answer> answers)
    {
        var answer = answers.FirstOrDefault(a => a.LinkId == condition.Question);
        return condition.Operator switch
        {
            ConditionOperator.Exists => answer is not null == condition.Flag,
            ConditionOperator.Equals => answer is not null && Says(answer, condition),
            ConditionOperator.NotEquals => answer is null || !Says(answer, condition),
            _ => answer is not null && Compare(answer, condition) is { } order && condition.Operator switch
            {
                ConditionOperator.GreaterThan => order > 0,
                ConditionOperator.LessThan => order < 0,
                ConditionOperator.GreaterOrEquals => order >= 0,
                _ => order <= 0,
            },
        };
    }

    private static bool Says(Answer answer, TemplateCondition condition) => condition switch
    {
        { Flag: { } flag } => answer.Flag == flag,
        { Number: { } number } => answer.Number == number,
        { Date: { } date } => answer.Date == date,
        _ => answer.Codes?.Contains(condition.Code!) == true,
    };

    private static int? Compare(Answer answer, TemplateCondition condition) =>
        condition.Number is { } number ? answer.Number?.CompareTo(number) : answer.Date?.CompareTo(condition.Date!.Value);

    /// <param name="before">The questions that stand before it.</param>
    private static Refusal? CheckConditions(TemplateQuestion question, Dictionary<string, TemplateQuestion> before, string path)
    {
        var conditions = question.EnableWhen ?? [];
        if ((conditions.Count > 1 && question.EnableBehavior is null) || (conditions.Count == 0 && question.EnableBehavior is not null))
            return AssessmentsRefusals.BehaviorWrong.At(path + ".enableBehavior");
        for (var i = 0; i < conditions.Count; i++)
        {
            var (condition, at) = (conditions[i], $"{path}.enableWhen[{i}]");
            if (!before.TryGetValue(condition.Question, out var asked)) return AssessmentsRefusals.ConditionQuestionUnknown.At(at + ".question");
            if (!Fits(condition, asked)) return AssessmentsRefusals.ConditionWrong.At(at);
        }
        return null;
    }

    /// <summary>Whether the operator and the one value are of the question's type.</summary>
    private static bool Fits(TemplateCondition condition, TemplateQuestion asked)
    {
        object?[] values = [condition.Flag, condition.Number, condition.Date, condition.Code];
        if (values.Count(v => v is not null) != 1) return false;
        if (condition.Operator == ConditionOperator.Exists) return condition.Flag is not null;
        var equality = condition.Operator is ConditionOperator.Equals or ConditionOperator.NotEquals;
        return asked.Type switch
        {
            QuestionType.Boolean => equality && condition.Flag is not null,
            QuestionType.Choice => equality && condition.Code is { } code && asked.NameOf(code) is not null,
            QuestionType.Integer => condition.Number is { } number && number >= (asked.Min ?? 0) && number <= (asked.Max ?? LargestInteger),
            QuestionType.Date => condition.Date is not null,
            // Free text is only there or not.
            _ => false,
        };
    }

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
