using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;

namespace Monipolku.Consents.Tests;

public class ConsentTermsTests
{
    private static readonly DateOnly Day = new(2026, 9, 15);
    private static readonly Guid Unit = Guid.NewGuid();
    private static readonly ConsentTerms Permission = new(
        ConsentKind.DisclosurePermission, Direction.SocialToHealth, [DataClass.SocialAssessmentPart], [], Day, Day.AddDays(10));

    [Theory]
    [InlineData(-1, SharingState.NotValidToday)]
    [InlineData(0, SharingState.InForce)]
    [InlineData(10, SharingState.InForce)]
    [InlineData(11, SharingState.NotValidToday)]
    public void First_and_last_day_count(int day, SharingState state) =>
        Permission.On(Day.AddDays(day), DataClass.SocialAssessmentPart, Unit).ShouldBe(state);

    [Fact]
    public void Without_a_last_day_it_holds_until_further_notice() =>
        (Permission with { ValidTo = null }).On(Day.AddYears(80), DataClass.SocialAssessmentPart, Unit).ShouldBe(SharingState.InForce);

    [Fact]
    public void Other_classes_are_not_covered() => Permission.On(Day, DataClass.IntakeMatter, Unit).ShouldBe(SharingState.DoesNotCover);

    [Fact]
    public void Named_recipients_are_covered_and_others_not()
    {
        var targeted = Permission with { RecipientUnits = [Unit] };
        targeted.On(Day, DataClass.SocialAssessmentPart, Unit).ShouldBe(SharingState.InForce);
        targeted.On(Day, DataClass.SocialAssessmentPart, Guid.NewGuid()).ShouldBe(SharingState.DoesNotCover);
        targeted.On(Day, DataClass.SocialAssessmentPart, null).ShouldBe(SharingState.DoesNotCover);
    }

    [Fact]
    public void Consent_to_joint_work_is_about_no_class_and_no_recipient() =>
        new ConsentTerms(ConsentKind.JointWork, null, [], [], Day, null).On(Day, DataClass.JointPlan, null).ShouldBe(SharingState.InForce);

    [Fact]
    public void Every_class_that_the_gate_guards_can_be_permitted_in_one_direction_only()
    {
        DataClass[] guarded =
        [
            DataClass.IntakeMatter, DataClass.SocialAssessmentPart, DataClass.ClientNarrative, DataClass.JointPlan, DataClass.HealthAssessmentPart, DataClass.PatientNotes,
        ];
        foreach (var dataClass in Enum.GetValues<DataClass>())
        {
            var directions = Enum.GetValues<Direction>()
                .Count(d => (Permission with { Direction = d, Classes = [dataClass] }).Check(Day, Day) is null);
            directions.ShouldBe(guarded.Contains(dataClass) ? 1 : 0, dataClass.ToString());
        }
    }
}
