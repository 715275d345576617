using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monipolku.Platform.Outbox;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

/// <summary>The outbox over the host's own database, with a reaction that the tests make fail at will.</summary>
public class OutboxTests
{
    public sealed record Happened(Guid EventId, Guid PersonId, int Number) : IIntegrationEvent
    {
        public static string Name => "tests.happened.v1";
    }

    [Theory, EveryDatabase]
    public async Task Events_of_one_person_arrive_in_order_and_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var receiver = new Receiver();
        var outbox = OutboxOf(host, receiver);
        var person = Guid.CreateVersion7();
        for (var i = 0; i < 50; i++) await Publish(host, new Happened(Guid.CreateVersion7(), person, i));

        await outbox.DrainAsync();
        await outbox.DrainAsync();

        receiver.Received.Select(e => e.Number).ShouldBe(Enumerable.Range(0, 50));
    }

    [Theory, EveryDatabase]
    public async Task A_failing_event_holds_back_its_person_only_and_is_tried_again(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var receiver = new Receiver();
        var outbox = OutboxOf(host, receiver);
        var (troubled, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Publish(host, new Happened(Guid.CreateVersion7(), troubled, 1));
        await Publish(host, new Happened(Guid.CreateVersion7(), troubled, 2));
        await Publish(host, new Happened(Guid.CreateVersion7(), other, 3));
        receiver.FailsFor = troubled;

        await outbox.DrainAsync();
        receiver.Received.Select(e => e.Number).ShouldBe([3]);

        receiver.FailsFor = null;
        await outbox.DrainAsync();
        receiver.Received.Select(e => e.Number).ShouldBe([3]); // its back-off has not passed
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await outbox.DrainAsync();
        receiver.Received.Select(e => e.Number).ShouldBe([3, 1, 2]);
    }

    [Theory, EveryDatabase]
    public async Task Several_workers_deliver_each_event_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var receiver = new Receiver();
        for (var i = 0; i < 40; i++) await Publish(host, new Happened(Guid.CreateVersion7(), Guid.CreateVersion7(), i));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OutboxOf(host, receiver).DrainAsync()));

        receiver.Received.Select(e => e.Number).Order().ShouldBe(Enumerable.Range(0, 40));
    }

    [Theory, EveryDatabase]
    public async Task An_event_that_arrives_again_has_its_effect_once(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var happened = new Happened(Guid.CreateVersion7(), Guid.CreateVersion7(), 1);
        var reaction = new Receiver();

        (await Mark(host, happened, reaction)).ShouldBeTrue();
        (await Mark(host, happened, reaction)).ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Two_marks_at_once_leave_one(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var happened = new Happened(Guid.CreateVersion7(), Guid.CreateVersion7(), 1);

        await using var first = host.Services.CreateAsyncScope();
        await using var second = host.Services.CreateAsyncScope();
        var (a, b) = (first.ServiceProvider.GetRequiredService<PlatformDb>(), second.ServiceProvider.GetRequiredService<PlatformDb>());
        (await a.FirstTime(happened, this, default)).ShouldBeTrue();
        (await b.FirstTime(happened, this, default)).ShouldBeTrue();
        await a.SaveChangesAsync();

        await Should.ThrowAsync<DbUpdateException>(() => b.SaveChangesAsync());
    }

    [Theory, EveryDatabase]
    public async Task Old_answers_and_events_are_cleaned_away_and_young_ones_stay(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        await host.AddUnit(Access.Contracts.Sector.Social);
        var housekeeping = host.Services.GetRequiredService<Housekeeping>();

        await housekeeping.RunAsync(default);
        (await Answers(host)).ShouldBe(1);
        host.Clock.Advance(TimeSpan.FromDays(8));
        await housekeeping.RunAsync(default);
        (await Answers(host)).ShouldBe(0);
    }

    private static async Task<int> Answers(TestHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PlatformDb>().IdempotentAnswers.CountAsync();
    }

    private static async Task<bool> Mark(TestHost host, Happened happened, object reaction)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        var first = await db.FirstTime(happened, reaction, default);
        await db.SaveChangesAsync();
        return first;
    }

    private static async Task Publish(TestHost host, Happened happened)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        db.Publish(happened);
        await db.SaveChangesAsync();
    }

    private static Outbox.Outbox OutboxOf(TestHost host, Receiver receiver) => new(
        host.Services.GetRequiredService<IServiceScopeFactory>(),
        [new Subscription(Happened.Name, nameof(Receiver), receiver.React)],
        TimeSpan.FromSeconds(30),
        host.Services.GetRequiredService<Database>(),
        host.Clock,
        NullLogger<Outbox.Outbox>.Instance);

    private sealed class Receiver
    {
        private readonly List<Happened> _received = [];

        public Guid? FailsFor { get; set; }

        public IReadOnlyList<Happened> Received
        {
            get
            {
                lock (_received) return [.. _received];
            }
        }

        public Task React(IServiceProvider services, string payload, CancellationToken ct)
        {
            var happened = System.Text.Json.JsonSerializer.Deserialize<Happened>(payload, JsonRules.Options)!;
            if (happened.PersonId == FailsFor) throw new InvalidOperationException("The receiver is told to fail.");
            lock (_received) _received.Add(happened);
            return Task.CompletedTask;
        }
    }
}
