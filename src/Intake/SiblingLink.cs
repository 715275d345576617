using Microsoft.EntityFrameworkCore;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// Says that the children of two matters are siblings. It holds for both alike and opens neither: each is read by the right to that child
/// only. An ended link stays, with who ended it and why.
/// </summary>
internal sealed class SiblingLink : IVersioned
{
    public const int MostOfOne = 30;

    private SiblingLink()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Of the two the lesser id, so that a pair is one row whoever linked it.</summary>
    public Guid OneId { get; private init; }
    public Guid OtherId { get; private init; }

    /// <summary>Why they are taken for siblings, encrypted in the column.</summary>
    public string ReasonSecret { get; private init; } = "";
    public Guid LinkedBy { get; private init; }
    public DateTimeOffset LinkedAt { get; private init; }
    public Guid? EndedBy { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why they are not, encrypted in the column; null while it holds.</summary>
    public string? EndReasonSecret { get; private set; }
    public int Version { get; private set; } = 1;

    public static SiblingLink Between(Guid matterId, Guid otherId, string reasonSecret, Guid by, DateTimeOffset now)
    {
        var (one, other) = Ordered(matterId, otherId);
        return new SiblingLink { Id = Guid.CreateVersion7(now), OneId = one, OtherId = other, ReasonSecret = reasonSecret, LinkedBy = by, LinkedAt = now };
    }

    public void End(string reasonSecret, Guid by, DateTimeOffset now)
    {
        (EndReasonSecret, EndedBy, EndedAt) = (reasonSecret, by, now);
        Version++;
    }

    public Guid OtherThan(IReadOnlyList<Guid> mine) => mine.Contains(OneId) ? OtherId : OneId;

    public static (Guid One, Guid Other) Ordered(Guid a, Guid b) => a.CompareTo(b) < 0 ? (a, b) : (b, a);

    /// <summary>Links of any of these matters, ended ones too.</summary>
    public static IQueryable<SiblingLink> Of(IReadOnlyList<Guid> matterIds, IntakeDb db) =>
        db.SiblingLinks.Where(l => matterIds.Contains(l.OneId) || matterIds.Contains(l.OtherId));

    public static void Map(ModelBuilder model) => model.Entity<SiblingLink>(link =>
    {
        link.ToTable("intake_sibling_links");
        link.Property(l => l.ReasonSecret).HasMaxLength(6_000);
        link.Property(l => l.EndReasonSecret).HasMaxLength(6_000);
        link.Property(l => l.Version).IsConcurrencyToken();
        // Of two who link at once one fails to save.
        link.HasIndex(l => new { l.OneId, l.OtherId }).IsUnique().HasFilter("\"EndedAt\" IS NULL");
        link.HasIndex(l => l.OtherId);
        link.HasIndex(l => l.OneId);
        link.HasOne<IntakeMatter>().WithMany().HasForeignKey(l => l.OneId).OnDelete(DeleteBehavior.Restrict);
        link.HasOne<IntakeMatter>().WithMany().HasForeignKey(l => l.OtherId).OnDelete(DeleteBehavior.Restrict);
    });
}
