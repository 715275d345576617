using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>What a plan says, as draft or as approved version.</summary>
/// <param name="StartsOn">First day, Europe/Helsinki.</param>
/// <param name="EndsOn">Last day; null where the end is not known.</param>
/// <param name="NextReviewOn">Within 12 months.</param>
/// <param name="OwnWorkerId">Omatyöntekijä (SHL 42 §).</param>
/// <param name="WorkPair">Työpari: one of social care and one of health care; empty in a draft that lacks it.</param>
/// <param name="Goals">In the client's words.</param>
/// <param name="DissentingViews">Where the makers of the plan disagree.</param>
public sealed record PlanContent(
    string Title, DateOnly StartsOn, DateOnly? EndsOn, DateOnly NextReviewOn, Guid OwnWorkerId, IReadOnlyList<Guid> WorkPair,
    IReadOnlyList<TeamMemberRecord> Team, IReadOnlyList<GoalRecord> Goals, IReadOnlyList<DissentingView> DissentingViews)
{
    private const int LongestReviewMonths = 12;
    private const int LongestYears = 10;

    internal static PlanContent Of(ApprovedDocument approved)
    {
        var plan = approved.Plan;
        return new PlanContent(
            plan.Title, plan.StartsOn, plan.EndsOn, plan.NextReviewOn, plan.OwnWorkerId, plan.WorkPair, plan.Team, plan.Goals,
            approved.DissentingViews);
    }

    /// <summary>Every staff member that the plan names, each as often as named, with the JSON path.</summary>
    internal IEnumerable<(Guid Id, string Path)> NamedStaff()
    {
        yield return (OwnWorkerId, "$.ownWorkerId");
        for (var i = 0; i < WorkPair.Count; i++) yield return (WorkPair[i], $"$.workPair[{i}]");
        for (var i = 0; i < Team.Count; i++) yield return (Team[i].StaffId, $"$.team[{i}].staffId");
        foreach (var (action, path) in Actions()) yield return (action.ResponsibleId, path + ".responsibleId");
    }

    /// <summary>Own worker and work pair: who decides of the client's services.</summary>
    internal IEnumerable<Guid> Deciders() => WorkPair.Prepend(OwnWorkerId);

    /// <summary>Null when it may stand as a draft.</summary>
    internal Refusal? Check(IReadOnlyDictionary<Guid, StaffMember> staff, DateOnly today)
    {
        foreach (var (id, path) in NamedStaff())
        {
            if (!staff.ContainsKey(id)) return PlansRefusals.StaffUnknown.At(path);
        }
        if (WorkPair.Count == 2 && !Sectors(staff).SetEquals([Sector.Social, Sector.Health])) return PlansRefusals.WorkPairOneSector;
        return CheckDates(today);
    }

    /// <summary>Null when a draft has all that an approved plan needs.</summary>
    internal Refusal? CheckComplete()
    {
        if (WorkPair.Count < 2) return PlansRefusals.WorkPairMissing;
        if (Goals.Count == 0) return PlansRefusals.GoalMissing;
        for (var i = 0; i < Goals.Count; i++)
        {
            if (Goals[i].Actions.Count == 0) return PlansRefusals.ActionMissing.At($"$.goals[{i}].actions");
        }
        return null;
    }

    // Lists have no equality by value; their JSON has.
    internal bool SaysTheSameAs(PlanContent other) =>
        JsonSerializer.Serialize(this, JsonRules.Options) == JsonSerializer.Serialize(other, JsonRules.Options);

    public override string ToString() => nameof(PlanContent);

    private Refusal? CheckDates(DateOnly today)
    {
        if (StartsOn < today.AddYears(-LongestYears) || StartsOn > today.AddYears(1)) return PlansRefusals.StartOutOfRange;
        if (EndsOn < StartsOn || EndsOn > StartsOn.AddYears(LongestYears)) return PlansRefusals.EndOutOfRange;
        if (NextReviewOn <= StartsOn || NextReviewOn < today) return PlansRefusals.ReviewTooEarly;
        var reviewFrom = StartsOn > today ? StartsOn : today;
        if (NextReviewOn > WorkingDays.AddMonthsExactly(reviewFrom, LongestReviewMonths)) return PlansRefusals.ReviewTooLate;
        var lastDay = EndsOn ?? StartsOn.AddYears(LongestYears);
        foreach (var (action, path) in Actions())
        {
            if (action.DueOn < StartsOn || action.DueOn > lastDay) return PlansRefusals.DueOutOfRange.At(path + ".dueOn");
        }
        return null;
    }

    private HashSet<Sector> Sectors(IReadOnlyDictionary<Guid, StaffMember> staff) => [.. WorkPair.Select(id => staff[id].Sector)];

    private IEnumerable<(ActionRecord Action, string Path)> Actions()
    {
        for (var i = 0; i < Goals.Count; i++)
        {
            for (var j = 0; j < Goals[i].Actions.Count; j++) yield return (Goals[i].Actions[j], $"$.goals[{i}].actions[{j}]");
        }
    }
}

/// <summary>Whose view differs.</summary>
public enum ViewHolder
{
    Client,
    Guardian,
    Professional,
}

/// <summary>A view that differs from the plan, kept with it.</summary>
/// <param name="Text">In the holder's words, at most 2000 characters.</param>
public sealed record DissentingView(ViewHolder Holder, [property: Visible, StringLength(2000, MinimumLength = 1)] string Text)
{
    public override string ToString() => nameof(DissentingView);
}
