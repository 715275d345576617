using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using Xunit.Abstractions;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>THL's documents 1505.8 and 1505.9, judged by THL's own schemas where their folder is given.</summary>
public class DocumentTests(ITestOutputHelper output)
{
    private static readonly CompetenceAssessment NotCompetent = new(Assessed: true, Competent: false);

    [Theory, EveryDatabase]
    public async Task Permission_is_THLs_document_as_given_and_as_withdrawn(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var mother = await worker.AddGuardian(child, GuardianRole.Guardian);
        var father = await worker.AddGuardian(child, GuardianRole.Guardian);
        var id = (await worker.Record(Permission(child, Direction.SocialToHealth) with
        {
            Competence = NotCompetent,
            GivenBy = new GivenBy(GuardianId: mother),
            OtherGuardians = [new(father)],
        })).Id();

        foreach (var type in (string[])["thl", "1505.8", "1.2.246.537.6.1505.8"])
        {
            var given = (await Document(worker, $"consents/{id}", type))["luovutuslupa_asiakirja"]!;
            Judge("1505.8", given.Root);
            given["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeTrue();
            given["luovutusluvan_antaja_on_laillinen_edustaja"]!.GetValue<bool>().ShouldBeTrue();
            given["luovutusluvan_antaja"]!.AsArray().Select(g => g!["rooli"]!["code"]!.GetValue<string>()).ShouldBe(["31", "31"]);
        }

        (await worker.TryWithdraw(id, new WithdrawConsentRequest(new GivenBy(GuardianId: mother), Reason: "Ei enää tarpeen"))).EnsureSuccessStatusCode();
        var withdrawn = (await Document(worker, $"consents/{id}", "thl"))["luovutuslupa_asiakirja"]!;
        Judge("1505.8", withdrawn.Root);
        withdrawn["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeFalse();
        Details(withdrawn).Take(2).ShouldBe(["Peruttu 15.9.2026. Tietoja ei enää luovuteta tämän perusteella.", "Ei enää tarpeen"]);
    }

    [Theory, EveryDatabase]
    public async Task What_limits_a_permission_and_what_took_its_place_is_told(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var clinic = await host.AddUnit(Sector.Health);
        var wide = (await worker.Record(Permission(person, Direction.SocialToHealth))).Id();
        var narrow = (await worker.Record(Permission(person, Direction.SocialToHealth, DataClass.JointPlan, DataClass.IntakeMatter) with
        {
            RecipientUnits = [clinic],
            DataFrom = new DateOnly(2026, 1, 1),
            DataTo = new DateOnly(2026, 6, 30),
            ServiceTasks = ["2", "3"],
            ValidTo = Today.AddDays(30),
        })).Id();

        var replaced = (await Document(worker, $"consents/{wide}", "thl"))["luovutuslupa_asiakirja"]!;
        Judge("1505.8", replaced.Root);
        replaced["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeFalse();
        Details(replaced).ShouldBe([
            "Uudempi on tullut tämän tilalle. 15.9.2026", "Luovutuslupa on annettu vain näin rajattuna:", "Suunta: Sosiaalihuollosta terveydenhuoltoon",
            "Kenelle: Kaikki palveluuni osallistuvat yksiköt", "Mitkä tiedot: Sosiaalihuollon osuus arviosta",
            "Mihin tietoja käytetään: Yhteinen suunnitelma ja sen seuranta", "Voimassa: 15.9.2026 – toistaiseksi"]);

        var present = (await Document(worker, $"consents/{narrow}", "thl"))["luovutuslupa_asiakirja"]!;
        Judge("1505.8", present.Root);
        present["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeTrue();
        var details = Details(present);
        details[0].ShouldBe("Luovutuslupa on annettu vain näin rajattuna:");
        details[2].ShouldBe("Kenelle: " + (await worker.Client.Get($"/api/v1/units/{clinic}")).Text("name"));
        details.Skip(3).ShouldBe([
            "Mitkä tiedot: Yhteinen suunnitelma; Ilmoitus tai yhteydenotto ja sen käsittely", "Tiedot ajalta: 1.1.2026 – 30.6.2026", "Palvelutehtävät (THL 1221): 2, 3",
            "Mihin tietoja käytetään: Yhteinen suunnitelma ja sen seuranta", "Voimassa: 15.9.2026 – 15.10.2026"]);
    }

    [Fact]
    public async Task Permission_has_a_document_from_its_first_day_and_says_no_after_its_last()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var (worker, person) = await host.AddClient();
        var id = (await worker.Record(Permission(person, Direction.SocialToHealth) with { ValidFrom = Today.AddDays(1), ValidTo = Today.AddDays(2) })).Id();
        await worker.Client.GetAsync($"/api/v1/consents/{id}/document?type=thl").ShouldRefuse(HttpStatusCode.Conflict, "consents.document-begins-later");

        host.Clock.Advance(TimeSpan.FromDays(1));
        worker = await worker.NextDay(host);
        var begun = (await Document(worker, $"consents/{id}", "thl"))["luovutuslupa_asiakirja"]!;
        begun["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeTrue();
        begun.Text("laatimispaivamaara").ShouldBe("2026-09-16");

        host.Clock.Advance(TimeSpan.FromDays(2));
        worker = await worker.NextDay(host);
        var ended = (await Document(worker, $"consents/{id}", "thl"))["luovutuslupa_asiakirja"]!;
        Judge("1505.8", ended.Root);
        ended["voimassa_oleva_luovutuslupa"]!["luovutuslupa"]!.GetValue<bool>().ShouldBeFalse();
        ended.Text("laatimispaivamaara").ShouldBe("2026-09-18");
        Details(ended)[0].ShouldBe("Voimassaolo päättyi 17.9.2026. Tietoja ei enää luovuteta tämän perusteella.");
    }

    [Theory, EveryDatabase]
    public async Task Prohibition_is_THLs_document_by_controller_and_by_service_task(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var all = new RecordProhibitionRequest(person, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.SocialToHealth);
        var ofAll = await Prohibit(worker, all);
        var ofTasks = await Prohibit(worker, all with { ServiceTasks = ["2", "3"] });

        var ofClass = await Prohibit(worker, all with { Classes = [DataClass.JointPlan], HoldsInEmergency = true });
        Details((await Document(worker, $"prohibitions/{ofClass}", "thl"))["kieltoasiakirja"]!).ShouldBe([
            "Kielto on annettu tässä laajuudessa:", "Suunta: Sosiaalihuollosta terveydenhuoltoon", "Mitkä tiedot: Yhteinen suunnitelma",
            "Hätätilanteessa: Kielto on voimassa myös hätätilanteessa"]);

        var controller = (await Document(worker, $"prohibitions/{ofAll}", "1505.9"))["kieltoasiakirja"]!;
        Judge("1505.9", controller.Root);
        controller["rekisterinpitajaa_koskevat_luovutuskiellot"]!["rekisterinpitajaa_koskeva_luovutuskielto"]!.AsArray().Count.ShouldBe(1);
        var tasks = (await Document(worker, $"prohibitions/{ofTasks}", "thl"))["kieltoasiakirja"]!;
        Judge("1505.9", tasks.Root);
        tasks["palvelutehtavaa_koskevat_luovutuskiellot"]!["palvelutehtavaa_koskeva_luovutuskielto"]![0]!["palvelutehtava_jonka_tietojen_luovutus_kielletaan"]!
            .AsArray().Select(t => t!["code"]!.GetValue<string>()).ShouldBe(["2", "3"]);

        (await worker.Client.SendJson(HttpMethod.Post, $"/api/v1/prohibitions/{ofAll}/withdraw", ByClient(), "\"1\"")).EnsureSuccessStatusCode();
        var withdrawn = (await Document(worker, $"prohibitions/{ofAll}", "thl"))["kieltoasiakirja"]!;
        Judge("1505.9", withdrawn.Root);
        withdrawn["rekisterinpitajaa_koskevat_luovutuskiellot"].ShouldBeNull();
        Details(withdrawn)[0].ShouldBe("Peruttu 15.9.2026. Kielto ei ole enää voimassa.");
    }

    [Theory, EveryDatabase]
    public async Task What_has_no_document_and_who_may_not_read_it_are_refused(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var social = (await worker.Record(Permission(person, Direction.SocialToHealth))).Id();
        var health = (await worker.Record(Permission(person, Direction.HealthToSocial))).Id();
        var joint = (await worker.Record(JointWork(person))).Id();
        var prohibition = await Prohibit(worker, new(person, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.HealthToSocial));

        foreach (var none in (string[])[$"consents/{health}", $"consents/{joint}", $"prohibitions/{prohibition}"])
            await worker.Client.GetAsync($"/api/v1/{none}/document?type=thl").ShouldRefuse(HttpStatusCode.Conflict, "consents.document-not-of-this");
        await worker.Client.GetAsync($"/api/v1/consents/{social}/document?type=1505.9").ShouldRefuse(HttpStatusCode.BadRequest, "consents.document-type-unknown");
        (await stranger.Client.GetAsync($"/api/v1/consents/{social}/document?type=thl")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.Client.GetAsync($"/api/v1/prohibitions/{prohibition}/document?type=thl")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await worker.Client.GetAsync($"/api/v1/consents/{Guid.NewGuid()}/document?type=thl")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<Guid> Prohibit(TestStaff worker, RecordProhibitionRequest request) =>
        (await worker.Client.Post("/api/v1/prohibitions", request))["id"]!.GetValue<Guid>();

    private static async Task<JsonNode> Document(TestStaff reader, string of, string type) =>
        (await reader.Client.GetFromJsonAsync<JsonNode>($"/api/v1/{of}/document?type={type}"))!;

    /// <summary>The lines of the text for further details, by whatever name the schema calls it.</summary>
    private static string[] Details(JsonNode document) => document["ammattihenkilon_laatima_asiakirja"]!.AsObject()
        .Single(member => member.Key.StartsWith("perustelut_", StringComparison.Ordinal)).Value!.GetValue<string>().Split('\n');

    private void Judge(string code, JsonNode document)
    {
        if (ThlSchemas.Folder is null) output.WriteLine(ThlSchemas.WhyNot);
        else ThlSchemas.Judge(code, document).ShouldBeEmpty(document.ToJsonString());
    }
}
