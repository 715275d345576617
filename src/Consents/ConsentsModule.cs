using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;

namespace Monipolku.Consents;

/// <summary>Consent, permission, prohibition: what the client has agreed to, permitted and forbidden.</summary>
public static class ConsentsModule
{
    public static void AddConsents(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidation();
        builder.Services.AddScoped<ISharingBasis, SharingBasis>();
    }

    public static void MapConsents(this WebApplication app) => _ = app;
}
