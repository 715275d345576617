using Microsoft.EntityFrameworkCore;

namespace Monipolku.Intake;

/// <summary>Somebody has looked at two matters and said that they are no duplicates: the pair is not suggested again, from neither side.</summary>
internal sealed class DismissedDuplicate
{
    private DismissedDuplicate()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Of the two the lesser id.</summary>
    public Guid OneId { get; private init; }
    public Guid OtherId { get; private init; }

    /// <summary>Why not, encrypted in the column.</summary>
    public string ReasonSecret { get; private init; } = "";
    public Guid By { get; private init; }
    public DateTimeOffset At { get; private init; }

    public static DismissedDuplicate Of(Guid matterId, Guid otherId, string reasonSecret, Guid by, DateTimeOffset now)
    {
        var (one, other) = SiblingLink.Ordered(matterId, otherId);
        return new DismissedDuplicate { Id = Guid.CreateVersion7(now), OneId = one, OtherId = other, ReasonSecret = reasonSecret, By = by, At = now };
    }

    public Guid OtherThan(Guid matterId) => matterId == OneId ? OtherId : OneId;

    public static void Map(ModelBuilder model) => model.Entity<DismissedDuplicate>(dismissed =>
    {
        dismissed.ToTable("intake_dismissed_duplicates");
        dismissed.Property(d => d.ReasonSecret).HasMaxLength(6_000);
        dismissed.HasIndex(d => new { d.OneId, d.OtherId }).IsUnique();
        dismissed.HasIndex(d => d.OtherId);
        dismissed.HasOne<IntakeMatter>().WithMany().HasForeignKey(d => d.OneId).OnDelete(DeleteBehavior.Restrict);
        dismissed.HasOne<IntakeMatter>().WithMany().HasForeignKey(d => d.OtherId).OnDelete(DeleteBehavior.Restrict);
    });
}
