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
        builder.Services.AddValidation();
        builder.Services.AddScoped<IAssessments, AssessmentRegister>();
        builder.Services.AddSingleton<AssessmentSecrets>();
    }

    public static void MapAssessments(this WebApplication app)
    {
        var api = app.MapApi("Assessments");
        StartAssessment.Map(api);
        ReadAssessment.Map(api);
        ListAssessments.Map(api);
        WriteSharedPart.Map(api);
        WriteSectorPart.Map(api);
        ReadSectorPart.Map(api);
        CompleteAssessment.Map(api);
    }
}
