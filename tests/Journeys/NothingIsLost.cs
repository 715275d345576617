using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Journeys;

/// <summary>The story against the real process, which is killed.</summary>
public class NothingIsLost
{
    private const int Stories = 20;

    [Theory, EveryDatabase]
    public async Task Killed_at_random_moments_the_service_loses_nothing_and_records_nothing_twice(DatabaseProvider database)
    {
        // The seed is fixed; where a kill strikes still depends on the machine's pace.
        var random = new Random(20260915);
        await using var world = await World.StartAsync(database);

        var stories = database == DatabaseProvider.Sqlite ? Stories : Stories / 5;
        for (var story = 0; story < stories; story++)
        {
            var playing = world.Play();
            await Task.WhenAny(playing, Task.Delay(random.Next(20, 1500)));
            await world.Service.KillAsync();
            await world.Service.StartAsync();
            (await playing).ShouldBeTrue($"story {story}");
        }

        await world.ShouldHaveEverythingAsync(stories);
    }
}
