using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>Who ends what was forbidden, and who signs for a child and when.</summary>
public class WhoEndsItTests
{
    private static readonly CompetenceAssessment Competent = new(Assessed: true, Competent: true), NotCompetent = new(Assessed: true, Competent: false);

    [Theory, EveryDatabase]
    public async Task A_minor_judged_competent_now_ends_what_a_guardian_forbade_and_the_judgement_is_kept(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        foreach (var age in (int[])[10, 16])
        {
            var (worker, child) = await host.AddClient(age);
            var guardian = new GivenBy(GuardianId: await worker.AddGuardian(child, GuardianRole.Guardian));
            var forbidden = await Forbid(worker, child, guardian);
            var byChild = new WithdrawProhibitionRequest(new GivenBy(Client: true));

            foreach (var wrong in (WithdrawProhibitionRequest[])[byChild, byChild with { Competence = NotCompetent }, byChild with { Competence = new(Assessed: false, Competent: true) }])
                await Refused(worker, forbidden, wrong, HttpStatusCode.UnprocessableEntity, "consents.representative-must-end", "$.withdrawnBy");
            await Refused(worker, forbidden, new(guardian, Competence: Competent), HttpStatusCode.UnprocessableEntity, "consents.competent-minor-ends", "$.withdrawnBy");
            await Refused(worker, forbidden, byChild with { Competence = Competent, OtherGuardians = [new(guardian.GuardianId!.Value)] },
                HttpStatusCode.BadRequest, "consents.other-guardians-of-guardian", "$.otherGuardians");

            using var answer = await End(worker, forbidden, byChild with { Competence = Competent });
            var withdrawal = (await answer.Success())["withdrawal"]!;
            withdrawal["by"]!["client"]!.GetValue<bool>().ShouldBeTrue();
            withdrawal["competence"]!["competent"]!.GetValue<bool>().ShouldBeTrue();
            withdrawal["competence"]!["assessedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);
            (await worker.Client.Get($"/api/v1/prohibitions/{forbidden.Id()}"))["withdrawal"]!.ToJsonString().ShouldBe(withdrawal.ToJsonString());
        }
    }

    [Theory, EveryDatabase]
    public async Task An_adult_ends_what_a_representative_forbade_unless_judged_unable(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, adult) = await host.AddClient();
        var forbidden = await Forbid(worker, adult, new GivenBy(GuardianId: await worker.AddGuardian(adult, GuardianRole.LegalGuardian)));

        await Refused(worker, forbidden, new(new GivenBy(Client: true), Competence: NotCompetent), HttpStatusCode.UnprocessableEntity, "consents.representative-must-end", "$.withdrawnBy");
        using var answer = await End(worker, forbidden, new(new GivenBy(Client: true)));
        (await answer.Success())["withdrawal"]!["competence"].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task A_childs_guardians_end_a_prohibition_together(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(6);
        var (a, b) = (await worker.AddGuardian(child, GuardianRole.Guardian), await worker.AddGuardian(child, GuardianRole.Guardian));
        var (byA, byB) = (new GivenBy(GuardianId: a), new GivenBy(GuardianId: b));
        var forbidden = await Forbid(worker, child, byA, Today.AddDays(-5));

        // Neither the other alone nor who forbade it alone.
        foreach (var by in (GivenBy[])[byA, byB])
            await Refused(worker, forbidden, new(by), HttpStatusCode.UnprocessableEntity, "consents.both-guardians-needed", "$.otherGuardians");
        var together = new WithdrawProhibitionRequest(byB, OtherGuardians: [new(a)]);
        await Refused(worker, forbidden, together with { OneGuardianSuffices = OneGuardianSuffices.OtherAway }, HttpStatusCode.BadRequest, "consents.one-guardian-idle", "$.oneGuardianSuffices");
        await Refused(worker, forbidden, together with { OtherGuardians = [new(b)] }, HttpStatusCode.BadRequest, "consents.guardian-repeated", "$.otherGuardians[0].guardianId");
        await Refused(worker, forbidden, together with { OtherGuardians = [new(Guid.NewGuid())] }, HttpStatusCode.UnprocessableEntity, "consents.guardian-unknown", "$.otherGuardians[0].guardianId");
        await Refused(worker, forbidden, together with { OtherGuardians = [new(a, Today.AddDays(1))] }, HttpStatusCode.BadRequest, "consents.guardian-signed-in-future", "$.otherGuardians[0].signedOn");
        await Refused(worker, forbidden, together with { OtherGuardians = [new(a, Today.AddDays(-6))] }, HttpStatusCode.UnprocessableEntity, "consents.told-before-signed", "$.otherGuardians[0].signedOn");
        await Refused(worker, forbidden, together with { OtherGuardians = [new(a, new DateOnly(1950, 1, 1))] }, HttpStatusCode.UnprocessableEntity, "consents.signed-before-birth", "$.otherGuardians[0].signedOn");
        await Refused(worker, forbidden, together with { OtherGuardians = [.. Enumerable.Repeat(new GuardianSignature(a), 11)] }, HttpStatusCode.BadRequest, "platform.invalid-request", "$.otherGuardians");

        using var answer = await End(worker, forbidden, together);
        var by2 = (await answer.Success())["withdrawal"]!["by"]!;
        by2["guardianId"]!.GetValue<Guid>().ShouldBe(b);
        by2["otherGuardians"]![0]!["guardianId"]!.GetValue<Guid>().ShouldBe(a);

        // One alone says why.
        var again = await Forbid(worker, child, byA);
        using var alone = await End(worker, again, new(byB, OneGuardianSuffices: OneGuardianSuffices.OtherAway));
        (await alone.Success())["withdrawal"]!["by"]!.Text("oneGuardianSuffices").ShouldBe("otherAway");
    }

    [Theory, EveryDatabase]
    public async Task A_childs_only_guardian_ends_it_alone(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(6);
        var by = new GivenBy(GuardianId: await worker.AddGuardian(child, GuardianRole.Guardian));
        using var answer = await End(worker, await Forbid(worker, child, by), new(by, "Ei enää tarpeen"));
        (await answer.Success())["withdrawal"]!.Text("reason").ShouldBe("Ei enää tarpeen");
    }

    [Theory, EveryDatabase]
    public async Task A_permission_is_valid_from_the_last_signature_at_the_earliest_and_none_is_from_before_the_birth(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(6);
        var (a, b) = (await worker.AddGuardian(child, GuardianRole.Guardian), await worker.AddGuardian(child, GuardianRole.Guardian));
        var together = Permission(child, Direction.HealthToSocial) with
        {
            GivenBy = new GivenBy(GuardianId: a),
            SignedOn = Today.AddDays(-5),
            ValidFrom = Today.AddDays(-3),
            OtherGuardians = [new(b, Today.AddDays(-2))],
        };

        await Wrong(together with { OtherGuardians = [new(b, new DateOnly(1950, 1, 1))] }, HttpStatusCode.UnprocessableEntity, "consents.signed-before-birth", "$.otherGuardians[0].signedOn");
        await Wrong(together, HttpStatusCode.BadRequest, "consents.valid-before-signed", "$.validFrom");
        await worker.Record(together with { ValidFrom = Today.AddDays(-2) });
        // From today on where nothing is said, and the other may have signed first.
        await worker.Record(together with { ValidFrom = null, OtherGuardians = [new(b, Today)] });
        await worker.Record(together with { ValidFrom = Today.AddDays(-5), OtherGuardians = [new(b, Today.AddDays(-9))] });

        async Task Wrong(RecordConsentRequest request, HttpStatusCode status, string code, string path) =>
            (await worker.TryRecord(request).ShouldRefuse(status, code))["errors"]!.AsObject().ShouldContainKey(path);
    }

    [Theory, EveryDatabase]
    public async Task A_form_names_no_information_text_where_none_is_recorded(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        foreach (var (language, none) in (ValueTuple<string, string>[])[("en", "No information text is recorded as given."), ("fi", "Annettua tiedotetta ei ole kirjattu."), ("sv", "Det finns ingen anteckning om att information har getts.")])
        {
            foreach (var version in (string?[])[null, InformationTexts.Newest])
            {
                var said = await worker.Client.Post("/api/v1/prohibitions", new RecordProhibitionRequest(
                    person, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.SocialToHealth, Language: language, InformationTextVersion: version));
                var page = await worker.Client.GetStringAsync($"/api/v1/prohibitions/{said.Id()}/form");
                page.Contains(none, StringComparison.Ordinal).ShouldBe(version is null);
                page.Contains(InformationTexts.Newest, StringComparison.Ordinal).ShouldBe(version is not null);
                using var answer = await End(worker, said, new(new GivenBy(Client: true)));
                await answer.Success();
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task A_prohibition_of_a_day_to_come_is_not_called_a_withdrawal(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var request = new RecordProhibitionRequest(person, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.SocialToHealth, ToldOn: Today.AddDays(1));
        var problem = await worker.Client.SendJson(HttpMethod.Post, "/api/v1/prohibitions", request, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.BadRequest, "consents.told-in-future");
        problem.ToJsonString().ShouldNotContain("withdrawal");
    }

    [Theory, EveryDatabase]
    public async Task The_clients_own_permission_is_no_statutory_basis(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var basis = new RecordStatutoryBasisRequest(
            person, "703/2023 53 §", "Yhteinen palvelu yhteisessä yksikössä.", Direction.SocialToHealth, [DataClass.SocialAssessmentPart], [nurse.UnitId], Today.AddDays(7));
        foreach (var paragraph in (string[])["703/2023 53 §", "703/2023 53.2 §", "703/2023 53.3 §"])
        {
            await worker.Client.SendJson(HttpMethod.Post, "/api/v1/statutory-bases", basis with { Paragraph = paragraph }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.BadRequest, "consents.paragraph-unknown");
        }
        foreach (var paragraph in (string[])["703/2023 53.1 §", "703/2023 53.5 §", "703/2023 53.6 §"])
            (await worker.Client.Post("/api/v1/statutory-bases", basis with { Paragraph = paragraph })).Text("paragraph").ShouldBe(paragraph);
    }

    [Fact]
    public void A_withdrawal_kept_before_competence_was_is_read()
    {
        var kept = JsonSerializer.SerializeToNode(new Withdrawal(new Giver(null, null), Guid.NewGuid(), Guid.NewGuid(), Today, null), JsonRules.Options)!.AsObject();
        kept.Remove("competence");
        kept.Deserialize<Withdrawal>(JsonRules.Options)!.Competence.ShouldBeNull();
    }

    private static Task<JsonObject> Forbid(TestStaff worker, Guid personId, GivenBy by, DateOnly? toldOn = null) =>
        worker.Client.Post("/api/v1/prohibitions", new RecordProhibitionRequest(
            personId, ProhibitionKind.Disclosure, by, Direction.SocialToHealth, Competence: NotCompetent, ToldOn: toldOn));

    private static Task<HttpResponseMessage> End(TestStaff worker, JsonObject seen, WithdrawProhibitionRequest request) =>
        worker.Client.SendJson(HttpMethod.Post, $"/api/v1/prohibitions/{seen.Id()}/withdraw", request, "\"1\"");

    private static async Task Refused(TestStaff worker, JsonObject seen, WithdrawProhibitionRequest request, HttpStatusCode status, string code, string path) =>
        (await End(worker, seen, request).ShouldRefuse(status, code))["errors"]!.AsObject().ShouldContainKey(path);
}
