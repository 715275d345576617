using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// Checks access tokens. The tokens come from <c>Authentication:Authority</c>, the county's OpenID Connect provider; in the
/// Development environment without one, from a development key. The authorization server of our own comes here.
/// </summary>
public static class IdentityModule
{
    internal const string DevelopmentIssuer = "urn:monipolku:development";
    internal const string Audience = "monipolku";

    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var authority = builder.Configuration["Authentication:Authority"];
        var development = authority is null && builder.Environment.IsDevelopment();
        if (authority is null && !development)
            throw new SettingException("Authentication:Authority", "is required: the address of the OpenID Connect provider that issues access tokens");

        var key = development
            ? DevelopmentKey.LoadOrCreate(builder.Configuration["Authentication:DevelopmentKey"] ?? "data/development-key.pem")
            : null;
        if (key is not null) builder.Services.AddSingleton(key);

        builder.AddModuleDb<IdentityDb, IdentityDbPostgreSql>("identity_");
        builder.Services.AddValidation();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<Issuer>();
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddScoped<PendingAuthorizations>();
        builder.Services.AddScoped<AuthorizationAnswers>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.Authority = authority;
            options.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAudience = builder.Configuration["Authentication:Audience"] ?? Audience,
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256],
                ClockSkew = TimeSpan.FromSeconds(30),
            };
            if (key is not null)
            {
                options.TokenValidationParameters.ValidIssuer = DevelopmentIssuer;
                options.TokenValidationParameters.IssuerSigningKey = key.Key;
                options.TokenValidationParameters.ValidTypes = ["at+jwt"];
            }
            options.Events = new JwtBearerEvents
            {
                OnChallenge = async context =>
                {
                    context.HandleResponse();
                    // RFC 6750 3: a wrong token is named as such, a missing one is not.
                    context.Response.Headers.WWWAuthenticate = context.AuthenticateFailure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
                    await Problems.Write(context.HttpContext, PlatformRefusals.NotSignedIn);
                },
            };
        });
        // Token times are compared with the injected clock.
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider>((options, clock) =>
            options.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, parameters) =>
            {
                var now = clock.GetUtcNow().UtcDateTime;
                return expires is not null && now < expires + parameters.ClockSkew && (notBefore is null || now >= notBefore - parameters.ClockSkew);
            });
    }

    public static void MapIdentity(this WebApplication app)
    {
        if (app.Services.GetService<DevelopmentKey>() is not null) IssueDevelopmentToken.Map(app);
        ContinueAuthorization.Map(app);
    }
}
