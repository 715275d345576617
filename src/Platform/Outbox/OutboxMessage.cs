using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Monipolku.Platform.Outbox;

/// <summary>An event that waits for its reactions. Saved with the change that it tells of.</summary>
internal sealed class OutboxMessage
{
    public long Position { get; init; }
    public required Guid EventId { get; init; }
    public required Guid PersonId { get; init; }
    public required string Name { get; init; }
    public required string Payload { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Not before this time: a lease while somebody works on it, a back-off after a failure.</summary>
    public required DateTimeOffset NotBefore { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }

    public static OutboxMessage Of<TEvent>(TEvent happened, DateTimeOffset now) where TEvent : IIntegrationEvent => new()
    {
        EventId = happened.EventId,
        PersonId = happened.PersonId,
        Name = TEvent.Name,
        Payload = JsonSerializer.Serialize(happened, JsonRules.Options),
        At = now,
        NotBefore = now,
    };

    public static void Map(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("platform_outbox");
        message.HasKey(m => m.Position);
        message.Property(m => m.Position).ValueGeneratedOnAdd();
        message.Property(m => m.Name).HasMaxLength(100);
        message.HasIndex(m => m.EventId).IsUnique();
        message.HasIndex(m => new { m.PersonId, m.Position }).HasFilter("\"DeliveredAt\" IS NULL");
        // What waits, in order: the primary key would lead through all that was delivered before.
        message.HasIndex(m => m.Position).HasFilter("\"DeliveredAt\" IS NULL");
    }
}

/// <summary>A receiver's mark that an event has had its effect there.</summary>
internal sealed class InboxMark
{
    public required Guid EventId { get; init; }
    public required string Receiver { get; init; }
    public required DateTimeOffset At { get; init; }

    public static void Map(EntityTypeBuilder<InboxMark> mark)
    {
        mark.ToTable("platform_inbox");
        mark.HasKey(m => new { m.EventId, m.Receiver });
        mark.Property(m => m.Receiver).HasMaxLength(100);
    }
}
