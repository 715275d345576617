using Microsoft.AspNetCore.Builder;

namespace Monipolku.Intake;

public static class IntakeModule
{
    public static void AddIntake(this WebApplicationBuilder builder) => _ = builder;

    public static void MapIntake(this WebApplication app) => _ = app;
}
