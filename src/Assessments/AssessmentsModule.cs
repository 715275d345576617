using Microsoft.AspNetCore.Builder;

namespace Monipolku.Assessments;

public static class AssessmentsModule
{
    public static void AddAssessments(this WebApplicationBuilder builder) => _ = builder;

    public static void MapAssessments(this WebApplication app) => _ = app;
}
