using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;

namespace Monipolku.Assessments.Tests;

public class AssessmentNounTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 9, 15);

    private readonly Guid _socialWorker = Guid.NewGuid();
    private readonly Guid _coordinator = Guid.NewGuid();
    private readonly Guid _nurse = Guid.NewGuid();

    [Fact]
    public void Assessment_by_both_sectors_is_joint()
    {
        var assessment = Joint();

        assessment.Joint.ShouldBeTrue();
        assessment.Sectors.ShouldBe([Sector.Social, Sector.Health]);
        assessment.Status.ShouldBe(AssessmentStatus.InProgress);
        assessment.Version.ShouldBe(1);
    }

    [Fact]
    public void Assessment_by_one_sector_is_not_joint_and_wants_that_sectors_part_only()
    {
        var assessment = Single();

        assessment.Joint.ShouldBeFalse();
        assessment.Sectors.ShouldBe([Sector.Social]);
        assessment.WriteSharedPart("shared", needCount: 1, [], Now);
        assessment.WriteSectorPart(Sector.Social, "part", _socialWorker, Now).ShouldBeNull();
        assessment.Complete(AssessmentOutcome.NeedsServices, "summary", _socialWorker, Now).ShouldBeNull();
    }

    [Fact]
    public void Social_worker_of_social_care_must_take_part()
    {
        Assessment.CheckCompetence([Member(_nurse, Sector.Health, Role.PsychiatricNurse)]).ShouldBe(AssessmentsRefusals.SocialWorkerMissing);
        Assessment.CheckCompetence([Member(_nurse, Sector.Social, Role.DutyWorker)]).ShouldBe(AssessmentsRefusals.SocialWorkerMissing);
        Assessment.CheckCompetence([Member(_nurse, Sector.Health, Role.SocialWorker)]).ShouldBe(AssessmentsRefusals.SocialWorkerMissing);
        Assessment.CheckCompetence([Member(_socialWorker, Sector.Social, Role.SocialWorker)]).ShouldBeNull();
    }

    [Theory]
    [InlineData(Role.SocialWorker, Role.DutyWorker, Role.SocialWorker)]
    [InlineData(Role.Coordinator, Role.PsychiatricNurse, Role.PsychiatricNurse)]
    [InlineData(Role.Coordinator, Role.Administrator, Role.Coordinator)]
    [InlineData(Role.DutyWorker, Role.UnitManager, Role.DutyWorker)]
    public void Of_several_roles_the_most_competent_one_is_the_role_in_the_assessment(Role first, Role second, Role expected) =>
        Participant.Of(new StaffMember(_nurse, "Testi", [first, second], Guid.NewGuid(), Sector.Social))!.Role.ShouldBe(expected);

    [Theory]
    [InlineData(Role.Notifier)]
    [InlineData(Role.UnitManager)]
    [InlineData(Role.ServiceProvider)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Adapter)]
    public void Other_roles_cannot_assess(Role role) =>
        Participant.Of(new StaffMember(_nurse, "Testi", [role], Guid.NewGuid(), Sector.Social)).ShouldBeNull();

    [Fact]
    public void Those_who_can_take_part_are_those_who_have_the_right_to_assess() =>
        Enum.GetValues<Role>().Where(r => Participant.Of(new StaffMember(_nurse, "Testi", [r], Guid.NewGuid(), Sector.Social)) is not null)
            .ShouldBe(Rights.Assess.Roles, ignoreOrder: true);

    [Fact]
    public void Participants_write_the_shared_part_and_others_do_not()
    {
        var assessment = Joint();

        assessment.MayWriteSharedPart(_nurse).ShouldBeNull();
        assessment.MayWriteSharedPart(_socialWorker).ShouldBeNull();
        assessment.MayWriteSharedPart(Guid.NewGuid()).ShouldBe(AssessmentsRefusals.NotParticipant);
    }

    [Fact]
    public void Each_sector_writes_its_own_part_only()
    {
        var assessment = Joint();

        assessment.WriteSectorPart(Sector.Health, "x", _socialWorker, Now).ShouldBe(AssessmentsRefusals.OtherSectorsPart);
        assessment.WriteSectorPart(Sector.Social, "x", _nurse, Now).ShouldBe(AssessmentsRefusals.OtherSectorsPart);
        assessment.WriteSectorPart(Sector.Social, "x", Guid.NewGuid(), Now).ShouldBe(AssessmentsRefusals.NotParticipant);
        assessment.Parts.ShouldBeEmpty();
        assessment.Version.ShouldBe(1);
    }

    [Fact]
    public void Part_that_is_written_again_replaces_the_first_one_and_leaves_the_others()
    {
        var assessment = Joint();
        assessment.WriteSectorPart(Sector.Health, "health", _nurse, Now).ShouldBeNull();
        assessment.WriteSectorPart(Sector.Social, "first", _socialWorker, Now).ShouldBeNull();
        assessment.WriteSectorPart(Sector.Social, "second", _coordinator, Now.AddHours(1)).ShouldBeNull();

        assessment.PartOf(Sector.Social).ShouldBe(new SectorPart(Sector.Social, "second", _coordinator, Now.AddHours(1)));
        assessment.PartOf(Sector.Health)!.Secret.ShouldBe("health");
        assessment.Version.ShouldBe(4);
    }

    [Fact]
    public void Completion_names_all_that_is_missing_and_changes_nothing()
    {
        var assessment = Joint();

        var refusal = assessment.Complete(AssessmentOutcome.NeedsServices, "summary", _socialWorker, Now)!;

        refusal.Code.ShouldBe("assessments.incomplete");
        refusal.Status.ShouldBe(409);
        refusal.Text.ShouldBe("The assessment still lacks: the client's own view, at least one need, the social part, the health part.");
        refusal.Allowed.ShouldBe(["write-shared-part", "write-social-part", "write-health-part"]);
        assessment.Status.ShouldBe(AssessmentStatus.InProgress);
        assessment.SummarySecret.ShouldBeNull();
        assessment.Version.ShouldBe(1);
    }

    [Fact]
    public void Assessment_without_needs_completes_only_as_no_need()
    {
        var assessment = Joint();
        assessment.WriteSharedPart("shared", needCount: 0, [], Now);
        assessment.WriteSectorPart(Sector.Social, "s", _socialWorker, Now);
        assessment.WriteSectorPart(Sector.Health, "h", _nurse, Now);
        foreach (var participant in (Guid[])[_nurse, _coordinator]) assessment.Sign(participant, Now).ShouldBeNull();

        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now)!.Allowed.ShouldBe(["write-shared-part"]);
        assessment.Complete(AssessmentOutcome.NoNeed, "x", _socialWorker, Now).ShouldBeNull();
        assessment.Outcome.ShouldBe(AssessmentOutcome.NoNeed);
    }

    [Fact]
    public void No_need_does_not_spare_the_client_s_view_and_the_parts()
    {
        var refusal = Joint().Complete(AssessmentOutcome.NoNeed, "x", _socialWorker, Now)!;

        refusal.Text.ShouldBe("The assessment still lacks: the client's own view, the social part, the health part.");
    }

    [Fact]
    public void Only_the_participating_social_worker_completes()
    {
        var assessment = Written();

        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _nurse, Now).ShouldBe(AssessmentsRefusals.SocialWorkerCompletes);
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _coordinator, Now).ShouldBe(AssessmentsRefusals.SocialWorkerCompletes);
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", Guid.NewGuid(), Now).ShouldBe(AssessmentsRefusals.NotParticipant);
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now).ShouldBeNull();
        assessment.CompletedBy.ShouldBe(_socialWorker);
        assessment.CompletedOn.ShouldBe(Today);
    }

    [Fact]
    public void Completed_assessment_no_longer_changes()
    {
        var assessment = Written();
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now).ShouldBeNull();
        var version = assessment.Version;

        assessment.MayWriteSharedPart(_socialWorker).ShouldBe(AssessmentsRefusals.Completed);
        assessment.WriteSectorPart(Sector.Social, "x", _socialWorker, Now).ShouldBe(AssessmentsRefusals.Completed);
        assessment.Complete(AssessmentOutcome.NoNeed, "x", _socialWorker, Now).ShouldBe(AssessmentsRefusals.Completed);
        assessment.Version.ShouldBe(version);
        AssessmentsRefusals.Completed.Allowed.ShouldNotBeEmpty();
    }

    [Fact]
    public void Anything_written_voids_the_signatures_and_they_stay_to_be_seen()
    {
        var assessment = Written();

        assessment.WriteSectorPart(Sector.Health, "h2", _nurse, Now.AddHours(1)).ShouldBeNull();

        assessment.Signatures.Select(s => s.VoidedAt).ShouldBe([Now.AddHours(1), Now.AddHours(1)]);
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now).ShouldBe(AssessmentsRefusals.SignaturesMissing);
        assessment.Sign(_nurse, Now).ShouldBeNull();
        assessment.Sign(_nurse, Now).ShouldBe(AssessmentsRefusals.Signed);
        assessment.Sign(Guid.NewGuid(), Now).ShouldBe(AssessmentsRefusals.NotParticipant);
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now).ShouldBe(AssessmentsRefusals.SignaturesMissing);
        assessment.MarkAbsent(_coordinator, "ill", _socialWorker, Now).ShouldBeNull();
        assessment.Complete(AssessmentOutcome.NeedsServices, "x", _socialWorker, Now).ShouldBeNull();
        assessment.Signatures.Count(s => s.VoidedAt is null).ShouldBe(2);
    }

    [Fact]
    public void Nothing_unfinished_is_signed() => Joint().Sign(_nurse, Now)!.Code.ShouldBe("assessments.incomplete");

    [Fact]
    public void Social_worker_says_who_is_absent_and_what_they_wrote_stays()
    {
        var assessment = Written();

        assessment.MarkAbsent(_coordinator, "ill", _nurse, Now).ShouldBe(AssessmentsRefusals.SocialWorkerCompletes);
        assessment.MarkAbsent(_socialWorker, "ill", _socialWorker, Now).ShouldBe(AssessmentsRefusals.NotAbsent);
        assessment.MarkAbsent(Guid.NewGuid(), "ill", _socialWorker, Now).ShouldBe(AssessmentsRefusals.AbsentUnknown);
        assessment.MarkAbsent(_nurse, "ill", _socialWorker, Now).ShouldBeNull();

        assessment.Absences.Single().Participant.StaffId.ShouldBe(_nurse);
        assessment.Sectors.ShouldBe([Sector.Social, Sector.Health]);
        assessment.PartOf(Sector.Health).ShouldNotBeNull();
        assessment.MayWriteSharedPart(_nurse).ShouldBe(AssessmentsRefusals.NotParticipant);
    }

    [Fact]
    public void Code_set_of_needs_is_1_to_11_and_99()
    {
        string[] codes = [.. Enumerable.Range(1, 11).Select(i => $"{i}"), "99"];

        foreach (var code in codes) SupportNeedCodes.Find(code).ShouldNotBeNull(code);
        foreach (var code in (string[])["0", "12", "98", "100", "01", " 1", ""]) SupportNeedCodes.Find(code).ShouldBeNull(code);
        codes.Select(c => SupportNeedCodes.Find(c)!.Fi).Distinct().Count().ShouldBe(12);
        codes.Select(c => SupportNeedCodes.Find(c)!.Sv).Distinct().Count().ShouldBe(12);
        SupportNeedCodes.Find("9").ShouldBe(new CodeName("Mielenterveyden ongelmista aiheutuva tuen tarve", "Stödbehov på grund av problem med den psykiska hälsan", "Need of support because of mental health problems"));
    }

    [Fact]
    public void Text_of_what_is_written_shows_nothing_of_it()
    {
        object[] written =
        [
            new ClientView("salaisuus", "salaisuus", true), new GuardianView("salaisuus", "salaisuus"), new AssessedNeed("1", "salaisuus"),
            new Explained("salaisuus", "salaisuus", "salaisuus"), new RiskAnswer(RiskPrompt.Other, "salaisuus"),
            new WriteSectorPartRequest("salaisuus", []), new CompleteAssessmentRequest("salaisuus", "fi", "salaisuus", AssessmentOutcome.NoNeed, "salaisuus"),
            new Need(Guid.NewGuid(), "1", "salaisuus"), new PartContent("salaisuus", []), new Summary("salaisuus", "fi", "salaisuus", "salaisuus"),
            new Answer("a.b", "salaisuus"), new AnswerValue("salaisuus"),
            new WriteSharedPartRequest(new ClientView("salaisuus", "x", true), [], ["salaisuus"], new Explained("x", "x", "x"), "salaisuus", []),
            new InformationSource(Teller.Guardian, default, "salaisuus", "salaisuus", SourceBasis.Statute, "salaisuus §", "salaisuus"),
            new ChildHeard(ChildHearing.Alone, "salaisuus", "salaisuus"), new Involvement(null, "salaisuus", "salaisuus"),
        ];

        foreach (var record in written) record.ToString()!.ShouldNotContain("salaisuus");
    }

    private Assessment Joint() => New(
        Member(_socialWorker, Sector.Social, Role.SocialWorker), Member(_coordinator, Sector.Social, Role.Coordinator),
        Member(_nurse, Sector.Health, Role.PsychiatricNurse));

    private Assessment Single() => New(Member(_socialWorker, Sector.Social, Role.SocialWorker));

    private Assessment Written()
    {
        var assessment = Joint();
        assessment.WriteSharedPart("shared", needCount: 2, [], Now);
        assessment.WriteSectorPart(Sector.Social, "s", _socialWorker, Now).ShouldBeNull();
        assessment.WriteSectorPart(Sector.Health, "h", _nurse, Now).ShouldBeNull();
        foreach (var participant in (Guid[])[_nurse, _coordinator]) assessment.Sign(participant, Now).ShouldBeNull();
        return assessment;
    }

    private static Assessment New(params Participant[] participants) => new()
    {
        Id = Guid.NewGuid(),
        MatterId = Guid.NewGuid(),
        PersonId = Guid.NewGuid(),
        Participants = participants,
        StartedAt = Now,
        Kind = AssessmentKind.ChildAndFamily,
        TemplateId = "childAndFamily-2026-1",
    };

    private static Participant Member(Guid id, Sector sector, Role role) => new(id, Guid.NewGuid(), sector, role);
}
