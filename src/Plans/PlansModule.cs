using Microsoft.AspNetCore.Builder;

namespace Monipolku.Plans;

public static class PlansModule
{
    public static void AddPlans(this WebApplicationBuilder builder) => _ = builder;

    public static void MapPlans(this WebApplication app) => _ = app;
}
