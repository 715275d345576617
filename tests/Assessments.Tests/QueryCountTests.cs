using System.Net.Http.Json;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class QueryCountTests
{
    [Theory, EveryDatabase]
    public async Task Completing_takes_eight_reads_and_one_save(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await Story.Sign(story.Nurse, await story.StartAndWrite());

        using var request = new HttpRequestMessage(HttpMethod.Post, Story.PathOf(assessment, "/complete"));
        request.Content = JsonContent.Create(Story.SummaryBody(), options: JsonRules.Options);
        request.Headers.IfMatch.ParseAdd("\"5\"");
        var commands = await QueryLog.Of(story.SocialWorker.Client.SendAsync, request);

        // The assessment, the caller, the client's language, the participants, the model, the assessment before, who was asked and is silent, and whether the matter has a notification that awaits its urgency.
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(8, string.Join("\n", commands));
        // The assessment and the event; PostgreSQL takes the save as one batch.
        commands.Count(c => !c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(2, string.Join("\n", commands));
    }

    [Theory, EveryDatabase]
    public async Task Reading_asks_the_gate_once_for_the_whole_and_once_for_each_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        using var request = new HttpRequestMessage(HttpMethod.Get, Story.PathOf(assessment));
        var commands = await QueryLog.Of(story.SocialWorker.Client.SendAsync, request);

        // The assessment, the caller three times, and the client's consents for the other sector's part.
        commands.Count(c => c.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(5, string.Join("\n", commands));
    }
}
