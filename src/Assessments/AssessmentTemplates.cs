using Microsoft.EntityFrameworkCore;
using Monipolku.Assessments.Contracts;

namespace Monipolku.Assessments;

/// <summary>The county's editions, and those that came with the software.</summary>
internal sealed class AssessmentTemplates(AssessmentsDb db) : IAssessmentTemplates
{
    public async Task<IReadOnlyDictionary<string, AssessmentTemplate>> Find(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var found = ShippedTemplates.All.Where(t => ids.Contains(t.Id)).ToDictionary(t => t.Id);
        var rest = ids.Where(id => !found.ContainsKey(id)).Distinct().ToList();
        if (rest.Count == 0) return found;
        foreach (var edition in await db.Templates.AsNoTracking().Where(t => rest.Contains(t.Id)).ToListAsync(ct))
            found[edition.Id] = edition.ToTemplate();
        return found;
    }

    public async Task<AssessmentTemplate?> Find(string id, CancellationToken ct) => (await Find([id], ct)).GetValueOrDefault(id);

    /// <summary>Of the assessment: an edition is never removed.</summary>
    public async Task<AssessmentTemplate> Of(Assessment assessment, CancellationToken ct) => (await Find([assessment.TemplateId], ct))[assessment.TemplateId];

    /// <summary>What an assessment that starts on that day uses.</summary>
    public async Task<AssessmentTemplate> ValidOn(AssessmentKind kind, DateOnly day, CancellationToken ct) =>
        (await db.Templates.AsNoTracking().Where(t => t.Kind == kind && t.ValidFrom <= day).OrderByDescending(t => t.ValidFrom).FirstOrDefaultAsync(ct))
            ?.ToTemplate() ?? ShippedTemplates.All.Single(t => t.Kind == kind);
}
