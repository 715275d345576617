using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>Days that pass, for tests with a host of their own.</summary>
internal static class Days
{
    /// <summary>Moves to that day's morning; the staff sign in again, since the first day's tokens have ended.</summary>
    public static async Task MoveTo(this TestHost host, DateOnly day, params TestStaff[] staff)
    {
        host.Clock.MoveTo(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero));
        foreach (var one in staff)
        {
            using var signedIn = await host.As(one.Subject);
            one.Client.DefaultRequestHeaders.Authorization = signedIn.DefaultRequestHeaders.Authorization;
        }
    }

    /// <summary>Watches the clocks as the worker does, and lets the events have their effects.</summary>
    public static async Task<int> Watch(this TestHost host)
    {
        var touched = await host.Services.GetRequiredService<ClockWatch>().RunAsync();
        await host.DrainAsync();
        return touched;
    }

    /// <summary>How many such events were ever published.</summary>
    public static async Task<int> Events(this TestHost host, string name)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDb>();
        return (int)await db.Database.SqlQuery<long>($"SELECT COUNT(*) AS \"Value\" FROM platform_outbox WHERE \"Name\" = {name}").SingleAsync();
    }
}
