using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>
/// Joint plan (SHL 39 §, 703/2023 46 §): a draft that may change, and approved versions 1, 2, 3 that never do
/// (<see cref="ApprovedPlan"/>). What it says is the client's own words, so both are encrypted in their columns.
/// </summary>
internal sealed class Plan : IVersioned
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid MatterId { get; init; }
    public required Guid AssessmentId { get; init; }

    /// <summary><see cref="PlanContent"/> as encrypted JSON; null when nothing has been changed since the newest approval.</summary>
    public required string? DraftSecret { get; set; }

    /// <summary>Number of the newest approved version; 0 before the first approval.</summary>
    public int ApprovedVersion { get; private set; }
    public required Guid CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts every change, drafts too; not the number of the approved version.</summary>
    public int Version { get; private set; } = 1;

    public void ChangeDraft(string draftSecret)
    {
        DraftSecret = draftSecret;
        Version++;
    }

    /// <summary>What the draft rests on outside it has changed: whoever is about to approve it reads it again.</summary>
    public void LookAgain() => Version++;

    /// <summary>Makes the draft the plan in force.</summary>
    /// <param name="draft">The draft; null when there is none.</param>
    /// <param name="inForce">The newest approved content; null before the first approval.</param>
    /// <param name="how">Whether and how the client and the family took part.</param>
    /// <param name="staff">Those of the people named in the draft that are staff today.</param>
    /// <param name="born">The client.</param>
    public Refusal? Approve(
        PlanContent? draft, PlanContent? inForce, ApprovePlanRequest how, IReadOnlyDictionary<Guid, StaffMember> staff, DateOnly born, DateOnly today)
    {
        if (draft is null || (inForce is not null && draft.SaysTheSameAs(inForce))) return PlansRefusals.NothingToApprove;
        if (!how.MadeWithClient && !VisibleAttribute.Holds(how.ReasonNotMadeWithClient)) return PlansRefusals.ReasonMissing;
        if (!how.MadeWithClient && how.HowViewObtained is null) return PlansRefusals.ViewNotObtained;
        if (!how.MadeWithClient && how.Remote) return PlansRefusals.RemoteNotMade;
        if ((Involvement.Check(how.Involvement) ?? Involvement.CheckEnd(how.Involvement, born, today)) is { } unheard) return unheard;
        if (draft.CheckComplete() is { } incomplete) return incomplete;
        // It was right when written; what has changed since is the staff and the day.
        if (draft.Check(staff, today) is { } outdated) return outdated with { Status = 409, Allowed = PlansRefusals.Change };

        DraftSecret = null;
        ApprovedVersion++;
        Version++;
        return null;
    }
}

/// <summary>One approved version: written once, never changed or removed.</summary>
internal sealed class ApprovedPlan
{
    public required Guid PlanId { get; init; }
    public required int Version { get; init; }

    /// <summary><see cref="ApprovedDocument"/> as encrypted JSON.</summary>
    public required string DocumentSecret { get; init; }
    public required DateTimeOffset ApprovedAt { get; init; }
}

/// <summary>All that an approved version says.</summary>
/// <param name="MadeWithClient">Whether the plan was made together with the client (SHL 39 §).</param>
/// <param name="ReasonNotMadeWithClient">Only where it was not.</param>
/// <param name="ClientsView">What the client says of the finished plan.</param>
/// <param name="Involvement">Null in those approved before it was recorded.</param>
internal sealed record ApprovedDocument(
    PlanDocument Plan, IReadOnlyList<DissentingView> DissentingViews, bool MadeWithClient, string? ReasonNotMadeWithClient, string? ClientsView,
    bool Remote = false, string? HowViewObtained = null, Involvement? Involvement = null);

/// <summary>Where a goal is found: the newest approved version that holds it.</summary>
internal sealed class PlanGoal
{
    public required Guid GoalId { get; init; }
    public required Guid PlanId { get; init; }
    public required int Version { get; set; }
}
