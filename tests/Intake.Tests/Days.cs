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
}
