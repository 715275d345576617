using System.ComponentModel.DataAnnotations;
using Monipolku.Platform;

namespace Monipolku.Assessments.Contracts;

/// <summary>Which of THL's documents the assessment becomes.</summary>
public enum AssessmentKind
{
    /// <summary>Lapsen ja perheen palvelutarpeen arvio, 1506.1005.</summary>
    ChildAndFamily,

    /// <summary>Työikäisten palvelutarpeen arvio, 1506.1012.</summary>
    WorkingAge,
}

public enum QuestionType
{
    Text,
    Boolean,
    Integer,
    Date,

    /// <summary>Codes of the question's own options, or of a code set.</summary>
    Choice,
}

/// <summary>Risks that the assessor is reminded to ask about.</summary>
public enum RiskPrompt
{
    SelfHarm,
    Suicidality,
    ViolenceExperienced,
    ViolenceCommitted,
    Neglect,
    SubstanceUse,
    Eating,
    Housing,
    Livelihood,
    Other,
    LowMood,
    BingeDrinking,

    /// <summary>A young person of about 16 has no plans for studies.</summary>
    NoStudyPlans,
    SelfNeglect,
}

/// <param name="Code">2 to 40 small letters, digits and hyphens.</param>
public sealed record TemplateOption([property: Pattern("^[a-z0-9][a-z0-9-]{0,39}$")] string Code, LocalText Text);

/// <summary>How a condition compares an earlier answer; as FHIR's questionnaire-enable-operator.</summary>
public enum ConditionOperator
{
    /// <summary>Whether it is answered: the flag says which.</summary>
    Exists,

    /// <summary>Of a choice: whether one of its codes is that.</summary>
    Equals,

    /// <summary>Whether nothing answered is that, also when nothing is.</summary>
    NotEquals,
    GreaterThan,
    LessThan,
    GreaterOrEquals,
    LessOrEquals,
}

public enum EnableBehavior
{
    /// <summary>All conditions hold.</summary>
    All,

    /// <summary>At least one does.</summary>
    Any,
}

/// <summary>What an earlier answer must be for a question to be asked: one of the values, as that question's type and the operator say.</summary>
/// <param name="Question">The linkId of a question that stands before.</param>
/// <param name="Flag">With exists, and of a yes or no.</param>
/// <param name="Number">Of an integer, within its limits.</param>
/// <param name="Code">Of a choice: one of its codes.</param>
public sealed record TemplateCondition(
    [property: Visible, StringLength(80)] string Question,
    ConditionOperator Operator,
    bool? Flag = null,
    int? Number = null,
    DateOnly? Date = null,
    [property: Visible, StringLength(40)] string? Code = null);

/// <param name="LinkId">The group's own and a dot before it: <c>housing.text</c>. Stays through all editions, so that answers can be compared.</param>
/// <param name="Required">Whether the assessment is not complete without an answer.</param>
/// <param name="Repeats">Whether a choice takes several codes.</param>
/// <param name="Options">Of a choice, at most 50.</param>
/// <param name="CodeSet">Of a choice instead of options: 1.2.246.537.6.1282 (need of support).</param>
/// <param name="Min">Smallest integer; 0 when left out.</param>
/// <param name="Max">Largest integer; 1 000 when left out.</param>
/// <param name="Document">The field of THL's document that the answer becomes; one of those that the shipped template of that kind uses.</param>
/// <param name="Sensitive">What could stigmatise when it is old: not offered for reuse then.</param>
/// <param name="EnableWhen">When the question is asked; always when left out. At most 10.</param>
/// <param name="EnableBehavior">Needed with more than one condition.</param>
public sealed record TemplateQuestion(
    [property: Pattern(@"^[a-z][a-z0-9-]{1,39}\.[a-z][a-z0-9-]{0,39}$")] string LinkId,
    QuestionType Type,
    LocalText Text,
    bool Required = false,
    bool Repeats = false,
    [property: MaxLength(50)] IReadOnlyList<TemplateOption>? Options = null,
    [property: Pattern("^[0-9.]{3,60}$")] string? CodeSet = null,
    [property: Range(0, 1000)] int? Min = null,
    [property: Range(0, 1000)] int? Max = null,
    [property: Visible, StringLength(200)] string? Document = null,
    bool Sensitive = false,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<TemplateCondition>? EnableWhen = null,
    EnableBehavior? EnableBehavior = null)
{
    /// <summary>The code's name; null when the question has no such code.</summary>
    public LocalText? NameOf(string code) => CodeSet is null
        ? Options?.FirstOrDefault(o => o.Code == code)?.Text
        : SupportNeedCodes.Find(code) is { } name ? new LocalText(name.Fi, name.Sv, name.En) : null;
}

/// <param name="Questions">1 to 40.</param>
public sealed record TemplateGroup(
    [property: Pattern("^[a-z][a-z0-9-]{1,39}$")] string LinkId, LocalText Text,
    [property: MinLength(1), MaxLength(40)] IReadOnlyList<TemplateQuestion> Questions);

/// <summary>A risk that the assessors are reminded of; answered in a sector's own part.</summary>
public sealed record TemplatePrompt(RiskPrompt Code, LocalText Text);

/// <summary>What an assessment of that kind asks, as one edition of the county has it. Never changes: a new edition takes its place.</summary>
/// <param name="Id"><c>childAndFamily-2026-1</c></param>
/// <param name="ValidFrom">Assessments that start on this day or later use it, until a later edition; Europe/Helsinki.</param>
/// <param name="Shipped">Whether it came with the software, for the county to review and replace.</param>
/// <param name="Common">What every assessment has; its answers have members of their own in the shared part.</param>
/// <param name="Groups">Answered in the shared part's answers.</param>
public sealed record AssessmentTemplate(
    string Id, AssessmentKind Kind, string Edition, DateOnly ValidFrom, bool Shipped, LocalText Note,
    IReadOnlyList<TemplateGroup> Common, IReadOnlyList<TemplateGroup> Groups, IReadOnlyList<TemplatePrompt> RiskPrompts) : IVersioned
{
    public int Version => 1;
}

/// <summary>Templates, for what shows them to other systems.</summary>
public interface IAssessmentTemplates
{
    /// <summary>Those of the asked ids that exist. One query at most.</summary>
    Task<IReadOnlyDictionary<string, AssessmentTemplate>> Find(IReadOnlyCollection<string> ids, CancellationToken ct);
}
