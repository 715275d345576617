using Monipolku.Assessments.Contracts;
using Monipolku.Fhir.R4;
using Monipolku.Platform;

namespace Monipolku.Fhir.Mapping;

/// <summary>An edition of an assessment template. Texts in Finnish, Swedish and English by the translation extension.</summary>
internal static class QuestionnaireMap
{
    private const string Translation = "http://hl7.org/fhir/StructureDefinition/translation";

    public static string UrlOf(string templateId) => Names.Questionnaires + templateId;

    public static Questionnaire Of(AssessmentTemplate template) => Names.Checked(new Questionnaire
    {
        Url = UrlOf(template.Id),
        Version = template.Edition,
        Name = template.Kind == AssessmentKind.ChildAndFamily ? "LapsenJaPerheenPalvelutarpeenArvio" : "TyoikaistenPalvelutarpeenArvio",
        Title = template.Kind == AssessmentKind.ChildAndFamily ? "Lapsen ja perheen palvelutarpeen arvio" : "Työikäisten palvelutarpeen arvio",
        Status = PublicationStatus.Active,
        Experimental = false,
        SubjectType = [ResourceType.Patient],
        Description = template.Note.Fi,
        EffectivePeriod = Names.Period(template.ValidFrom, null),
        Code = [Names.Coding("urn:oid:1.2.246.537.6.1506", template.Kind == AssessmentKind.ChildAndFamily ? "1005" : "1012",
            template.Kind == AssessmentKind.ChildAndFamily ? "Lapsen ja perheen palvelutarpeen arvio" : "Työikäisten palvelutarpeen arvio")],
        Item = [.. template.Common.Concat(template.Groups).Select(group => GroupOf(group, QuestionsOf(template))), .. PromptsOf(template)],
    });

    /// <summary>Where the codes of a choice come from.</summary>
    public static string SystemOf(TemplateQuestion question) =>
        question.CodeSet is { } oid ? "urn:oid:" + oid : Names.CodeSystem(question.LinkId);

    private static Dictionary<string, TemplateQuestion> QuestionsOf(AssessmentTemplate template) => template.Groups.SelectMany(g => g.Questions).ToDictionary(q => q.LinkId);

    private static Questionnaire.ItemComponent GroupOf(TemplateGroup group, Dictionary<string, TemplateQuestion> questions) => new()
    {
        LinkId = group.LinkId,
        Text = TextOf(group.Text),
        Type = Questionnaire.QuestionnaireItemType.Group,
        Repeats = group.LinkId == "needs" ? true : null,
        Item = [.. group.Questions.Select(question => new Questionnaire.ItemComponent
        {
            LinkId = question.LinkId,
            Text = TextOf(question.Text),
            Type = TypeOf(question.Type),
            Required = question.Required,
            Repeats = question.Repeats ? true : null,
            EnableWhen = [.. (question.EnableWhen ?? []).Select(condition => ConditionOf(condition, questions[condition.Question]))],
            EnableBehavior = question.EnableBehavior switch
            {
                null => null,
                EnableBehavior.Any => Questionnaire.EnableWhenBehavior.Any,
                _ => Questionnaire.EnableWhenBehavior.All,
            },
            AnswerOption = [.. OptionsOf(question)],
        })],
    };

    /// <summary>Shown only: their answers stand in a sector's own part, which is not served here.</summary>
    private static IEnumerable<Questionnaire.ItemComponent> PromptsOf(AssessmentTemplate template) => template.RiskPrompts.Select(
        prompt => new Questionnaire.ItemComponent
        {
            LinkId = "risk." + Platform.JsonRules.CodeOf(prompt.Code),
            Text = TextOf(prompt.Text),
            Type = Questionnaire.QuestionnaireItemType.Display,
        });

    private static IEnumerable<Questionnaire.AnswerOptionComponent> OptionsOf(TemplateQuestion question)
    {
        var codes = question.CodeSet is null ? question.Options?.Select(o => o.Code) ?? [] : SupportNeedCodes.All;
        return codes.Select(code => new Questionnaire.AnswerOptionComponent { Value = Names.Coding(SystemOf(question), code, question.NameOf(code)!.Fi) });
    }

    private static Questionnaire.EnableWhenComponent ConditionOf(TemplateCondition condition, TemplateQuestion asked) => new()
    {
        Question = condition.Question,
        Operator = condition.Operator switch
        {
            ConditionOperator.Exists => Questionnaire.QuestionnaireItemOperator.Exists,
            ConditionOperator.Equals => Questionnaire.QuestionnaireItemOperator.Equals,
            ConditionOperator.NotEquals => Questionnaire.QuestionnaireItemOperator.NotEquals,
            ConditionOperator.GreaterThan => Questionnaire.QuestionnaireItemOperator.GreaterThan,
            ConditionOperator.LessThan => Questionnaire.QuestionnaireItemOperator.LessThan,
            ConditionOperator.GreaterOrEquals => Questionnaire.QuestionnaireItemOperator.GreaterOrEquals,
            _ => Questionnaire.QuestionnaireItemOperator.LessOrEquals,
        },
        Answer = condition switch
        {
            { Flag: { } flag } => new FhirBoolean { Value = flag },
            { Number: { } number } => new Integer { Value = number },
            { Date: { } date } => (Date)date,
            _ => Names.Coding(SystemOf(asked), condition.Code!, asked.NameOf(condition.Code!)!.Fi),
        },
    };

    private static Questionnaire.QuestionnaireItemType TypeOf(QuestionType type) => type switch
    {
        QuestionType.Boolean => Questionnaire.QuestionnaireItemType.Boolean,
        QuestionType.Integer => Questionnaire.QuestionnaireItemType.Integer,
        QuestionType.Date => Questionnaire.QuestionnaireItemType.Date,
        QuestionType.Choice => Questionnaire.QuestionnaireItemType.Choice,
        _ => Questionnaire.QuestionnaireItemType.Text,
    };

    private static FhirString TextOf(LocalText text) => new() { Value = text.Fi, Extension = [TranslationOf("sv", text.Sv), TranslationOf("en", text.En)] };

    private static Extension TranslationOf(string language, string content) => new()
    {
        Url = Translation,
        Extension = [new() { Url = "lang", Value = new Code { Value = language } }, new() { Url = "content", Value = new FhirString { Value = content } }],
    };
}
