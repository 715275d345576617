using System.Text;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Fhir.Mapping;
using Monipolku.Fhir.R4;
using Monipolku.Referrals.Contracts;
using FhirTask = Monipolku.Fhir.R4.Task;

namespace Monipolku.Fhir.Tests;

public class MappingTests
{
    private static readonly Refer Refer = Names.ById;

    [Fact]
    public void Client_is_a_Finnish_base_patient_with_the_official_identity_code_first()
    {
        var patient = PatientMap.Of(Samples.Person);

        patient.Meta!.Profile.Single().Value.ShouldBe("https://hl7.fi/fhir/finnish-base-profiles/StructureDefinition/fi-base-patient");
        patient.Meta.Security.ShouldBeEmpty();
        var code = patient.Identifier[0];
        (code.Use!.Value, code.System!.Value, code.Value!.Value).ShouldBe((Identifier.IdentifierUse.Official, "urn:oid:1.2.246.21", "150311A903W"));
        code.Type!.Coding.Single().Code!.Value.ShouldBe("NNFIN");
        patient.Name.Single().Given.Select(g => g.Value).ShouldBe(["Aino", "Maria"]);
        patient.Telecom.Count.ShouldBe(2);
        patient.Address.Single().City!.Value.ShouldBe("Kokkola");
    }

    [Fact]
    public void Under_non_disclosure_the_label_stands_and_nothing_tells_where_or_how_to_reach_the_person()
    {
        var patient = PatientMap.Of(Samples.Hidden);
        var guardian = RelatedPersonMap.Of(Samples.GuardianId, Samples.Guardian, Samples.Hidden, Refer);

        var label = patient.Meta!.Security.Single();
        (label.System!.Value, label.Code!.Value).ShouldBe(("https://hl7.fi/fhir/finnish-base-profiles/CodeSystem/fi-base-security-label-cs", "TURVAKIELTO"));
        patient.Telecom.ShouldBeEmpty();
        patient.Address.ShouldBeEmpty();
        guardian.Telecom.ShouldBeEmpty();
        foreach (var resource in (Resource[])[patient, guardian])
        {
            var json = Encoding.UTF8.GetString(FhirJson.Serialize(resource));
            foreach (var secret in (string[])["+358", "Kokkola", "67100", "Esimerkkikatu", "272", "example.fi"]) json.ShouldNotContain(secret);
        }
    }

    [Fact]
    public void Unit_is_named_by_its_national_id_and_guardian_by_the_code_of_their_role()
    {
        var unit = OrganizationMap.Of(Samples.SocialUnit, Samples.Unit);
        (unit.Identifier[0].System!.Value, unit.Identifier[0].Value!.Value).ShouldBe(("urn:ietf:rfc:3986", "urn:oid:1.2.246.10.1234567.10.1"));

        var guardian = RelatedPersonMap.Of(Samples.GuardianId, Samples.Guardian, Samples.Person, Refer);
        var role = guardian.Relationship.Single().Coding.Single();
        (role.System!.Value, role.Code!.Value).ShouldBe(("urn:oid:1.2.246.537.6.1284", "31"));
        guardian.Patient!.Reference!.Value.ShouldBe($"Patient/{Samples.PersonId}");
        Encoding.UTF8.GetString(FhirJson.Serialize(guardian)).ShouldNotContain("1.2.246.21");
    }

    [Fact]
    public void Somebody_who_has_left_is_still_named_by_id()
    {
        PractitionerMap.Of(Samples.Nurse, null).Active!.Value.ShouldBe(false);
        OrganizationMap.Of(Samples.HealthUnit, null).Identifier.Single().Value!.Value.ShouldBe(Samples.HealthUnit.ToString());
        RelatedPersonMap.Of(Samples.GuardianId, null, Samples.Person, Refer).Name.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Direction.HealthToSocial, "1")]
    [InlineData(Direction.SocialToHealth, "2")]
    public void Permission_follows_Kantas_profile(Direction direction, string category)
    {
        var consent = ConsentMap.Of(Samples.Permission with { Direction = direction }, Refer);

        consent.Meta!.Profile.Single().Value.ShouldBe("https://gen.kanta.fi/fhir/tahdonilmaisut/StructureDefinition/soteluovutuslupa");
        consent.Status!.Value.ShouldBe(Consent.ConsentState.Active);
        var coding = consent.Category.Single().Coding.Single();
        coding.Code!.Value.ShouldBe(category);
        coding.System.ShouldNotBeNull();
        coding.Display.ShouldNotBeNull();
        consent.Provision!.Type.ShouldBeNull();
        var permit = consent.Provision.Provision.Single();
        permit.Type!.Value.ShouldBe(Consent.ConsentProvisionType.Permit);
        (permit.Period!.Start!.Value, permit.Period.End!.Value).ShouldBe(("2026-09-15", "2027-09-14"));
        permit.Class.Select(c => c.Code!.Value).ShouldBe(["jointAssessment", "socialAssessmentPart"]);
        permit.Class.ShouldAllBe(c => c.System != null && c.Display != null);
        permit.Actor.Single().Reference!.Reference!.Value.ShouldBe($"Organization/{Samples.HealthUnit}");
        consent.Performer.Single().Reference!.Value.ShouldBe("RelatedPerson/" + RelatedPersonMap.IdOf(Samples.PersonId, Samples.GuardianId));
    }

    [Fact]
    public void What_no_longer_holds_is_inactive()
    {
        ConsentMap.Of(Samples.Withdrawn, Refer).Status!.Value.ShouldBe(Consent.ConsentState.Inactive);
        ConsentMap.Of(Samples.Permission with { Status = ConsentStatus.Replaced }, Refer).Status!.Value.ShouldBe(Consent.ConsentState.Inactive);
    }

    [Fact]
    public void Prohibition_denies_and_says_whether_it_holds_in_an_emergency()
    {
        var prohibition = ProhibitionMap.Of(Samples.Prohibition, Refer);
        prohibition.Provision!.Type!.Value.ShouldBe(Consent.ConsentProvisionType.Deny);
        prohibition.Provision.Class.Single().Code!.Value.ShouldBe("socialAssessmentPart");
        prohibition.Provision.Code.Select(c => c.Coding.Single().Code!.Value).ShouldBe(["2", "3"]);
        prohibition.Provision.Provision.Single().Purpose.Single().Code!.Value.ShouldBe("ETREAT");
        prohibition.Status!.Value.ShouldBe(Consent.ConsentState.Active);

        ProhibitionMap.Of(Samples.Prohibition with { HoldsInEmergency = true }, Refer).Provision!.Provision.ShouldBeEmpty();
        ProhibitionMap.Of(Samples.Prohibition with { WithdrawnAt = Samples.Prohibition.RecordedAt }, Refer).Status!.Value.ShouldBe(Consent.ConsentState.Inactive);
        var veto = ProhibitionMap.Of(Samples.Veto, Refer);
        veto.Provision!.Provision.ShouldBeEmpty();
        veto.Provision.Actor.Single().Reference!.Reference!.Value.ShouldStartWith("RelatedPerson/");
        veto.Category.Single().Coding.Single().Code!.Value.ShouldBe("veto-of-minor");
    }

    [Fact]
    public void Service_tasks_of_a_permission_stand_at_its_classes_as_Kanta_has_them()
    {
        var permit = ConsentMap.Of(Samples.Permission with { ServiceTasks = ["2"] }, Refer).Provision!.Provision.Single();
        permit.Class.ShouldAllBe(c => c.Extension.Single().Url == "https://gen.kanta.fi/fhir/tahdonilmaisut/StructureDefinition/FunctionCode");
        permit.Class.SelectMany(c => c.Extension).Select(e => ((Coding)e.Value!).Code!.Value).ShouldAllBe(code => code == "2");
    }

    [Fact]
    public void Consent_to_joint_work_is_of_our_own_profile_and_given_by_the_client()
    {
        var consent = ConsentMap.Of(Samples.JointWork, Refer);

        consent.Meta!.Profile.Single().Value.ShouldBe("https://monipolku.fi/fhir/StructureDefinition/joint-work-consent");
        consent.Performer.Single().Reference!.Value.ShouldBe($"Patient/{Samples.PersonId}");
        consent.Provision!.Provision.ShouldBeEmpty();
        consent.Provision.Period!.End.ShouldBeNull();
        // Given the day before it was recorded.
        consent.DateTime!.Value.ShouldBe("2026-09-14");
    }

    [Fact]
    public void All_the_guardians_who_gave_it_stand_in_a_permission()
    {
        var other = Guid.CreateVersion7();
        ConsentMap.Of(Samples.Permission with { OtherGuardianIds = [other] }, Refer).Performer.Select(p => p.Reference!.Value)
            .ShouldBe(((Guid[])[Samples.GuardianId, other]).Select(id => "RelatedPerson/" + RelatedPersonMap.IdOf(Samples.PersonId, id)));
    }

    [Fact]
    public void Provenance_keeps_Kantas_four_rules()
    {
        foreach (var document in (ConsentDocument[])[Samples.JointWork, Samples.Permission, Samples.Withdrawn])
        {
            var provenance = ProvenanceMap.Of(document, Refer);
            int Agents(string code) => provenance.Agent.Count(a => a.Role.Any(r => r.Coding.Any(c => c.Code!.Value == code)));

            (Agents("2") > 0).ShouldBe(Agents("7") > 0);
            (Agents("2") + Agents("12") + Agents("5")).ShouldBe(1);
            provenance.Meta!.Tag.Single().Code!.Value.ShouldBe($"{document.Id}-{document.Version}");
            provenance.Target.Single().Reference!.Value.ShouldBe($"Consent/{document.Id}");
            // Who received the withdrawal may be another than who received the consent.
            provenance.Agent[0].Who!.Reference!.Value.ShouldBe($"Practitioner/{document.ChangedBy}");
            provenance.Agent[1].Who!.Reference!.Value.ShouldBe($"Organization/{document.ChangedByUnitId}");
        }
    }

    [Fact]
    public void Replacing_permission_names_what_it_replaced()
    {
        var entity = ProvenanceMap.Of(Samples.Permission with { ReplacesId = Samples.JointWork.Id }, Refer).Entity.Single();
        entity.Role!.Value.ShouldBe(Provenance.ProvenanceEntityRole.Revision);
        entity.What!.Identifier!.Value!.Value.ShouldBe(Samples.JointWork.Id.ToString());
    }

    [Fact]
    public void Plan_has_its_goals_team_and_for_each_action_one_responsible_person_and_a_date()
    {
        var plan = CarePlanMap.Of(Samples.Plan, Refer);

        plan.Goal.Count.ShouldBe(2);
        plan.CareTeam.Single().Reference!.Value.ShouldBe($"CareTeam/{Samples.Plan.PlanId}");
        plan.Activity.Count.ShouldBe(2);
        plan.Activity.ShouldAllBe(a => a.Detail!.Performer.Count == 1 && ((Period)a.Detail.Scheduled!).End != null);
        plan.Activity[1].Detail!.Performer.Single().Reference!.Value.ShouldBe($"Practitioner/{Samples.Nurse}");
        plan.Extension.Select(e => (e.Url, e.Value!.ToString())).ShouldBe(
        [
            ("https://monipolku.fi/fhir/StructureDefinition/plan-version", "1"),
            ("https://monipolku.fi/fhir/StructureDefinition/plan-next-review", "2026-12-15"),
        ]);

        var goal = GoalMap.Of(Samples.Plan, Samples.Plan.Goals[0], Refer);
        goal.Description!.Text!.Value.ShouldBe("Pystyn käymään koulussa joka päivä");
        goal.ExpressedBy!.Reference!.Value.ShouldBe($"Patient/{Samples.PersonId}");
        GoalMap.LeftOut(Samples.Plan, Samples.Plan.Goals[0], Refer).LifecycleStatus!.Value.ShouldBe(Goal.GoalLifecycleStatus.Cancelled);

        CareTeamMap.Of(Samples.Plan, Refer).Participant.Select(p => p.Role.Single().Coding.Single().Code!.Value)
            .ShouldBe(["own-worker", "work-pair", "work-pair", "member"]);
    }

    [Theory]
    [InlineData(ReferralStatus.Draft, RequestStatus.Draft, FhirTask.TaskStatus.Draft)]
    [InlineData(ReferralStatus.Requested, RequestStatus.Active, FhirTask.TaskStatus.Requested)]
    [InlineData(ReferralStatus.Accepted, RequestStatus.Active, FhirTask.TaskStatus.Accepted)]
    [InlineData(ReferralStatus.InProgress, RequestStatus.Active, FhirTask.TaskStatus.InProgress)]
    [InlineData(ReferralStatus.Rejected, RequestStatus.Revoked, FhirTask.TaskStatus.Rejected)]
    [InlineData(ReferralStatus.Cancelled, RequestStatus.Revoked, FhirTask.TaskStatus.Cancelled)]
    [InlineData(ReferralStatus.Completed, RequestStatus.Completed, FhirTask.TaskStatus.Completed)]
    public void Referral_is_a_request_and_a_task_that_fulfils_it(ReferralStatus status, RequestStatus request, FhirTask.TaskStatus task)
    {
        var referral = Samples.Referral with { Status = status, StatusReason = status is ReferralStatus.Rejected or ReferralStatus.Cancelled ? "Ei sovi" : null };
        ServiceRequestMap.Of(referral, Refer).Status!.Value.ShouldBe(request);
        var map = TaskMap.Of(referral, Refer);
        map.Status!.Value.ShouldBe(task);
        map.Focus!.Reference!.Value.ShouldBe($"ServiceRequest/{referral.Id}");
        // Gravity: these need a reason, and completed needs an output.
        (map.StatusReason is not null).ShouldBe(status is ReferralStatus.Rejected or ReferralStatus.Cancelled);
        map.Output.Count.ShouldBe(status == ReferralStatus.Completed ? 1 : 0);
    }

    [Fact]
    public void Same_document_is_always_the_same_bytes()
    {
        FhirJson.Serialize(CarePlanMap.Of(Samples.Plan, Refer)).ShouldBe(FhirJson.Serialize(CarePlanMap.Of(Samples.Plan, Refer)));
        // The same moment told from another time zone, and finer than it is stored.
        var elsewhere = Samples.Plan with { ApprovedAt = Samples.Plan.ApprovedAt.AddTicks(1234).ToOffset(TimeSpan.FromHours(3)) };
        FhirJson.Serialize(CarePlanMap.Of(elsewhere, Refer)).ShouldBe(FhirJson.Serialize(CarePlanMap.Of(Samples.Plan, Refer)));
    }

    [Fact]
    public void A_name_in_a_Bundle_comes_from_type_and_id()
    {
        Names.Urn("CarePlan", "1").ShouldBe(Names.Urn("CarePlan", "1"));
        Names.Urn("CarePlan", "1").ShouldNotBe(Names.Urn("CareTeam", "1"));
        Guid.Parse(Names.Urn("CarePlan", "1")["urn:uuid:".Length..]).Version.ShouldBe(8);
        Names.Urn("CarePlan", "1").ShouldMatch("^urn:uuid:[0-9a-f-]{36}$");
    }

    [Fact]
    public void Invalid_resource_stops_where_it_is_made()
    {
        var wrong = Should.Throw<FhirFormatException>(() => PatientMap.Of(Samples.Person with { Language = " fi " }));
        wrong.Message.ShouldContain("communication");
    }
}
