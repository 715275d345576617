using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Reactions;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;

namespace Monipolku.Fhir.Deliveries;

internal static class DeliverySetup
{
    private const int LargestAnswer = 10 * 1024 * 1024;

    public static string ClientOf(RecordSystem system) => "record-system:" + system.Name;

    public static void AddDeliveries(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var systems = RecordSystems.From(builder.Configuration);
        var options = DeliveryOptions.From(builder.Configuration);
        services.AddSingleton(systems);
        services.AddHttpClient();
        services.AddScoped<BundleBuilder>();
        services.AddScoped<DeliveryRun>();
        services.AddScoped<DeliveryQueue>();
        services.AddSingleton(provider => new Deliveries(
            provider.GetRequiredService<IServiceScopeFactory>(),
            systems,
            options.Lease,
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Deliveries>>()));
        var within = MissingProofWatch.WithinOf(builder.Configuration);
        services.AddSingleton(provider => new MissingProofWatch(provider.GetRequiredService<IServiceScopeFactory>(), within, provider.GetRequiredService<TimeProvider>()));
        if (options.Enabled) services.AddPeriodic<DeliveryWork>();
        if (options.Enabled) services.AddPeriodic<MissingProofWatch>();
        if (systems.All.Count == 0) services.AddHostedService<NoRecordSystemNotice>();

        services.AddReaction<PlanApproved, DeliverOnPlanApproved>();
        services.AddReaction<ConsentGiven, DeliverOnConsentGiven>();
        services.AddReaction<ConsentEnded, DeliverOnConsentEnded>();
        services.AddReaction<ProhibitionChanged, DeliverOnProhibitionChanged>();
        services.AddReaction<ConsentEnded, StopPlansOnConsentEnded>();
        foreach (var system in systems.All) services.AddRecordSystemClient(system, options);
    }

    private static void AddRecordSystemClient(this IServiceCollection services, RecordSystem system, DeliveryOptions options)
    {
        // One pipeline per system: the circuit breaker counts all of its requests.
        services.AddKeyedSingleton(system.Name, (provider, _) => ResilienceHandler.Pipeline(options, provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(ClientOf(system), http =>
            {
                http.BaseAddress = system.Url;
                http.Timeout = Timeout.InfiniteTimeSpan; // Each try has its own limit, and the whole run another.
                http.MaxResponseContentBufferSize = LargestAnswer;
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", system.Token);
            })
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .AddHttpMessageHandler(provider => new ResilienceHandler(
                provider.GetRequiredKeyedService<Polly.ResiliencePipeline<HttpResponseMessage>>(system.Name)));
    }
}
