using Monipolku.Fhir.R4;
using Monipolku.Plans.Contracts;

namespace Monipolku.Fhir.Mapping;

/// <summary>An approved version of the joint plan (SHL 39 §), after IHE Dynamic Care Planning; our own profile.</summary>
internal static class CarePlanMap
{
    public static CarePlan Of(PlanDocument plan, Refer refer) => Names.Checked(new CarePlan
    {
        Meta = Names.Meta(Names.Profile("joint-care-plan")),
        Extension =
        [
            new() { Url = Names.Profile("plan-version"), Value = (PositiveInt)plan.Version },
            new() { Url = Names.Profile("plan-next-review"), Value = (Date)plan.NextReviewOn },
        ],
        Identifier = [Names.Identifier("plan", plan.PlanId)],
        Status = RequestStatus.Active,
        Intent = CarePlan.CarePlanIntent.Plan,
        Category = [Names.Concept("http://snomed.info/sct", "734163000", "Care plan")],
        Title = plan.Title,
        Description = "Monialainen yhteinen suunnitelma (SHL 39 §)",
        Subject = refer.To("Patient", plan.PersonId),
        Period = Names.Period(plan.StartsOn, plan.EndsOn),
        Created = Names.Moment(plan.ApprovedAt),
        Author = refer.To("Practitioner", plan.ApprovedBy),
        Contributor = [.. plan.WorkPair.Prepend(plan.OwnWorkerId).Distinct().Select(staff => refer.To("Practitioner", staff))],
        CareTeam = [refer.To("CareTeam", plan.PlanId)],
        Goal = [.. plan.Goals.Select(goal => refer.To("Goal", goal.Id))],
        Activity = [.. plan.Goals.SelectMany(goal => goal.Actions.Select(action => Activity(goal, action, refer)))],
    });

    private static CarePlan.ActivityComponent Activity(GoalRecord goal, ActionRecord action, Refer refer) => new()
    {
        Id = Names.Text(action.Id),
        Detail = new()
        {
            Goal = [refer.To("Goal", goal.Id)],
            Status = CarePlan.CarePlanActivityStatus.Scheduled,
            Scheduled = Names.Period(null, action.DueOn),
            Performer = [refer.To("Practitioner", action.ResponsibleId)],
            Description = action.Text,
        },
    };
}
