using Microsoft.EntityFrameworkCore;

namespace Monipolku.Access.Contracts;

/// <summary>
/// Client or care relationship (asiakas- tai hoitosuhde, 703/2023 9 §): without one nobody opens a person's data.
/// A module saves it in the same transaction as the fact that it rests on (a matter assigned, a participant invited, a referral
/// routed), so that access neither lags behind the work nor comes without it. The table is Access's; other modules append to it.
/// </summary>
public sealed class ClientRelationship
{
    /// <summary>What a relationship rests on from the first day of a pending matter (SHL 34 §).</summary>
    public const string IntakeMatter = "intake-matter";

    private ClientRelationship()
    {
    }

    public Guid Id { get; private init; }
    public Guid PersonId { get; private init; }

    /// <summary>The unit that serves the client. Its staff have the relationship.</summary>
    public Guid UnitId { get; private init; }

    /// <summary>What it rests on, <see cref="IntakeMatter"/> for example, and that fact's id.</summary>
    public string BecauseOf { get; private init; } = "";
    public Guid BecauseOfId { get; private init; }

    public DateTimeOffset From { get; private init; }
    public DateTimeOffset? Until { get; private set; }

    public static ClientRelationship Begin(Guid personId, Guid unitId, string becauseOf, Guid becauseOfId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PersonId = personId,
        UnitId = unitId,
        BecauseOf = becauseOf,
        BecauseOfId = becauseOfId,
        From = now,
    };

    public void End(DateTimeOffset now) => Until ??= now;

    /// <summary>Whether the matter is the client's: a pending matter has begun a relationship from its first day.</summary>
    public static Task<bool> HasMatter(IQueryable<ClientRelationship> relationships, Guid personId, Guid matterId, CancellationToken ct) =>
        relationships.AnyAsync(r => r.PersonId == personId && r.BecauseOfId == matterId && r.BecauseOf == IntakeMatter, ct);

    /// <summary>Those that hold now: what every list of clients is filtered by, in its query.</summary>
    public static IQueryable<ClientRelationship> InForce(IQueryable<ClientRelationship> relationships, DateTimeOffset now) =>
        relationships.Where(r => r.From <= now && (r.Until == null || r.Until > now));

    /// <summary>For modules that save or filter by relationships in their own context.</summary>
    public static void MapForeign(ModelBuilder model)
    {
        Map(model);
        model.Entity<ClientRelationship>().ToTable(table => table.ExcludeFromMigrations());
    }

    internal static void Map(ModelBuilder model) => model.Entity<ClientRelationship>(relationship =>
    {
        relationship.ToTable("access_client_relationships");
        relationship.HasKey(r => r.Id);
        relationship.Property(r => r.BecauseOf).HasMaxLength(40);
        relationship.HasIndex(r => new { r.PersonId, r.UnitId });
        relationship.HasIndex(r => new { r.UnitId, r.PersonId });
        relationship.HasIndex(r => r.BecauseOfId);
    });
}
