using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Outbox;
using Monipolku.Platform.Secrets;

namespace Monipolku.Platform;

public static class PlatformSetup
{
    /// <summary>Largest body in bytes: 1 MB.</summary>
    public const long LargestBody = 1024 * 1024;

    public static void AddPlatform(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Database(DatabaseOptions.From(builder.Configuration)));
        builder.AddModuleDb<PlatformDb, PlatformDbPostgreSql>("platform_");

        builder.AddSecrets();
        services.AddTransient<KeyRotation>();
        services.AddProtectedColumn("platform_idempotent_answers", nameof(IdempotentAnswer.BodySecret), IdempotentAnswer.Purpose);
        services.AddScoped<AnswerAbout>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<JsonRows>();
        services.AddSingleton(provider => new Outbox.Outbox(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetServices<Subscription>(),
            TimeSpan.FromSeconds(Math.Clamp(builder.Configuration.GetValue("Outbox:LeaseSeconds", 30), 2, 600)),
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Outbox.Outbox>>()));
        if (builder.Configuration.GetValue("Outbox:Enabled", true)) services.AddPeriodic<OutboxWork>();
        services.AddPeriodic<Housekeeping>();

        services.Configure<JsonOptions>(options => JsonRules.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.AddLimits();
        services.AddProblems();
        services.AddOpenApiDocument();
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database");
    }

    /// <summary>What every request passes, outermost first.</summary>
    public static void UsePlatform(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestHygiene>();
        app.UseProblems();
        app.UseRouting();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    /// <summary>Health and OpenAPI, open to everybody.</summary>
    public static void MapPlatform(this WebApplication app)
    {
        var get = new HttpMethodMetadata([HttpMethods.Get]);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(get).AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks("/health/ready").WithMetadata(get).AllowAnonymous().DisableHttpMetrics();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    /// <summary>
    /// The group that a module's operations live in: <c>/api/v1</c>, signed in, no unknown query parameter, ETag on every versioned answer.
    /// </summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app, string tag)
    {
        var api = app.MapGroup("/api/v1").WithTags(tag).RequireAuthorization();
        api.AddEndpointFilterFactory(QueryParameters.RefuseUnknown);
        api.AddEndpointFilter(ETags.Filter);
        return api;
    }

    private sealed class DatabaseAnswers(PlatformDb db) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
    }
}
