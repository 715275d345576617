using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;

namespace Monipolku.Plans.Tests;

/// <summary>The rules of the noun, without a host.</summary>
public class PlanTests
{
    private static readonly DateOnly Today = new(2026, 9, 15);
    private static readonly DateOnly Born = Today.AddYears(-40);
    private static readonly Guid Social = Guid.NewGuid();
    private static readonly Guid Nurse = Guid.NewGuid();
    private static readonly Guid Curator = Guid.NewGuid();

    private static readonly Dictionary<Guid, StaffMember> Staff = new()
    {
        [Social] = new StaffMember(Social, "Sari", [Role.SocialWorker], Guid.NewGuid(), Sector.Social),
        [Nurse] = new StaffMember(Nurse, "Piia", [Role.PsychiatricNurse], Guid.NewGuid(), Sector.Health),
        [Curator] = new StaffMember(Curator, "Kaisa", [Role.Notifier], Guid.NewGuid(), Sector.Other),
    };

    private static readonly PlanContent Whole = new(
        "Takaisin kouluun", Today, null, Today.AddMonths(3), Social, [Social, Nurse],
        [new TeamMemberRecord(Curator, "Aamut koulussa")],
        [Goal("Haluan kouluun", Action(Nurse, Today.AddMonths(1)), Action(Social, Today.AddMonths(2)))], []);

    [Fact]
    public void Whole_plan_is_right() => Whole.Check(Staff, Today).ShouldBeNull();

    [Fact]
    public void Unknown_staff_is_named_by_the_exact_path()
    {
        var stranger = Guid.NewGuid();

        (Whole with { OwnWorkerId = stranger }).Check(Staff, Today).ShouldBe(PlansRefusals.StaffUnknown.At("$.ownWorkerId"));
        (Whole with { WorkPair = [Social, stranger] }).Check(Staff, Today).ShouldBe(PlansRefusals.StaffUnknown.At("$.workPair[1]"));
        (Whole with { Team = [new TeamMemberRecord(Curator, "Koulu"), new TeamMemberRecord(stranger, "Koti")] }).Check(Staff, Today)
            .ShouldBe(PlansRefusals.StaffUnknown.At("$.team[1].staffId"));
        (Whole with { Goals = [Goal("Eka", Action(Nurse, Today), Action(stranger, Today))] }).Check(Staff, Today)
            .ShouldBe(PlansRefusals.StaffUnknown.At("$.goals[0].actions[1].responsibleId"));
    }

    [Fact]
    public void Work_pair_is_of_both_sectors()
    {
        (Whole with { WorkPair = [Social, Social] }).Check(Staff, Today).ShouldBe(PlansRefusals.WorkPairOneSector);
        (Whole with { WorkPair = [Social, Curator] }).Check(Staff, Today).ShouldBe(PlansRefusals.WorkPairOneSector);
        (Whole with { WorkPair = [Nurse, Social] }).Check(Staff, Today).ShouldBeNull();
        (Whole with { WorkPair = [Nurse] }).Check(Staff, Today).ShouldBeNull("a draft may lack the other one");
    }

    [Fact]
    public void Review_comes_after_the_start_and_within_twelve_months()
    {
        (Whole with { NextReviewOn = Today }).Check(Staff, Today).ShouldBe(PlansRefusals.ReviewTooEarly);
        (Whole with { NextReviewOn = Today.AddDays(1) }).Check(Staff, Today).ShouldBeNull();
        (Whole with { NextReviewOn = Today.AddYears(1) }).Check(Staff, Today).ShouldBeNull();
        (Whole with { NextReviewOn = Today.AddYears(1).AddDays(1) }).Check(Staff, Today).ShouldBe(PlansRefusals.ReviewTooLate);
    }

    [Fact]
    public void Review_of_a_plan_that_has_long_run_is_counted_from_today()
    {
        var old = Whole with { StartsOn = Today.AddYears(-2) };

        (old with { NextReviewOn = Today.AddMonths(12) }).Check(Staff, Today).ShouldBeNull();
        (old with { NextReviewOn = Today.AddDays(-1) }).Check(Staff, Today).ShouldBe(PlansRefusals.ReviewTooEarly);
    }

    [Fact]
    public void Plan_starts_in_sensible_time()
    {
        (Whole with { StartsOn = Today.AddYears(-10).AddDays(-1) }).Check(Staff, Today).ShouldBe(PlansRefusals.StartOutOfRange);
        (Whole with { StartsOn = Today.AddYears(1).AddDays(1) }).Check(Staff, Today).ShouldBe(PlansRefusals.StartOutOfRange);
        (Whole with { StartsOn = DateOnly.MinValue }).Check(Staff, Today).ShouldBe(PlansRefusals.StartOutOfRange);
        (Whole with { StartsOn = DateOnly.MaxValue }).Check(Staff, Today).ShouldBe(PlansRefusals.StartOutOfRange);
    }

    [Fact]
    public void Plan_ends_after_it_starts()
    {
        (Whole with { EndsOn = Today.AddDays(-1) }).Check(Staff, Today).ShouldBe(PlansRefusals.EndOutOfRange);
        (Whole with { EndsOn = Today.AddYears(11) }).Check(Staff, Today).ShouldBe(PlansRefusals.EndOutOfRange);
        (Whole with { EndsOn = Today.AddMonths(2) }).Check(Staff, Today).ShouldBeNull();
    }

    [Fact]
    public void Action_is_due_while_the_plan_runs()
    {
        var path = "$.goals[0].actions[0].dueOn";
        (Whole with { Goals = [Goal("Eka", Action(Nurse, Today.AddDays(-1)))] }).Check(Staff, Today).ShouldBe(PlansRefusals.DueOutOfRange.At(path));
        (Whole with { Goals = [Goal("Eka", Action(Nurse, Today.AddYears(10).AddDays(1)))] }).Check(Staff, Today)
            .ShouldBe(PlansRefusals.DueOutOfRange.At(path));
        (Whole with { EndsOn = Today.AddMonths(1), Goals = [Goal("Eka", Action(Nurse, Today.AddMonths(2)))] }).Check(Staff, Today)
            .ShouldBe(PlansRefusals.DueOutOfRange.At(path));
    }

    [Fact]
    public void Approval_numbers_the_versions_and_ends_the_draft()
    {
        var plan = Draft();

        plan.Approve(Whole, null, Together, Staff, Born, Today).ShouldBeNull();
        (plan.ApprovedVersion, plan.Version, plan.DraftSecret).ShouldBe((1, 2, null));

        plan.ChangeDraft("second");
        plan.Approve(Whole with { Title = "Toinen" }, Whole, Together, Staff, Born, Today).ShouldBeNull();
        (plan.ApprovedVersion, plan.Version, plan.DraftSecret).ShouldBe((2, 4, null));
    }

    [Fact]
    public void Approval_needs_a_change()
    {
        Draft().Approve(null, Whole, Together, Staff, Born, Today).ShouldBe(PlansRefusals.NothingToApprove);
        var copy = Whole with { Team = [.. Whole.Team], Goals = [.. Whole.Goals] };
        Draft().Approve(copy, Whole, Together, Staff, Born, Today).ShouldBe(PlansRefusals.NothingToApprove);
    }

    [Fact]
    public void Approval_without_the_client_needs_a_reason()
    {
        var without = new ApprovePlanRequest(false);
        Draft().Approve(Whole, null, without, Staff, Born, Today).ShouldBe(PlansRefusals.ReasonMissing);
        without = without with { ReasonNotMadeWithClient = "Asiakas ei halunnut osallistua" };
        Draft().Approve(Whole, null, without, Staff, Born, Today).ShouldBe(PlansRefusals.ViewNotObtained);
        without = without with { HowViewObtained = "Puhelimessa 14.9." };
        Draft().Approve(Whole, null, without with { Remote = true }, Staff, Born, Today).ShouldBe(PlansRefusals.RemoteNotMade);
        Draft().Approve(Whole, null, without, Staff, Born, Today).ShouldBeNull();
    }

    [Fact]
    public void Approval_needs_a_whole_plan()
    {
        Draft().Approve(Whole with { WorkPair = [] }, null, Together, Staff, Born, Today).ShouldBe(PlansRefusals.WorkPairMissing);
        Draft().Approve(Whole with { Goals = [] }, null, Together, Staff, Born, Today).ShouldBe(PlansRefusals.GoalMissing);
        Draft().Approve(Whole with { Goals = [.. Whole.Goals, Goal("Toka")] }, null, Together, Staff, Born, Today)
            .ShouldBe(PlansRefusals.ActionMissing.At("$.goals[1].actions"));
    }

    [Fact]
    public void Approval_sees_what_has_become_wrong_since_the_draft()
    {
        var plan = Draft();
        var withoutNurse = Staff.Where(s => s.Key != Nurse).ToDictionary();

        var gone = plan.Approve(Whole, null, Together, withoutNurse, Born, Today);
        (gone!.Status, gone.Code, gone.Path).ShouldBe((409, "plans.staff-unknown", "$.workPair[1]"));
        gone.Allowed.ShouldBe(["change"]);

        var late = plan.Approve(Whole, null, Together, Staff, Born, Whole.NextReviewOn.AddDays(1));
        (late!.Status, late.Code).ShouldBe((409, "plans.review-too-early"));
        (plan.ApprovedVersion, plan.Version).ShouldBe((0, 1));
    }

    [Fact]
    public void Ids_of_goals_and_actions_are_those_that_the_plan_has()
    {
        var known = Whole.Goals;
        var (goal, action) = (known[0].Id, known[0].Actions[0].Id);

        Change(new GoalRequest("Eka", [new ActionRequest("Tapaa", Nurse, Today, action)], goal)).CheckIds(known).ShouldBeNull();
        Change(new GoalRequest("Eka", [], Guid.NewGuid())).CheckIds(known).ShouldBe(PlansRefusals.GoalUnknown.At("$.goals[0].id"));
        Change(new GoalRequest("Eka", [], action)).CheckIds(known).ShouldBe(PlansRefusals.GoalUnknown.At("$.goals[0].id"));
        Change(new GoalRequest("Eka", [new ActionRequest("Tapaa", Nurse, Today, goal)])).CheckIds(known)
            .ShouldBe(PlansRefusals.ActionUnknown.At("$.goals[0].actions[0].id"));
        Change(new GoalRequest("Eka", [], goal), new GoalRequest("Toka", [], goal)).CheckIds(known)
            .ShouldBe(PlansRefusals.IdTwice.At("$.goals[1].id"));
    }

    [Fact]
    public void Records_with_the_clients_words_do_not_show_them_in_a_log()
    {
        object[] records =
        [
            Whole, Change(new GoalRequest("Salaista", [])), new GoalRequest("Salaista", []), new ActionRequest("Salaista", Nurse, Today),
            new TeamMemberRequest(Nurse, "Salaista"), new DissentingView(ViewHolder.Client, "Salaista"), new ApprovePlanRequest(true, "Salaista", "Salaista"),
        ];
        foreach (var record in records)
        {
            record.ToString()!.ShouldNotContain("Salaista");
            record.ToString()!.ShouldNotContain("koulu");
        }
    }

    private static ApprovePlanRequest Together => new(true);

    private static Plan Draft() => new()
    {
        Id = Guid.NewGuid(),
        PersonId = Guid.NewGuid(),
        MatterId = Guid.NewGuid(),
        AssessmentId = Guid.NewGuid(),
        DraftSecret = "first",
        CreatedBy = Social,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static ChangePlanRequest Change(params GoalRequest[] goals) => new("Takaisin kouluun", Today, Today.AddMonths(3), Social, [], [], goals);

    private static GoalRecord Goal(string text, params ActionRecord[] actions) => new(Guid.NewGuid(), text, actions);

    private static ActionRecord Action(Guid responsible, DateOnly due) => new(Guid.NewGuid(), "Tehdään", responsible, due);
}
