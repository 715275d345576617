using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Assessments;

/// <summary>The joint assessment of service needs (SHL 36, 37 and 41 §): participants, the client's view, needs, each sector's own part, outcome.</summary>
public static class AssessmentsModule
{
    public static void AddAssessments(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<AssessmentsDb, AssessmentsDbPostgreSql>("assessments_");
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.SharedSecret), AssessmentSecrets.SharedPurpose);
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.SummarySecret), AssessmentSecrets.SummaryPurpose);
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.Parts), [.. Enum.GetValues<Sector>().Select(AssessmentSecrets.PurposeOf)]);
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.ReusedSecret), AssessmentSecrets.ReusedPurpose);
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.SegmentSecret), AssessmentSecrets.SegmentPurpose);
        builder.Services.AddProtectedColumn("assessments_consultations", nameof(Consultation.QuestionSecret), Consultation.Purpose);
        builder.Services.AddProtectedColumn("assessments_consultations", nameof(Consultation.Entries), Consultation.Purpose);
        builder.Services.AddProtectedColumn("assessments_assessments", nameof(Assessment.Absences), AssessmentSecrets.AbsencePurpose);
        foreach (var column in (string[])[nameof(ParticipationRequest.AuthoritySecret), nameof(ParticipationRequest.QuestionSecret), nameof(ParticipationRequest.AnswerSecret)])
            builder.Services.AddProtectedColumn("assessments_participation_requests", column, AssessmentSecrets.ParticipationPurpose);
        builder.Services.AddSingleton(ParticipationSettings.From(builder.Configuration));
        builder.Services.AddPeriodic<ParticipationWatch>();
        builder.Services.AddScoped<IRecordItems, AssessmentItems>();
        builder.Services.AddValidation();
        builder.Services.AddScoped<IAssessments, AssessmentRegister>();
        builder.Services.AddScoped<IOverviewChapter, AssessmentChapter>();
        builder.Services.AddScoped<AssessmentTemplates>();
        builder.Services.AddScoped<SegmentationModels>();
        builder.Services.AddScoped<IAssessmentTemplates>(services => services.GetRequiredService<AssessmentTemplates>());
        builder.Services.AddSingleton<AssessmentSecrets>();
    }

    public static void MapAssessments(this WebApplication app)
    {
        var api = app.MapApi("Assessments");
        ListTemplates.Map(api);
        ReadTemplate.Map(api);
        PublishTemplate.Map(api);
        StartAssessment.Map(api);
        ReadAssessment.Map(api);
        ListAssessments.Map(api);
        WriteSharedPart.Map(api);
        WriteSectorPart.Map(api);
        ReadSectorPart.Map(api);
        PublishSegmentationModel.Map(api);
        ListSegmentationModels.Map(api);
        ReadSegmentationModel.Map(api);
        ReadSegmentation.Map(api);
        ListReusable.Map(api);
        ReuseEarlier.Map(api);
        ReadAssessmentDocument.Map(api);
        SignAssessment.Map(api);
        MarkAbsent.Map(api);
        AskParticipation.Map(api);
        AnswerParticipation.Map(api);
        WithdrawParticipation.Map(api);
        ListParticipationRequests.Map(api);
        ListAskedParticipation.Map(api);
        CompleteAssessment.Map(api);
        AskConsultation.Map(api);
        ListConsultations.Map(api);
        ReadConsultationStatistics.Map(api);
        ReadConsultation.Map(api);
        AnswerConsultation.Map(api);
        CloseConsultation.Map(api);
        ConvertConsultation.Map(api);
    }
}
