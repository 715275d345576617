using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Referrals.Contracts;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

internal static class ReferralSteps
{
    /// <summary>POST or PUT on the referral as last seen, with the answer whatever it is.</summary>
    public static Task<HttpResponseMessage> Try(this TestStaff staff, string verb, JsonObject seen, object body) => staff.Client.SendJson(
        verb == "plan" ? HttpMethod.Put : HttpMethod.Post, $"/api/v1/referrals/{seen.Id()}/{verb}", body, ifMatch: $"\"{seen["version"]}\"");

    /// <summary>The same, and it must succeed.</summary>
    public static async Task<JsonObject> Do(this TestStaff staff, string verb, JsonObject seen, object body)
    {
        using var answer = await staff.Try(verb, seen, body);
        return await answer.Success();
    }

    public static Task<HttpResponseMessage> Read(this TestStaff staff, JsonObject referral) => staff.Client.GetAsync($"/api/v1/referrals/{referral.Id()}");

    public static async Task<T> AskRecords<T>(this Story story, Func<IReferralRecords, Task<T>> ask)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IReferralRecords>());
    }

    /// <summary>Names of this module's events about the client, in order.</summary>
    public static async Task<IReadOnlyList<string>> Published(this Story story)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReferralsDb>();
        return await db.Database.SqlQuery<string>($"""
            SELECT "Name" AS "Value" FROM platform_outbox
            WHERE "PersonId" = {story.PersonId} AND "Name" LIKE 'referrals.%' ORDER BY "Position"
            """).ToListAsync();
    }

    public static async Task<Referral> Row(this Story story)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ReferralsDb>().Referrals.AsNoTracking().SingleAsync(r => r.Id == story.ReferralId);
    }
}
