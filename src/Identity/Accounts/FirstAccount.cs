using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monipolku.Platform;

namespace Monipolku.Identity.Accounts;

/// <summary>
/// Without an account nobody could make one: setting <c>Identity:FirstPassword</c> is the initial password of
/// <c>Access:FirstAdministrator</c>, whose username is the subject. It must be changed at first sign-in, and is not looked at any more
/// as soon as there is an account.
/// </summary>
internal sealed class FirstAccount(IServiceScopeFactory scopes, IConfiguration configuration, Passwords passwords, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Access:FirstAdministrator"] is not { Length: > 0 } subject) return;
        if (configuration["Identity:FirstPassword"] is not { Length: > 0 } password) return;
        if (Passwords.WhatIsWrong(password, subject.ToLowerInvariant()) is not null)
            throw new SettingException("Identity:FirstPassword", "must have at least 12 characters, be no common password and not hold the username");
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (await db.Set<Account>().AnyAsync(cancellationToken)) return;

        var now = clock.GetUtcNow();
        var account = new Account { Id = Guid.CreateVersion7(now), Subject = subject, Kind = AccountKind.Staff, Username = subject.ToLowerInvariant(), Language = "fi" };
        account.SetPassword(passwords.Hash(password), initial: true, now);
        db.Add(account);
        await db.SaveChangesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
