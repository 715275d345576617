using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monipolku.Identity.SignIn;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity.Accounts;

/// <summary>Accounts, sessions and the pages of signing in: all that stands behind <c>/account</c> and <c>/api/v1/accounts</c>.</summary>
internal static class AccountsSetup
{
    private const string SecurePrefix = "__Host-";

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var settings = AccountSettings.From(builder.Configuration, builder.Environment);
        var prefix = settings.SecureCookies ? SecurePrefix : "";
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<IPasswordHasher<Account>>(
            new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordIterations })));
        services.AddSingleton<Passwords>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<SignInRate>();
        services.AddScoped<SignInThrottle>();
        services.AddScoped<Sessions>();
        services.AddScoped<Visits>();
        services.AddScoped<SignInFlow>();
        services.AddScoped<Choices>();
        foreach (var address in (string[])[RefusalPages.Account, Endpoints.Authorize, Endpoints.Continue, Endpoints.EndSession])
            services.AddSingleton<IRefusalFormat>(new RefusalPages(address));
        services.AddHostedService<FirstAccount>();

        services.AddDataProtection().SetApplicationName("monipolku");
        services.AddSingleton<DataProtectionKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys, SecretText>((options, keys, secrets) =>
            (options.XmlRepository, options.XmlEncryptor) = (keys, new DataProtectionKeyEncryptor(secrets)));

        services.AddAuthentication().AddCookie(Sessions.Scheme, options =>
        {
            options.Cookie = new PageCookie(settings) { Name = prefix + "monipolku-session" };
            options.ExpireTimeSpan = Session.Longest;
            options.SlidingExpiration = false;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie = new PageCookie(settings) { Name = prefix + "monipolku-form" };
            options.FormFieldName = "check";
            options.HeaderName = null;
            // The pages' own header says DENY.
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    public static void MapAccounts(this WebApplication app)
    {
        var api = app.MapApi("Accounts");
        CreateAccount.Map(api);
        ReadAccount.Map(api);
        ListAccounts.Map(api);
        ResetPassword.Map(api);
        LockAccount.Map(api);
        UnlockAccount.Map(api);
        RemoveSecondFactor.Map(api);

        var pages = app.MapGroup("/account").AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(Visits.CheckForm);
        LogIn.Map(pages);
        ChangePassword.Map(pages);
        EnrolSecondFactor.Map(pages);
        CheckSecondFactor.Map(pages);
        ChoosePerson.Map(pages);
        GiveConsent.Map(pages);
        ShowAccount.Map(pages);
        SignOut.Map(pages);
    }

    public static void Map(ModelBuilder model)
    {
        Account.Map(model);
        Session.Map(model);
        SignInFailures.Map(model);
        DataProtectionKey.Map(model);
    }

    /// <summary>
    /// Secure by the setting and not by the request: behind a proxy that ends TLS every request looks plain. That is also why the policy
    /// itself stays at None: the framework's check would refuse such requests.
    /// </summary>
    private sealed class PageCookie : CookieBuilder
    {
        private readonly bool _secure;

        public PageCookie(AccountSettings settings)
        {
            _secure = settings.SecureCookies;
            (HttpOnly, SameSite, SecurePolicy, Path, IsEssential) = (true, SameSiteMode.Lax, CookieSecurePolicy.None, "/", true);
        }

        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = _secure || context.Request.IsHttps;
            return options;
        }
    }
}

/// <summary>How many forms of signing in one address may send: each costs a slow hash.</summary>
internal sealed class SignInRate(AccountSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        RateLimitPartition.GetFixedWindowLimiter(
            Addresses.NetworkOf(http.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.SignInsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public bool Allows(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(http);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
