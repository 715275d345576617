using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>An assessment as the reader may see it.</summary>
/// <param name="Shared">Null until written.</param>
/// <param name="Reused">Second-hand knowledge accepted from earlier assessments, with its source.</param>
/// <param name="Parts">One for each sector that takes part.</param>
/// <param name="Summary">Null until completed.</param>
public sealed record AssessmentView(
    Guid Id, Guid MatterId, Guid PersonId, AssessmentKind Kind, string TemplateId, AssessmentStatus Status, bool Joint, IReadOnlyList<ParticipantView> Participants,
    IReadOnlyList<AbsenceView> Absences, IReadOnlyList<SignatureView> Signatures, DateTimeOffset StartedAt, SharedPartView? Shared, IReadOnlyList<ReusedItem> Reused, IReadOnlyList<PartOrWithheld> Parts, SummaryView? Summary,
    AssessmentOutcome? Outcome, DateOnly? CompletedOn, int Version) : IVersioned
{
    public override string ToString() => $"{nameof(AssessmentView)} {Id}";
}

/// <summary>A sector's part, or why it is not shown. A withheld part looks the same whether it is written or not.</summary>
/// <param name="Content">Null when withheld, or not written yet.</param>
/// <param name="Withheld">Null when the reader may see the part.</param>
public sealed record PartOrWithheld(Sector Sector, SectorPartView? Content, Withheld? Withheld);

/// <param name="Code">The gate's code, such as <c>access.permission-withdrawn</c>.</param>
/// <param name="Text">What would make it lawful to see.</param>
public sealed record Withheld(string Code, string Text);

/// <summary>Who was to take part and did not.</summary>
public sealed record AbsenceView(ParticipantView Participant, string Reason, Guid RecordedBy, DateTimeOffset RecordedAt)
{
    internal static AbsenceView Of(Absence absence, AssessmentSecrets secrets) =>
        new(ParticipantView.Of(absence.Participant), secrets.ReadAbsence(absence), absence.RecordedBy, absence.RecordedAt);

    public override string ToString() => nameof(AbsenceView);
}

/// <param name="VoidedAt">When something was written after it; null while it holds.</param>
public sealed record SignatureView(Guid StaffId, DateTimeOffset SignedAt, DateTimeOffset? VoidedAt);

/// <param name="Text">In plain language, as the client got it.</param>
/// <param name="Language">fi, sv or en.</param>
/// <param name="Reason">Why there is no need of services; null otherwise.</param>
/// <param name="CompletedBy">The social worker.</param>
/// <param name="LanguageReason">Why it is not in the client's language; null where it is.</param>
public sealed record SummaryView(string Text, string Language, string HowGiven, string? Reason, Guid CompletedBy, string? LanguageReason)
{
    public override string ToString() => nameof(SummaryView);
}

internal static class ReadAssessment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assessments/{id:guid}", Handle)
        .WithName(nameof(ReadAssessment))
        .WithSummary("Read an assessment")
        .WithDescription("The shared part is shown to both sectors. The other sector's part is withheld, with the reason, unless the client permits it.")
        .Requires(Rights.ReadAssessment);

    private static async Task<Results<Ok<AssessmentView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, AssessmentsDb db, AssessmentTemplates templates, AssessmentSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var assessment = await db.Assessments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct);
        if (assessment is null) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadAssessment, assessment.PersonId, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var template = await templates.Of(assessment, ct);
        var parts = new List<PartOrWithheld>();
        foreach (var sector in assessment.Sectors)
        {
            var decision = await gate.Decide(caller, ReadSectorPart.RightOf(sector), assessment.PersonId, ct, ReadSectorPart.ItemOf(assessment, sector));
            parts.Add(decision.Refusal is { } closed
                ? new PartOrWithheld(sector, null, new Withheld(closed.Code, closed.Text))
                : new PartOrWithheld(sector, ContentOf(assessment, sector, secrets, template), null));
        }
        return TypedResults.Ok(ViewOf(assessment, parts, secrets));
    }

    private static SectorPartView? ContentOf(Assessment assessment, Sector sector, AssessmentSecrets secrets, AssessmentTemplate template) =>
        assessment.PartOf(sector) is { } part ? SectorPartView.Of(assessment, part, secrets.Read(part), template) : null;

    private static AssessmentView ViewOf(Assessment assessment, IReadOnlyList<PartOrWithheld> parts, AssessmentSecrets secrets)
    {
        var shared = secrets.ReadShared(assessment);
        var summary = secrets.ReadSummary(assessment);
        return new AssessmentView(
            assessment.Id, assessment.MatterId, assessment.PersonId, assessment.Kind, assessment.TemplateId, assessment.Status, assessment.Joint,
            [.. assessment.Participants.Select(ParticipantView.Of)],
            [.. assessment.Absences.Select(a => AbsenceView.Of(a, secrets))],
            [.. assessment.Signatures.Select(s => new SignatureView(s.StaffId, s.At, s.VoidedAt))],
            assessment.StartedAt,
            shared is null ? null : SharedPartView.Of(shared),
            secrets.ReadReused(assessment) ?? [],
            parts,
            summary is null ? null : new SummaryView(summary.Text, summary.Language, summary.HowGiven, summary.Reason, assessment.CompletedBy!.Value, summary.LanguageReason),
            assessment.Outcome, assessment.CompletedOn, assessment.Version);
    }
}
