using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>Settings <c>Identity:*</c> of signing in.</summary>
internal sealed record AccountSettings
{
    private const int FewestIterations = 210_000;

    /// <summary>Whether staff must have a second factor; false in the Development environment only.</summary>
    public required bool StaffSecondFactor { get; init; }

    /// <summary>Forms of signing in that one address may send in a minute; many people may share an address.</summary>
    public required int SignInsPerMinute { get; init; }

    /// <summary>Wrong attempts from one address within an hour before it must wait.</summary>
    public required int FailuresPerAddress { get; init; }

    /// <summary>
    /// Work of hashing a password: PBKDF2 with HMAC-SHA-512, 210 000 rounds as the OWASP Password Storage Cheat Sheet of 2023 says.
    /// More for a faster machine: old hashes are renewed at sign-in. Less in the Development environment only.
    /// </summary>
    public required int PasswordIterations { get; init; }

    /// <summary>Whether cookies are Secure: always, but where a developer's own machine is used without TLS.</summary>
    public required bool SecureCookies { get; init; }

    public static AccountSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("Identity");
        var settings = new AccountSettings
        {
            StaffSecondFactor = section.GetValue("StaffSecondFactor", true),
            SignInsPerMinute = section.GetValue("SignInsPerMinute", 60),
            FailuresPerAddress = section.GetValue("FailuresPerAddress", 50),
            PasswordIterations = section.GetValue("PasswordIterations", FewestIterations),
            SecureCookies = IsSecure(section["Issuer"], environment),
        };
        if (!settings.StaffSecondFactor && !environment.IsDevelopment())
            throw new SettingException("Identity:StaffSecondFactor", "may be false in the Development environment only");
        if (settings.PasswordIterations < (environment.IsDevelopment() ? 1 : FewestIterations))
            throw new SettingException("Identity:PasswordIterations", "must be at least 210000; less in the Development environment only");
        if (settings.SignInsPerMinute < 1) throw new SettingException("Identity:SignInsPerMinute", "must be at least 1");
        if (settings.FailuresPerAddress < 1) throw new SettingException("Identity:FailuresPerAddress", "must be at least 1");
        return settings;
    }

    private static bool IsSecure(string? issuer, IHostEnvironment environment) =>
        issuer is null ? !environment.IsDevelopment() : !(Uri.TryCreate(issuer, UriKind.Absolute, out var address) && address is { Scheme: "http", IsLoopback: true });
}
