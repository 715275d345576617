using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// Brings the clients of the setting <c>Identity:Clients</c> into the register at start, <c>Identity:Clients:{client id}:Name</c> and so on
/// with the members of <see cref="OAuthClientDetails"/>. A wrong one stops the start; one that is no longer there is removed.
/// </summary>
internal sealed class ClientsOfSettings(IServiceScopeFactory scopes, IConfiguration configuration, ClientRules rules, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var known = await db.Clients.ToDictionaryAsync(c => c.Id, cancellationToken);
        var wanted = configuration.GetSection("Identity:Clients").GetChildren().ToDictionary(s => s.Key, Read);

        foreach (var (id, details) in wanted)
        {
            if (known.Values.Any(c => c.Id != id && !c.FromSettings && string.Equals(c.Id, id, StringComparison.OrdinalIgnoreCase)))
                throw Wrong(id, "is registered through the API in other letters too: remove one of the two.");
            if (known.GetValueOrDefault(id) is not { } client) db.Clients.Add(Client.Of(id, details, fromSettings: true, clock.GetUtcNow()));
            else if (!client.FromSettings) throw Wrong(id, "is registered through the API too: remove one of the two.");
            else client.Change(details);
        }
        db.Clients.RemoveRange(known.Values.Where(c => c.FromSettings && !wanted.ContainsKey(c.Id)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another instance with the same settings starts at the same moment; if that is not why, the row is missing and it is thrown.
            db.ChangeTracker.Clear();
            var ids = wanted.Keys.ToList();
            if (await db.Clients.CountAsync(c => ids.Contains(c.Id), cancellationToken) != ids.Count) throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private OAuthClientDetails Read(IConfigurationSection section)
    {
        OAuthClientDetails details;
        try
        {
            details = section.Get<OAuthClientDetails>() ?? throw Wrong(section.Key, "is empty.");
        }
        catch (InvalidOperationException unreadable) when (unreadable is not SettingException)
        {
            throw Wrong(section.Key, unreadable.Message);
        }
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(details, new ValidationContext(details), failures, validateAllProperties: true))
            throw Wrong(section.Key, string.Join(' ', failures.Select(f => f.ErrorMessage)));
        return rules.Check(details) is { } wrong ? throw Wrong(section.Key, $"{wrong.Path}: {wrong.Text}") : details;
    }

    private static SettingException Wrong(string id, string why) => new("Identity:Clients:" + id, why.TrimEnd('.'));
}
