using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class DocumentTests
{
    [Theory, EveryDatabase]
    public async Task Childs_assessment_becomes_document_1005(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();
        await story.SocialWorker.Client.GetAsync(Story.PathOf(assessment, "/document?type=thl")).ShouldRefuse(HttpStatusCode.Conflict, "assessments.not-completed");
        await AskAndDecline(story, assessment, "6", "Keskuskoulu");
        // Asked and silent, with days left to answer: not absent.
        await story.SocialWorker.Client.Post(Story.PathOf(assessment, "/participation-requests"), new { authorityCode = "6", question = "Tule mukaan.", authorityName = "Lukio" });
        var school = await story.Host.AddStaff(Sector.Other, Role.Notifier);
        var asked = await story.SocialWorker.Client.Post(Story.PathOf(assessment, "/participation-requests"), new { authorityCode = "6", question = "Tule mukaan.", unitId = school.UnitId });
        await school.Client.Change(HttpMethod.Post, $"/api/v1/assessments/participation-requests/{asked.Id()}/answer", new { joins = false, text = "Kiire." }, asked);
        await using var scope = story.Host.Services.CreateAsyncScope();
        var unit = (await scope.ServiceProvider.GetRequiredService<IStaffDirectory>().FindUnits([school.UnitId], default))[school.UnitId].Name;
        await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), await Story.Sign(story.Nurse, assessment));

        var document = (await story.SocialWorker.Client.Get(Story.PathOf(assessment, "/document?type=thl")))["lapsen_ja_perheen_palvelutarpeen_arvio"]!;

        document["asiakas"]![0]!.Text("sukunimi").ShouldBe("Nuori");
        document["lapsen_tarpeet_ja_arki"]!.Text("lapsen_hyvinvointi").ShouldBe("Aamuisin ahdistunut.");
        document["palvelutarpeen_arviointia_koskevat_tiedot"]!["asiakkaalla_on_oikeus_erityiseen_tukeen"]!.GetValue<bool>().ShouldBeFalse();
        document["palvelutarpeen_arviointia_koskevat_tiedot"]!.Text("arvioinnista_poisjaaneet_henkilot").Split('\n')
            .ShouldBe(["Keskuskoulu: Ei ehdi.", $"{unit}: Kiire."], ignoreOrder: true);
        document["johtopaatokset_ja_jatkotoimet"]!.Text("lapsen_arvio_tuen_ja_palvelujen_tarpeesta").ShouldBe("Haluan takaisin kouluun.");
        document["johtopaatokset_ja_jatkotoimet"]!["ammattihenkilon_arvio_tuen_tarpeesta"]!.AsArray().Select(n => n!.Text("code")).ShouldBe(["9", "7", "8"]);
        document["laatija"]!.AsArray().Count.ShouldBe(2);
        document.ToJsonString().ShouldNotContain("Terveydenhuollon osuus");
        await ShouldBeValid(story, assessment, "1005");
    }

    [Theory, EveryDatabase]
    public async Task Working_age_assessment_becomes_document_1012(DatabaseProvider database)
    {
        var story = await Story.Begin(database, adult: true);
        var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id }, kind = "workingAge" });
        await AskAndDecline(story, assessment, "1.5", "Päihdeklinikka");
        var body = Story.SharedBody();
        var answers = body["answers"]!.AsArray();
        foreach (var ofChild in answers.Where(a => a!.Text("linkId").StartsWith("child.", StringComparison.Ordinal) || a!.Text("linkId").StartsWith("parents.", StringComparison.Ordinal)).ToList()) answers.Remove(ofChild);
        answers.Add(JsonNode.Parse("""{ "linkId": "services.earlier-and-present", "text": "Avohoito 2024" }"""));
        answers.Add(JsonNode.Parse("""{ "linkId": "finances.difficulties", "flag": true }"""));
        var seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);
        seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), seen);
        await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), seen);

        var document = (await story.SocialWorker.Client.Get(Story.PathOf(assessment, "/document?type=1.2.246.537.6.1506.1012")))["tyoikaisten_palvelutarpeen_arvio"]!;

        document["aikaisemmat_ja_nykyiset_palvelut"]![0]!.Text("kuvaus").ShouldBe("Avohoito 2024");
        document["palvelutarpeen_arviointia_koskevat_tiedot"]!["arvioinnista_poisjaaneet_viranomaistahot"]![0]!.Text("display").ShouldBe("Päihdehuolto");
        document["taloudellinen_tilanne"]!["asiakkaalla_on_taloudellisia_vaikeuksia"]!.GetValue<bool>().ShouldBeTrue();
        await ShouldBeValid(story, assessment, "1012");
        await story.SocialWorker.Client.GetAsync(Story.PathOf(assessment, "/document?type=1005")).ShouldRefuse(HttpStatusCode.BadRequest, "assessments.document-type-wrong");
    }

    [Theory, EveryDatabase]
    public async Task Every_field_of_the_templates_is_one_of_the_schemas(DatabaseProvider database)
    {
        foreach (var template in ShippedTemplates.All)
        {
            var story = await Story.Begin(database, adult: template.Kind == Contracts.AssessmentKind.WorkingAge);
            var assessment = await story.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id }, kind = template.Kind });
            var body = Story.SharedBody();
            var questions = template.Groups.SelectMany(g => g.Questions).ToList();
            // Everything is asked that can be: each yes or no is as the question that depends on it wants. (Special support takes another worker.)
            bool Flag(string linkId) => linkId != ShippedTemplates.SpecialSupport
                && (questions.SelectMany(q => q.EnableWhen ?? []).FirstOrDefault(c => c.Question == linkId)?.Flag ?? true);
            body["answers"] = new JsonArray([.. questions.Where(q => q.Required || q.Document is not null)
                .Where(q => q.EnableWhen is not [{ Question: ShippedTemplates.SpecialSupport }]).Select(q =>
                    q.Type == Contracts.QuestionType.Boolean
                        ? new JsonObject { ["linkId"] = q.LinkId, ["flag"] = Flag(q.LinkId) }
                        : new JsonObject { ["linkId"] = q.LinkId, ["text"] = "x" })]);
            var seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);
            seen = await story.SocialWorker.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/parts/social"), Story.PartBody("a"), seen);
            await story.SocialWorker.Client.Change(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), seen);

            await ShouldBeValid(story, assessment, ThlDocument.OidOf(template.Kind)[^4..]);
        }
    }

    [Fact]
    public void Schemas_refuse_what_is_not_a_document()
    {
        if (!AreThere()) return;
        ThlSchemas.Judge("1005", new JsonObject { ["lapsen_ja_perheen_palvelutarpeen_arvio"] = new JsonObject { ["muu"] = 1 } }).ShouldNotBeEmpty();
    }

    private static async Task AskAndDecline(Story story, JsonObject assessment, string code, string name)
    {
        var asked = await story.SocialWorker.Client.Post(Story.PathOf(assessment, "/participation-requests"), new { authorityCode = code, question = "Tule mukaan.", authorityName = name });
        await story.SocialWorker.Client.Change(HttpMethod.Post, $"/api/v1/assessments/participation-requests/{asked.Id()}/answer", new { joins = false, text = "Ei ehdi." }, asked);
    }

    private static async Task ShouldBeValid(Story story, JsonObject assessment, string code)
    {
        var document = await story.SocialWorker.Client.Get(Story.PathOf(assessment, "/document?type=thl"));
        if (AreThere()) ThlSchemas.Judge(code, document).ShouldBeEmpty();
    }

    private static bool AreThere()
    {
        if (ThlSchemas.Folder is null) Console.WriteLine(ThlSchemas.WhyNot);
        return ThlSchemas.Folder is not null;
    }
}
