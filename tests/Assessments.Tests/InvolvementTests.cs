using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

/// <summary>R45 and R158: what somebody else told is marked with its source, and nobody is assessed behind their back.</summary>
public class InvolvementTests
{
    private static readonly DateOnly Today = new(2026, 9, 15);

    private static readonly InformationSource Told = new(Teller.Guardian, Today, "Äiti", "Sari", SourceBasis.Consent, Purpose: "Näkemys");

    [Fact]
    public void Second_hand_is_what_neither_the_client_told_nor_the_writer_found_out()
    {
        foreach (var teller in Enum.GetValues<Teller>())
            InformationSource.SecondHand([new InformationSource(teller, Today)]).ShouldBe(teller is not (Teller.Client or Teller.Writer), $"{teller}");
        InformationSource.SecondHand([new InformationSource(Teller.Client, Today), Told]).ShouldBeTrue();
    }

    [Fact]
    public void Every_teller_but_the_client_and_the_writer_needs_the_whole_source()
    {
        foreach (var teller in Enum.GetValues<Teller>().Except([Teller.Client, Teller.Writer]))
        {
            var whole = Told with { Told = teller };
            Check(whole).ShouldBeNull();
            Check(whole with { Basis = SourceBasis.Statute, Paragraph = "SHL 41 §" }).ShouldBeNull();
            foreach (var (lacking, name) in (ValueTuple<InformationSource, string>[])
                [(whole with { Who = null }, "who"), (whole with { RequestedBy = null }, "requestedBy"), (whole with { Basis = null }, "basis"), (whole with { Purpose = null }, "purpose")])
                Check(lacking).ShouldBe(AssessmentsRefusals.SourceIncomplete.At("$.sources[0]." + name));
            Check(whole with { Basis = SourceBasis.Statute }).ShouldBe(AssessmentsRefusals.SourceParagraph.At("$.sources[0].paragraph"));
            Check(whole with { Basis = SourceBasis.Permission, Paragraph = "SHL 41 §" }).ShouldBe(AssessmentsRefusals.SourceParagraph.At("$.sources[0].paragraph"));
        }
        Check(Told with { On = Today.AddDays(1) }).ShouldBe(AssessmentsRefusals.SourceDayWrong.At("$.sources[0].on"));

        static Refusal? Check(InformationSource source) => InformationSource.Check([source], Today);
    }

    [Fact]
    public void A_child_is_heard_from_twelve_on_the_day_itself_and_until_of_age()
    {
        var unasked = new Involvement(new ChildHeard(ChildHearing.NotAsked, null, "Ikä"));
        Involvement.CheckEnd(unasked, Today.AddYears(-12).AddDays(1), Today).ShouldBeNull();
        Involvement.CheckEnd(unasked, Today.AddYears(-12), Today).ShouldBe(AssessmentsRefusals.ChildNotHeard.At("$.involvement.child.how"));
        Involvement.CheckEnd(unasked, Today.AddYears(-18).AddDays(1), Today).ShouldBe(AssessmentsRefusals.ChildNotHeard.At("$.involvement.child.how"));
        Involvement.CheckEnd(null, Today.AddYears(-18).AddDays(1), Today).ShouldBe(AssessmentsRefusals.ChildsPartMissing.At("$.involvement.child"));
        Involvement.CheckEnd(null, Today.AddYears(-18), Today).ShouldBeNull();
        foreach (var how in (ChildHearing[])[ChildHearing.Alone, ChildHearing.WithGuardians, ChildHearing.DidNotWant])
            Involvement.CheckEnd(new Involvement(new ChildHeard(how, "Tapaaminen")), Today.AddYears(-15), Today).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Who_told_stands_with_each_part_and_the_other_sector_sees_it_as_permitted(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        var part = Story.PathOf(started, "/parts/health");
        object Body(object? sources) => new { text = "Osuus", sources };
        object school = new { told = "otherAuthority", on = Today, who = "Kouluterveydenhoitaja", requestedBy = "Sairaanhoitaja", basis = "permission", purpose = "Hoidon arvio" };

        foreach (var (sources, status, code) in (ValueTuple<object?, int, string>[])
        [
            (null, 400, "platform.malformed-json"), (Array.Empty<object>(), 400, "platform.invalid-request"),
            (new object[] { new { told = "guardian", on = Today } }, 422, "assessments.source-incomplete"),
            (new object[] { new { told = "client", on = Today.AddDays(1) } }, 422, "assessments.source-day-wrong"),
        ])
            await story.Nurse.Client.SendJson(HttpMethod.Put, part, Body(sources), ifMatch: "\"1\"").ShouldRefuse((HttpStatusCode)status, code);
        var seen = await story.Nurse.Client.Change(HttpMethod.Put, part, Body(new[] { school }), started);

        var own = await story.Nurse.Client.Get(part);
        (own["secondHand"]!.GetValue<bool>(), own["sources"]![0]!.Text("who")).ShouldBe((true, "Kouluterveydenhoitaja"));
        var withheld = (await story.SocialWorker.Client.Get(Story.PathOf(started)))["parts"]!.AsArray().Single(p => p!.Text("sector") == "health")!;
        withheld["content"].ShouldBeNull();
        withheld.ToJsonString().ShouldNotContain("Kouluterveydenhoitaja");

        await story.Nurse.Client.Change(HttpMethod.Put, part, Body(new[] { new { told = "writer", on = Today } }), seen);
        (await story.Nurse.Client.Get(part))["secondHand"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Shared_part_says_who_told_and_whether_the_client_was_there(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        foreach (var (spoil, code, path) in (ValueTuple<Action<JsonObject>, string, string>[])
        [
            (b => b["sources"]![1]!.AsObject().Remove("purpose"), "assessments.source-incomplete", "$.sources[1].purpose"),
            (b => b["clientView"]!["clientPresent"] = false, "assessments.presence-reason", "$.clientView.reasonNotPresent"),
            (b => b["clientView"]!["reasonNotPresent"] = "Sairaana", "assessments.presence-reason", "$.clientView.reasonNotPresent"),
            (b => (b["clientView"]!["clientPresent"], b["clientView"]!["reasonNotPresent"], b["clientView"]!["remote"]) = (false, "Sairaana", true),
                "assessments.remote-not-present", "$.clientView.remote"),
            (b => b["involvement"]!["child"]!.AsObject().Remove("howAsked"), "assessments.child-how-asked", "$.involvement.child.howAsked"),
            (b => b["involvement"]!["child"]!["reasonNotAsked"] = "x", "assessments.child-not-asked-reason", "$.involvement.child.reasonNotAsked"),
        ])
        {
            var wrong = Story.SharedBody();
            spoil(wrong);
            var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Put, Story.PathOf(started, "/shared"), wrong, ifMatch: "\"1\"").ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
        }
        var body = Story.SharedBody();
        (body["clientView"]!["clientPresent"], body["clientView"]!["reasonNotPresent"]) = (false, "Sairaalassa; ei jaksanut tulla.");
        await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(started, "/shared"), body, started);

        // Both sectors write it and read it.
        var shared = (await story.Nurse.Client.Get(Story.PathOf(started)))["shared"]!;
        shared["secondHand"]!.GetValue<bool>().ShouldBeTrue();
        shared["sources"]!.AsArray().Select(s => s!.Text("told")).ShouldBe(["client", "guardian"]);
        shared["clientView"]!.Text("reasonNotPresent").ShouldBe("Sairaalassa; ei jaksanut tulla.");
        shared["involvement"]!["child"]!.Text("how").ShouldBe("alone");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_is_assessed_behind_their_back(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var started = await story.Start();
        foreach (var (involvement, code, path) in (ValueTuple<string?, string, string>[])
        [
            (null, "assessments.childs-part-missing", "$.involvement.child"),
            ("""{ "guardians": "Äiti oli mukana." }""", "assessments.childs-part-missing", "$.involvement.child"),
            ("""{ "child": { "how": "notAsked", "reasonNotAsked": "Ei ehditty" } }""", "assessments.child-not-heard", "$.involvement.child.how"),
        ])
        {
            await Write(b => b["involvement"] = involvement is null ? null : JsonNode.Parse(involvement));
            var problem = await Complete().ShouldRefuse(HttpStatusCode.Conflict, code);
            problem["errors"]!.AsObject().ShouldContainKey(path);
            problem["allowed"]!.AsArray().Single()!.GetValue<string>().ShouldBe("write-shared-part");
        }

        // Written before the reason was asked for: the end asks for it.
        await Write(b => b["clientView"]!["reasonNotPresent"] = null);
        await Absent();
        await Complete().ShouldRefuse(HttpStatusCode.Conflict, "assessments.presence-missing");
        (await story.SocialWorker.Client.Get(Story.PathOf(started))).Text("status").ShouldBe("inProgress");

        await Write(b =>
        {
            (b["clientView"]!["clientPresent"], b["clientView"]!["reasonNotPresent"]) = (false, "Ei jaksanut tulla.");
            b["involvement"] = JsonNode.Parse("""{ "child": { "how": "didNotWant", "howAsked": "Soitettiin kahdesti" }, "closePersons": "Mummo kävi." }""");
        });
        await (await Complete()).Success();

        var document = (await story.SocialWorker.Client.Get(Story.PathOf(started, "/document?type=thl")))["lapsen_ja_perheen_palvelutarpeen_arvio"]!;
        document["lapsen_tarpeet_ja_arki"]!.Text("lapsen_osallisuus").ShouldBe("Lapsi ei halunnut kertoa näkemystään: Soitettiin kahdesti");
        var how = document["palvelutarpeen_arviointia_koskevat_tiedot"]!;
        how.Text("arvioinnista_poisjaaneet_henkilot").ShouldContain("asiakas: Ei jaksanut tulla.");
        how.Text("kuvaus_arvioinnin_toteuttamisesta").Split('\n').ShouldBe(["Asiakkaan näkemys selvitettiin: Keskustelu 15.9.", "Muut läheiset: Mummo kävi."]);
        if (ThlSchemas.Folder is not null) ThlSchemas.Judge("1005", document.Root).ShouldBeEmpty();

        async Task Write(Action<JsonObject> change)
        {
            var body = Story.SharedBody();
            change(body);
            var seen = await story.SocialWorker.Client.Get(Story.PathOf(started));
            seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(started, "/shared"), body, seen);
            seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(started, "/parts/social"), Story.PartBody("a"), seen);
            await Story.Sign(story.Nurse, await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(started, "/parts/health"), Story.PartBody("b"), seen));
        }

        async Task<HttpResponseMessage> Complete() => await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(started, "/complete"), Story.SummaryBody(),
            ifMatch: $"\"{(await story.SocialWorker.Client.Get(Story.PathOf(started)))["version"]}\"");

        async Task Absent()
        {
            await using var scope = story.Host.Services.CreateAsyncScope();
            var (db, secrets) = (scope.ServiceProvider.GetRequiredService<AssessmentsDb>(), scope.ServiceProvider.GetRequiredService<AssessmentSecrets>());
            var shared = secrets.ReadShared(await db.Assessments.AsNoTracking().SingleAsync(a => a.Id == started.Id()))!;
            var old = secrets.Protect(shared with { ClientView = shared.ClientView with { ClientPresent = false } });
            await db.Assessments.Where(a => a.Id == started.Id()).ExecuteUpdateAsync(set => set.SetProperty(a => a.SharedSecret, old));
        }
    }
}
