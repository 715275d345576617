using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monipolku.Access.Contracts;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity;

/// <summary>
/// Checks access tokens, and issues them: an authorization server after OAuth 2 (RFC 9700), OpenID Connect and SMART App Launch 2.2.
/// With the setting <c>Authentication:Authority</c> the county's own OpenID Connect provider issues them, and this one is off.
/// </summary>
public static class IdentityModule
{
    internal const string Audience = "monipolku";

    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var external = AccessTokenChecks.HasAuthority(builder.Configuration);
        if (!external && !builder.Environment.IsDevelopment() && builder.Configuration["Identity:Issuer"] is null)
            throw new SettingException(
                "Identity:Issuer", "is required: the https address at which users and clients see this service; or Authentication:Authority, the address of the OpenID Connect provider that issues access tokens in its place");
        Issuer.Check(builder.Configuration, builder.Environment);

        builder.AddModuleDb<IdentityDb, IdentityDbPostgreSql>("identity_");
        builder.Services.AddProtectedColumn("identity_signing_keys", nameof(SigningKey.PrivateKeySecret), SigningKeys.Purpose);
        builder.Services.AddProtectedColumn("identity_accounts", nameof(Account.TotpSecret), SecondFactors.SecretPurpose);
        builder.Services.AddProtectedColumn("identity_sessions", nameof(Session.OfferedTotpSecret), SecondFactors.SecretPurpose);
        builder.Services.AddProtectedColumn("identity_data_protection_keys", nameof(DataProtectionKey.Xml), DataProtectionKeyEncryptor.Purpose);
        var services = builder.Services;
        services.AddValidation();
        services.AddHttpContextAccessor();
        services.AddSingleton<Issuer>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddScoped<UsedIds>();
        services.AddScoped<IProgramNames, ProgramNames>();
        services.AddScoped<DpopProofs>();
        builder.AddAccessTokenChecks();
        services.AddSingleton(new ServerSwitch(IsOn: !external));
        if (external) services.AddSingleton<ISignIns, ForeignSignIns>();
        if (external) return;

        services.AddScoped<ISignIns, SignIns>();
        foreach (var endpoint in (string[])[Endpoints.Token, Endpoints.Introspect, Endpoints.Revoke, Endpoints.PushedRequest])
            services.AddSingleton<IRefusalFormat>(new OAuthRefusalFormat(endpoint));
        services.AddSingleton<IdTokens>();
        services.AddSingleton<ClientKeys>();
        services.AddHttpClient(ClientKeys.HttpClientName, http =>
        {
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = ClientKeys.LargestSet;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddScoped<ClientAuthentication>();
        services.AddScoped<AuthorizationRequests>();
        services.AddScoped<PendingAuthorizations>();
        services.AddScoped<AuthorizationAnswers>();
        services.AddScoped<FhirUsers>();
        services.AddScoped<GrantTokens>();
        services.AddScoped<CodeGrant>();
        services.AddScoped<RefreshGrant>();
        services.AddScoped<ClientCredentialsGrant>();
        services.AddScoped<IssuedTokens>();
        services.AddScoped<Grants>();
        services.AddSingleton<ClientRules>();
        services.AddHostedService<ClientsOfSettings>();
        services.AddPeriodic<IdentityHousekeeping>();
        builder.AddAccounts();
    }

    public static void MapIdentity(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ServerSwitch>().IsOn) return;
        Discovery.Map(app);
        Authorize.Map(app);
        ContinueAuthorization.Map(app);
        PushRequest.Map(app);
        IssueTokens.Map(app);
        IntrospectToken.Map(app);
        RevokeToken.Map(app);
        ReadUserInfo.Map(app);
        EndSession.Map(app);

        var api = app.MapApi("Identity");
        RegisterOAuthClient.Map(api);
        ReadOAuthClient.Map(api);
        ListOAuthClients.Map(api);
        ChangeOAuthClient.Map(api);
        RemoveOAuthClient.Map(api);
        CreateLaunch.Map(api);
        app.MapAccounts();
    }

    /// <summary>Whether the built-in authorization server is on.</summary>
    private sealed record ServerSwitch(bool IsOn);
}
