using Microsoft.AspNetCore.Builder;

namespace Monipolku.Referrals;

public static class ReferralsModule
{
    public static void AddReferrals(this WebApplicationBuilder builder) => _ = builder;

    public static void MapReferrals(this WebApplication app) => _ = app;
}
