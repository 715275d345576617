using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Journeys;

/// <summary>The story against record systems that fail in every way they can. Beside <see cref="NothingIsLost"/>, so that both run at the same time.</summary>
public class RecordSystemsFail
{
    [Theory, EveryDatabase]
    public async Task A_record_system_that_records_and_then_drops_the_line_has_everything_once(DatabaseProvider database)
    {
        await using var world = await World.StartAsync(database);
        await world.Fault("social", new { dropAfterRecording = 3 });
        await world.Fault("health", new { dropAfterRecording = 2 });

        (await world.Play()).ShouldBeTrue();

        await world.ShouldHaveEverythingAsync(1);
    }

    [Theory, EveryDatabase]
    public async Task A_record_system_that_is_down_for_a_while_catches_up_in_order(DatabaseProvider database)
    {
        await using var world = await World.StartAsync(database);
        await world.Fault("health", new { down = true });

        var playing = world.Play();
        await Task.Delay(TimeSpan.FromSeconds(4));
        await world.Fault("health", new { down = false });

        (await playing).ShouldBeTrue();
        await world.ShouldHaveEverythingAsync(1);
    }
}
