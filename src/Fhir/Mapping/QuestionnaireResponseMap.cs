using Monipolku.Assessments.Contracts;
using Monipolku.Fhir.R4;

namespace Monipolku.Fhir.Mapping;

/// <summary>The shared part of an assessment as answers to its template. The sectors' own parts are not in it: each is in one register.</summary>
internal static class QuestionnaireResponseMap
{
    public static QuestionnaireResponse Of(AssessmentAnswers answers, AssessmentTemplate template, Refer refer)
    {
        var groups = template.Common.Concat(template.Groups).ToDictionary(g => g.LinkId);
        return Names.Checked(new QuestionnaireResponse
        {
            Identifier = Names.Identifier("assessment", answers.AssessmentId),
            Questionnaire = QuestionnaireMap.UrlOf(template.Id) + "|" + template.Edition,
            Status = answers.Completed ? QuestionnaireResponse.QuestionnaireResponseStatus.Completed : QuestionnaireResponse.QuestionnaireResponseStatus.InProgress,
            Subject = refer.To("Patient", answers.PersonId),
            Authored = Names.Moment(answers.WrittenAt),
            Author = refer.To("Practitioner", answers.WrittenBy),
            Item = [.. answers.Groups.Select(group => GroupOf(group, groups[group.LinkId]))],
        });
    }

    private static QuestionnaireResponse.ItemComponent GroupOf(AnsweredGroup answered, TemplateGroup group) => new()
    {
        LinkId = group.LinkId,
        Text = group.Text.Fi,
        Item = [.. answered.Questions.Select(one =>
        {
            var question = group.Questions.Single(q => q.LinkId == one.LinkId);
            return new QuestionnaireResponse.ItemComponent
            {
                LinkId = one.LinkId,
                Text = question.Text.Fi,
                Answer = [.. one.Values.Select(value => new QuestionnaireResponse.AnswerComponent { Value = ValueOf(value, question) })],
            };
        })],
    };

    private static DataType ValueOf(AnswerValue value, TemplateQuestion question) => value switch
    {
        { Code: { } code } => Names.Coding(QuestionnaireMap.SystemOf(question), code, question.NameOf(code)!.Fi),
        { Flag: { } flag } => new FhirBoolean { Value = flag },
        { Number: { } number } => new Integer { Value = number },
        { Date: { } date } => (Date)date,
        _ => new FhirString { Value = value.Text },
    };
}
