using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform.Outbox;
using Monipolku.Platform.Secrets;

namespace Monipolku.Platform;

/// <summary>
/// A module's tables, and with them the shared outbox, inbox and idempotency tables: a change, its events, its inbox mark
/// and its first answer are saved in one transaction or not at all.
/// </summary>
public abstract class ModuleDb(DbContextOptions options) : DbContext(options)
{
    private readonly IServiceProvider _services =
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider
        ?? throw new InvalidOperationException("Register the context with AddModuleDb.");

    private bool _publishes;

    internal DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();
    internal DbSet<InboxMark> InboxMarks => Set<InboxMark>();
    internal DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    /// <summary>Opens connections to the same database, for what EF Core is not made for.</summary>
    protected Database Connections => _services.GetRequiredService<Database>();

    protected TimeProvider Clock => _services.GetRequiredService<TimeProvider>();

    /// <summary>Whether this context owns the shared tables' migrations; only <see cref="PlatformDb"/> does.</summary>
    private protected virtual bool OwnsSharedTables => false;

    /// <summary>Puts an event into the outbox; it leaves with the next save.</summary>
    public void Publish<TEvent>(TEvent happened) where TEvent : IIntegrationEvent
    {
        OutboxMessages.Add(OutboxMessage.Of(happened, Clock.GetUtcNow()));
        _publishes = true;
    }

    /// <summary>
    /// True when this reaction has not yet had its effect for this event; the mark is saved with the effect.
    /// Of two at once one fails to save, is tried again, and then sees the mark.
    /// </summary>
    public async Task<bool> FirstTime(IIntegrationEvent happened, object reaction, CancellationToken ct)
    {
        var receiver = reaction.GetType().Name;
        if (await InboxMarks.AnyAsync(m => m.EventId == happened.EventId && m.Receiver == receiver, ct)) return false;
        InboxMarks.Add(new InboxMark { EventId = happened.EventId, Receiver = receiver, At = Clock.GetUtcNow() });
        return true;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var saved = await Connections.WriteAsync(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);
        if (_publishes) _services.GetRequiredService<OutboxSignal>().Ring();
        _publishes = false;
        return saved;
    }

    /// <summary>Saves a creation together with its first answer, which a repeat of the same Idempotency-Key gets again.</summary>
    public async Task<Created<TView>> SaveCreatedAsync<TView>(Idempotency idempotency, string location, TView view, CancellationToken ct)
        where TView : IVersioned
    {
        IdempotentAnswers.Add(new IdempotentAnswer
        {
            Id = idempotency.Id,
            Fingerprint = idempotency.Fingerprint,
            Location = location,
            BodySecret = _services.GetRequiredService<SecretText>().Protect(JsonSerializer.Serialize(view, JsonRules.Options), IdempotentAnswer.Purpose),
            Version = view.Version,
            At = Clock.GetUtcNow(),
            PersonId = idempotency.About?.PersonId,
            Right = idempotency.About?.Right,
        });
        await SaveChangesAsync(ct);
        return TypedResults.Created(location, view);
    }

    /// <summary>The first answer to the same key, null where there is none; a refusal where the key came with another body.</summary>
    public async Task<(TView? Answer, AnswerAbout? About, Refusal? Refusal)> AnsweredBefore<TView>(Idempotency idempotency, CancellationToken ct) where TView : class
    {
        var answer = await IdempotentAnswers.AsNoTracking().FirstOrDefaultAsync(a => a.Id == idempotency.Id, ct);
        if (answer is null) return (null, null, null);
        if (answer.Fingerprint != idempotency.Fingerprint) return (null, null, PlatformRefusals.IdempotencyKeyReused);
        var body = _services.GetRequiredService<SecretText>().Unprotect(answer.BodySecret, IdempotentAnswer.Purpose);
        return (JsonSerializer.Deserialize<TView>(body, JsonRules.Options), new AnswerAbout { PersonId = answer.PersonId, Right = answer.Right }, null);
    }

    /// <summary>
    /// Whether a save lost against another one and may be tried again after a fresh look: a unique index, a version, or two that waited for each
    /// other (PostgreSQL ends one; EF Core's provider wraps that).
    /// </summary>
    public static bool LostToAnother(Exception exception) =>
        exception is DbUpdateException || (exception is InvalidOperationException && exception.InnerException is DbUpdateException);

    /// <summary>Whether another press with the same key has got its answer: for a handler that tries a save again.</summary>
    public Task<bool> WasAnswered(Idempotency idempotency, CancellationToken ct) => IdempotentAnswers.AnyAsync(a => a.Id == idempotency.Id, ct);

    protected sealed override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare DateTimeOffset: instants are unix milliseconds (UTC) on both databases.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        // Codes are stored as their names: a reordered enum changes nobody's record.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OutboxMessage>(OutboxMessage.Map);
        modelBuilder.Entity<InboxMark>(InboxMark.Map);
        modelBuilder.Entity<IdempotentAnswer>(answer =>
        {
            answer.ToTable("platform_idempotent_answers");
            answer.HasKey(a => a.Id);
            answer.Property(a => a.Id).HasMaxLength(64);
            answer.Property(a => a.Right).HasMaxLength(40);
            answer.HasIndex(a => a.At);
        });
        if (!OwnsSharedTables)
        {
            foreach (var shared in (Type[])[typeof(OutboxMessage), typeof(InboxMark), typeof(IdempotentAnswer)])
                modelBuilder.Entity(shared).ToTable(table => table.ExcludeFromMigrations());
        }
        Map(modelBuilder);
    }

    /// <summary>Maps the module's own tables.</summary>
    protected abstract void Map(ModelBuilder model);

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        instant => instant.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}

public static class JsonColumns
{
    /// <summary>
    /// Keeps a part of a noun as JSON text in one column: it is read and written whole, and never queried into.
    /// Change it by assigning a new value; a change inside it is seen too, at the price of a comparison by value.
    /// </summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property)
    {
        var comparer = new ValueComparer<T>(
            (a, b) => Write(a) == Write(b),
            value => Write(value).GetHashCode(StringComparison.Ordinal),
            value => Read<T>(Write(value)));
        return property.HasConversion(new ValueConverter<T, string>(value => Write(value), text => Read<T>(text)), comparer);
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonRules.Options);

    /// <summary>Such a column's text as its value, for a read outside EF Core.</summary>
    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, JsonRules.Options)!;
}
