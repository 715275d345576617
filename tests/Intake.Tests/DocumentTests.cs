using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using Xunit.Abstractions;

namespace Monipolku.Intake.Tests;

public class DocumentTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("4009", "childWelfareNotification")]
    [InlineData("4018", "contact")]
    [InlineData("4018", "jointRequestWithFamily")]
    [InlineData("4019", "anticipatoryNotification")]
    [InlineData("4021", "noticeToAuthority")]
    [InlineData("19001", "childWelfareNotification")]
    [InlineData("19001", "contact")]
    [InlineData("1006", "childWelfareNotification")]
    [InlineData("1009", "contact")]
    [InlineData("1009", "noticeToAuthority")]
    [InlineData("1015", "anticipatoryNotification")]
    public async Task Every_document_is_valid_by_THLs_own_schema(string type, string kind)
    {
        foreach (var database in TestDatabases.Available)
        {
            var intake = await IntakeSteps.On(await TestHost.Shared(database));
            var matter = await Full(intake, await intake.Arrive(Notification(kind)));

            var document = await Read(intake.Duty, matter, type);

            document.ToJsonString().ShouldNotContain("null");
            if (ThlSchemas.Folder is null) output.WriteLine(ThlSchemas.WhyNot);
            else ThlSchemas.Judge(type, document).ShouldBeEmpty(document.ToJsonString());
        }
    }

    [Fact] // each code set that a document of intake has a place for has one here
    public async Task Every_code_that_is_recorded_stands_in_its_document()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var (child, contact) = (await Full(intake, await intake.Arrive(Notification("childWelfareNotification"))), await Full(intake, await intake.Arrive(Notification("contact"))));
        var anticipatory = await Full(intake, await intake.Arrive(Notification("anticipatoryNotification")));

        (await Sets(child, "4009")).ShouldBe(["1203", "1243"]);
        (await Sets(child, "1006")).ShouldBe(["1219", "1251", "1252", "202"]);
        (await Sets(child, "19001")).ShouldBe(["1221", "1222", "1251", "1252", "202"]);
        (await Sets(contact, "1009")).ShouldBe(["1221", "1222", "1250", "1251", "1252", "1282", "202"]);
        (await Sets(contact, "19001")).ShouldBe(["1221", "1222", "1251", "1252", "1282", "202"]);
        (await Sets(anticipatory, "1015")).ShouldBe(["1221", "1222", "1252", "1282", "202"]);
        (child["urgency"]!["services"]!.AsArray().Count, child["urgency"]!["contactWay"]!.Text("code"), child["urgency"]!["childWelfareReasons"]!.AsArray().Count).ShouldBe((2, "5", 2));

        var wrong = Notification("contact");
        wrong["housing"] = new JsonObject { ["code"] = "3", ["name"] = "Isän kanssa" };
        (await intake.Curator.Client.SendJson(HttpMethod.Post, "/api/v1/intake/notifications", wrong, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.housing-of-other-kind"))["errors"]!.AsObject().ShouldContainKey("$.housing");
        var arrived = await intake.Arrive();
        foreach (var (codes, status, code) in ((string[], HttpStatusCode, string)[])
            [(["33", "7"], HttpStatusCode.BadRequest, "intake.reason-code-unknown"), (["33", "33"], HttpStatusCode.UnprocessableEntity, "intake.reason-code-twice")])
            (await intake.Duty.Client.SendJson(HttpMethod.Put, IntakeSteps.Path(arrived) + "/urgency", new { code = "2", assessment = "a", childWelfareReasons = codes }, "\"1\"")
                .ShouldRefuse(status, code))["errors"]!.AsObject().ShouldContainKey("$.childWelfareReasons[1]");

        async Task<List<string>> Sets(JsonObject matter, string type) => [.. System.Text.RegularExpressions.Regex
            .Matches((await Read(intake.Duty, matter, type)).ToJsonString(), @"urn:oid:1\.2\.246\.537\.6\.(\d+)").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
    }

    [Theory, EveryDatabase]
    public async Task A_notification_of_paper_with_guardians_and_contact_is_written_whole(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var body = IntakeSteps.Notification(TestHetu.New(15));
        body["channel"] = "paper";
        body["arrivedOn"] = "2026-09-14";
        body["notifier"]!["confidentialityAsked"] = true;
        body["notifier"]!["confidentialityReason"] = "Luottamus katkeaisi.";
        body["custodyDispute"] = new JsonObject { ["courtProceedings"] = false, ["livesWith"] = "Äidin luona" };
        body["toldByNotifier"] = new JsonObject { ["child"] = true, ["guardian"] = false };
        var matter = await intake.Arrive(body, intake.Duty);
        var person = matter.Text("personId");
        await intake.Duty.Client.Post($"/api/v1/people/{person}/guardians",
            new { identityCode = TestHetu.New(44), givenNames = "Hanna Maria", familyName = "Huoltaja", role = "guardian", phone = "+358501234567" });
        await Contact(nonDisclosure: false);

        var document = await Read(intake.Duty, matter, "thl");

        if (ThlSchemas.Folder is null) output.WriteLine(ThlSchemas.WhyNot);
        else ThlSchemas.Judge("4009", document).ShouldBeEmpty(document.ToJsonString());
        var told = document["lastensuojeluilmoitus"]!;
        told["asiakas"]!["henkilotunnus"]!.Text("value").ShouldBe(body["person"]!.Text("identityCode"));
        told["asiakas"]!.Text("ika").ShouldBe("15");
        told["asiakas"]!["yhteystiedot"]!["osoite"]![0]!.Text("lahiosoite").ShouldBe("Kotikuja 3");
        told["tiedot_lapsen_asumisesta"]!.Text("lapsen_asumisen_kuvaus").ShouldBe("Äidin luona");
        told["huoltaja_tai_muu_lapsen_hoidosta_vastaava_henkilo"]![0]!.Text("etunimet").ShouldBe("Hanna Maria");
        told["ilmoittaja"]![0]!["henkilo"]!.Text("sukunimi").ShouldBe("Kuraattori");
        told["ilmoittaja"]![0]!["taho"]!.Text("display").ShouldStartWith("Opetustoimen");
        told["ilmoittaja"]![0]!.Text("salassapidon_perustelut").ShouldBe("Luottamus katkeaisi.");
        told.Text("ilmoittamispaivamaara").ShouldBe("2026-09-14");
        told["lapselle_on_kerrottu_lastensuojeluilmoituksesta"]!.GetValue<bool>().ShouldBeTrue();
        told["laatija"]!.Text("sukunimi").ShouldBe("Työntekijä");

        await Contact(nonDisclosure: true);
        var hidden = (await Read(intake.Duty, matter, "4009"))["lastensuojeluilmoitus"]!;
        hidden["asiakas"]!["turvakielto"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var secret in (string[])["Kotikuja", "+358401112233", "+358501234567"]) hidden.ToJsonString().ShouldNotContain(secret);

        async Task Contact(bool nonDisclosure)
        {
            var seen = await intake.Duty.Client.Get($"/api/v1/people/{person}");
            await intake.Duty.Client.Change(HttpMethod.Put, $"/api/v1/people/{person}/contact",
                new { contact = new { phone = "+358401112233", street = "Kotikuja 3", postalCode = "67100", city = "Kokkola" }, language = "fi", nonDisclosure }, seen);
        }
    }

    [Theory, EveryDatabase]
    public async Task Who_asked_for_confidentiality_is_named_only_to_those_who_may_know(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var manager = await intake.Host.AddStaff(intake.Duty.UnitId, Role.UnitManager);
        var (child, contact) = (IntakeSteps.Notification(), Kinds.Contact());
        foreach (var body in (JsonObject[])[child, contact])
        {
            body["notifier"]!["confidentialityAsked"] = true;
            body["notifier"]!["confidentialityReason"] = "Luottamus katkeaisi.";
        }
        var (open, named) = (await intake.Arrive(child), await intake.Arrive(contact));

        var document = await Read(manager, open, "4009");
        foreach (var secret in (string[])["Kuraattori", "Keskuskoulu", "Luottamus"]) document.ToJsonString().ShouldNotContain(secret);
        await manager.Client.GetAsync(IntakeSteps.Path(named) + "/document?type=4018").ShouldRefuse(HttpStatusCode.Forbidden, "intake.document-notifier-hidden");
        (await Read(intake.Duty, named, "4018")).ToJsonString().ShouldContain("Kuraattori");
    }

    [Theory, EveryDatabase]
    public async Task What_is_required_and_not_recorded_is_said_and_not_made_up(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var contact = Kinds.Contact();
        contact["notifier"]!.AsObject().Remove("phone");
        contact["reasonCodes"] = new JsonArray();
        var matter = await intake.Arrive(contact);

        foreach (var (type, missing) in ((string, string[])[])
            [
                ("4018", ["yhteystiedot.puhelinnumero", "asiasisalto"]), ("1009", ["toimenpiteet", "arvio_asian_kiireellisyydesta", "laatija"]),
                ("19001", ["palvelutehtava", "arvio_asian_kiireellisyydesta", "laatija"]),
            ])
        {
            var problem = await intake.Duty.Client.GetAsync($"{IntakeSteps.Path(matter)}/document?type={type}").ShouldRefuse(HttpStatusCode.Conflict, "intake.document-incomplete");
            foreach (var name in missing) problem.Text("detail").ShouldContain(name);
            problem["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldStartWith("$.");
        }
    }

    [Theory, EveryDatabase]
    public async Task What_the_estimate_left_out_is_added_after_the_decision_and_what_it_said_stays(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var matter = await intake.Decide(await intake.Evaluated(), IntakeSteps.Decision(intake.Duty.Id));
        var (code, assessment) = (matter["urgency"]!.Text("code"), matter["urgency"]!.Text("assessment"));
        foreach (var type in (string[])["1006", "19001"])
        {
            var text = (await intake.Duty.Client.GetAsync($"{IntakeSteps.Path(matter)}/document?type={type}").ShouldRefuse(HttpStatusCode.Conflict, "intake.document-incomplete")).Text("detail");
            text.ShouldContain("AssessUrgency");
            text.ShouldNotContain("SupplementNotification");
        }
        await Send(new { code, assessment }).ShouldRefuse(HttpStatusCode.Conflict, "intake.decided");
        await Send(new { code, assessment = "Muuta.", actions = "Soitettu." }).ShouldRefuse(HttpStatusCode.Conflict, "intake.decided");

        var before = matter;
        matter = await (await Send(new { code, assessment, measures = new[] { new { code = "1", name = "Palvelutarpeen arviointi" } } })).Success();
        matter = await (await Send(new { code, assessment, actions = "Soitettu.", serviceTask = new { code = "15", name = "Päihdehuolto" } })).Success();

        matter = await (await Send(new { code, assessment, services = new[] { new { code = "25", name = "Sosiaaliohjaus" } }, contactWay = new { code = "5", name = "Puhelin" } })).Success();
        matter = await (await Send(new { code, assessment, childWelfareReasons = new[] { "33" } })).Success();

        foreach (var member in (string[])["status", "ownerId", "clocks", "decision"]) matter[member]!.ToJsonString().ShouldBe(before[member]!.ToJsonString());
        foreach (var member in (string[])["code", "assessment", "assessedBy", "assessedAt"]) matter["urgency"]![member]!.ToJsonString().ShouldBe(before["urgency"]![member]!.ToJsonString());
        (await Read(intake.Duty, matter, "1006"))["lastensuojeluilmoituksen_arvio"]!.Text("kuvaus").ShouldBe("Soitettu.");
        (await Read(intake.Duty, matter, "19001")).ToJsonString().ShouldContain("palvelutehtava");
        foreach (var (body, path) in ((object, string)[])
            [
                (new { code, assessment, actions = "Toista." }, "$.actions"), (new { code, assessment, measures = new[] { new { code = "2", name = "Muu" } } }, "$.measures"),
                (new { code, assessment, serviceTask = new { code = "14", name = "Muu" } }, "$.serviceTask"),
                (new { code, assessment, services = new[] { new { code = "14", name = "Muu" } } }, "$.services"),
                (new { code, assessment, contactWay = new { code = "14", name = "Muu" } }, "$.contactWay"),
                (new { code, assessment, childWelfareReasons = new[] { "10" } }, "$.childWelfareReasons"),
            ])
        {
            (await Send(body).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.urgency-told"))["errors"]!.AsObject().ShouldContainKey(path);
        }

        Task<HttpResponseMessage> Send(object body) => intake.Duty.Client.SendJson(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", body, $"\"{matter["version"]}\"");
    }

    [Theory, EveryDatabase]
    public async Task Whoever_made_contact_for_themself_is_named_by_their_own_record(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var contact = Kinds.OwnContact();
        contact["notifier"]!.AsObject().Remove("name");

        var document = await Read(intake.Duty, await intake.Arrive(contact), "4018");

        var person = document["yhteydenotto_sosiaalihuollosta_vastaavaan_viranomaiseen"]!["yhteydenottaja"]![0]!["henkilo"]!;
        (person.Text("sukunimi"), person.Text("etunimet")).ShouldBe((contact["person"]!.Text("familyName"), contact["person"]!.Text("givenNames")));
    }

    [Theory, EveryDatabase]
    public async Task Each_notification_of_a_matter_has_its_document(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var code = TestHetu.New();
        var first = await intake.Arrive(IntakeSteps.Notification(code));
        var second = IntakeSteps.Notification(code);
        second["description"] = "Toinen ilmoitus.";
        var matter = await Full(intake, await intake.Arrive(second));
        var newest = matter["notifications"]!.AsArray().Single(n => n!.Text("description") == "Toinen ilmoitus.")!["id"]!.GetValue<Guid>();

        (await Read(intake.Duty, matter, "4009"))["lastensuojeluilmoitus"]!.Text("asiasisalto").ShouldStartWith("Poissaoloja");
        (await Read(intake.Duty, matter, "4009&notification=" + newest))["lastensuojeluilmoitus"]!.Text("asiasisalto").ShouldBe("Toinen ilmoitus.");
        var evaluation = (await Read(intake.Duty, matter, "1006&notification=" + newest))["lastensuojeluilmoituksen_arvio"]!;
        evaluation["aiemmat_ilmoitukset_ja_yhteydenotot"]!.GetValue<bool>().ShouldBeTrue();
        (await Read(intake.Duty, first, "1006"))["lastensuojeluilmoituksen_arvio"]!["aiemmat_ilmoitukset_ja_yhteydenotot"]!.GetValue<bool>().ShouldBeFalse();
        var elses = await intake.Arrive();
        await intake.Duty.Client.GetAsync($"{IntakeSteps.Path(matter)}/document?type=thl&notification={elses.Id()}")
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.document-notification-unknown");
    }

    [Theory]
    [InlineData("type=4018", HttpStatusCode.UnprocessableEntity, "intake.document-of-other-kind")]
    [InlineData("type=1012", HttpStatusCode.BadRequest, "intake.document-type-unknown")]
    [InlineData("type=", HttpStatusCode.BadRequest, "intake.document-type-unknown")]
    [InlineData("type=1.2.246.537.6.1506.4009.2020.1.1", HttpStatusCode.BadRequest, "intake.document-type-unknown")]
    [InlineData("", HttpStatusCode.BadRequest, "platform.invalid-request")]
    [InlineData("type=4009&notification=17", HttpStatusCode.BadRequest, "platform.invalid-request")]
    public async Task A_wrong_document_is_refused(string query, HttpStatusCode status, string code)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var matter = await intake.Arrive();

        await intake.Duty.Client.GetAsync($"{IntakeSteps.Path(matter)}/document?{query}").ShouldRefuse(status, code);
    }

    [Theory]
    [InlineData("1.2.246.537.6.1506.4009")]
    [InlineData("1.2.246.537.6.1506.4009.2023.4.28")]
    public async Task A_document_is_asked_by_its_whole_OID_too(string oid)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        (await Read(intake.Duty, await intake.Arrive(), oid)).ContainsKey("lastensuojeluilmoitus").ShouldBeTrue();
    }

    [Fact]
    public async Task Others_get_no_document()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.DutyWorker);
        var path = IntakeSteps.Path(await intake.Arrive()) + "/document?type=4009";

        await stranger.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        await intake.Curator.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        await intake.Duty.Client.GetAsync($"/api/v1/intake/matters/{Guid.NewGuid()}/document?type=4009").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    private static JsonObject Notification(string kind)
    {
        var body = kind switch
        {
            "childWelfareNotification" => IntakeSteps.Notification(),
            "anticipatoryNotification" => Kinds.Anticipatory(),
            "noticeToAuthority" => Kinds.Notice(),
            "jointRequestWithFamily" => Kinds.Contact(TestHetu.New()),
            _ => Kinds.Contact(),
        };
        body["kind"] = kind;
        if (kind == "childWelfareNotification") body["housing"] = new JsonObject { ["code"] = "3", ["name"] = "Isän kanssa" };
        return body;
    }

    private static async Task<JsonObject> Full(IntakeSteps intake, JsonObject matter)
    {
        var assessed = await intake.Duty.Client.Change(HttpMethod.Put, IntakeSteps.Path(matter) + "/urgency", new
        {
            code = "2",
            assessment = "Ei välitöntä vaaraa.",
            actions = "Soitettu huoltajalle ja sovittu tapaaminen.",
            measures = new[] { new { code = "1", name = "Palvelutarpeen arviointi" } },
            serviceTask = new { code = "15", name = "Päihdehuolto" },
            services = new[] { new { code = "25", name = "Sosiaaliohjaus" }, new { code = "28", name = "Perhetyö" } },
            contactWay = new { code = "5", name = "Puhelin" },
            childWelfareReasons = new[] { "33", "53" },
        }, matter);
        return await intake.Decide(assessed, IntakeSteps.Decision(intake.Duty.Id));
    }

    private static Task<JsonObject> Read(TestStaff reader, JsonObject matter, string type) => reader.Client.Get($"{IntakeSteps.Path(matter)}/document?type={type}");
}
