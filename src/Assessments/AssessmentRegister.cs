using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Monipolku.Assessments.Contracts;

namespace Monipolku.Assessments;

internal sealed class AssessmentRegister(AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets) : IAssessments
{
    public async Task<AssessmentRecord?> Find(Guid assessmentId, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == assessmentId, ct);
        return assessment is null
            ? null
            : new AssessmentRecord(
                assessment.Id,
                assessment.PersonId,
                assessment.MatterId,
                assessment.Status == AssessmentStatus.Completed,
                [.. (secrets.ReadShared(assessment)?.Needs ?? []).Select(n => new NeedRecord(n.Id, n.Code, n.Text))],
                [.. assessment.Participants.Select(p => p.StaffId)]);
    }

    public Task<IReadOnlyList<AssessmentAnswers>> FindAnswers(IReadOnlyCollection<Guid> assessmentIds, CancellationToken ct) =>
        Answers(a => assessmentIds.Contains(a.Id), ct);

    public Task<IReadOnlyList<AssessmentAnswers>> AnswersOfPerson(Guid personId, CancellationToken ct) => Answers(a => a.PersonId == personId, ct);

    private async Task<IReadOnlyList<AssessmentAnswers>> Answers(Expression<Func<Assessment, bool>> which, CancellationToken ct)
    {
        var assessments = await db.Assessments.AsNoTracking().Where(which).Where(a => a.SharedSecret != null).OrderBy(a => a.Id).ToListAsync(ct);
        var used = await templates.Find([.. assessments.Select(a => a.TemplateId).Distinct()], ct);
        return [.. assessments.Select(a => Of(a, secrets.ReadShared(a)!, used[a.TemplateId]))];
    }

    private static AssessmentAnswers Of(Assessment assessment, SharedPart part, AssessmentTemplate template)
    {
        var answers = (part.Answers ?? []).ToDictionary(a => a.LinkId);
        var ofTemplate = template.Groups
            .Select(g => new AnsweredGroup(g.LinkId,
                [.. g.Questions.Where(q => answers.ContainsKey(q.LinkId)).Select(q => new AnsweredQuestion(q.LinkId, ValuesOf(answers[q.LinkId])))]))
            .Where(g => g.Questions.Count > 0);
        return new AssessmentAnswers(
            assessment.Id, assessment.PersonId, assessment.Version, assessment.TemplateId, assessment.Status == AssessmentStatus.Completed,
            part.WrittenAt, part.WrittenBy, [.. Common(part), .. ofTemplate]);
    }

    /// <summary>What every assessment has, under the linkIds of <c>Shipped/common.json</c>.</summary>
    private static IEnumerable<AnsweredGroup> Common(SharedPart part)
    {
        yield return new AnsweredGroup("client-view",
        [
            Text("client-view.text", part.ClientView.Text),
            Text("client-view.how", part.ClientView.HowObtained),
            new AnsweredQuestion("client-view.present", [new AnswerValue(Flag: part.ClientView.ClientPresent)]),
        ]);
        if (part.GuardianView is { } guardian)
            yield return new AnsweredGroup("guardian-view", [Text("guardian-view.text", guardian.Text), Text("guardian-view.how", guardian.HowObtained)]);
        foreach (var need in part.Needs)
            yield return new AnsweredGroup("needs", [new AnsweredQuestion("needs.code", [new AnswerValue(Code: need.Code)]), Text("needs.text", need.Text)]);
        if (part.Strengths.Count > 0) yield return new AnsweredGroup("strengths", [Text("strengths.text", [.. part.Strengths])]);
        yield return new AnsweredGroup("explained",
        [
            Text("explained.rights-and-duties", part.Explained.RightsAndDuties),
            Text("explained.options-and-effects", part.Explained.OptionsAndEffects),
            Text("explained.understood", part.Explained.HowUnderstood),
        ]);
        yield return new AnsweredGroup("source", [Text("source.text", part.Source)]);
    }

    private static AnsweredQuestion Text(string linkId, params IReadOnlyList<string> texts) => new(linkId, [.. texts.Select(t => new AnswerValue(t))]);

    private static IReadOnlyList<AnswerValue> ValuesOf(Answer answer) =>
        answer.Codes is { } codes ? [.. codes.Select(c => new AnswerValue(Code: c))] : [new AnswerValue(answer.Text, answer.Flag, answer.Number, answer.Date)];
}
