using Monipolku.Fhir.R4;
using Monipolku.Plans.Contracts;

namespace Monipolku.Fhir.Mapping;

/// <summary>A goal in the client's own words: the client expressed it.</summary>
internal static class GoalMap
{
    public static Goal Of(PlanDocument plan, GoalRecord goal, Refer refer) => Names.Checked(Map(plan, goal, refer));

    /// <summary>A goal of an earlier version that this one has no more.</summary>
    /// <param name="plan">The first version without it.</param>
    public static Goal LeftOut(PlanDocument plan, GoalRecord goal, Refer refer)
    {
        var map = Map(plan, goal, refer);
        map.LifecycleStatus = Goal.GoalLifecycleStatus.Cancelled;
        map.StatusDate = WorkDayOf(plan);
        map.StatusReason = "Ei enää suunnitelmassa";
        return Names.Checked(map);
    }

    private static Goal Map(PlanDocument plan, GoalRecord goal, Refer refer) => new()
    {
        Identifier = [Names.Identifier("goal", goal.Id)],
        LifecycleStatus = Goal.GoalLifecycleStatus.Active,
        Description = new() { Text = goal.Text },
        Subject = refer.To("Patient", plan.PersonId),
        ExpressedBy = refer.To("Patient", plan.PersonId),
    };

    private static DateOnly WorkDayOf(PlanDocument plan) => Platform.WorkingDays.DateOf(plan.ApprovedAt);
}
