using System.Net;
using Monipolku.Fhir.R4;
using Monipolku.Platform;
using Monipolku.Testing;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.Fhir.Tests;

public class QuestionnaireTests
{
    private const string Url = "https://monipolku.fi/fhir/Questionnaire/childAndFamily-2026-1";

    [Theory, EveryDatabase]
    public async Task Template_is_a_questionnaire_in_three_languages(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Begun, database);

        var found = await story.Nurse.Client.Fhir("Questionnaire?url=" + Url);

        found["total"]!.GetValue<int>().ShouldBe(1);
        var questionnaire = FhirJson.Parse<Questionnaire>(found["entry"]![0]!["resource"]!.ToJsonString());
        questionnaire.Code.Single().Code!.Value.ShouldBe("1005");
        var items = questionnaire.Descendants().OfType<Questionnaire.ItemComponent>().ToDictionary(i => i.LinkId!.Value!);
        items["client-view.text"].Required!.Value.ShouldBe(true);
        items["needs"].Repeats!.Value.ShouldBe(true);
        items["needs.code"].AnswerOption.Count.ShouldBe(12);
        items["barriers.list"].AnswerOption.Select(o => ((Coding)o.Value!).Code!.Value).ShouldContain("transport");
        var asked = items["conclusions.no-plan-reasons"].EnableWhen.ShouldHaveSingleItem();
        (asked.Question!.Value, asked.Operator!.Value, ((FhirBoolean)asked.Answer!).Value).ShouldBe(("conclusions.plan", Questionnaire.QuestionnaireItemOperator.Equals, (bool?)false));
        items["risk.noStudyPlans"].Type!.Value.ShouldBe(Questionnaire.QuestionnaireItemType.Display);
        foreach (var item in items.Values) item.Text!.Extension.Count.ShouldBe(2, item.LinkId!.Value);

        (await story.Nurse.Client.Fhir("Questionnaire?url=https://elsewhere.fi/Questionnaire/childAndFamily-2026-1"))["total"]!.GetValue<int>().ShouldBe(0);
        (await story.Nurse.Client.Fhir("Questionnaire?_id=workingAge-2026-1,childAndFamily-2026-1,none"))["total"]!.GetValue<int>().ShouldBe(2);
        await story.Nurse.Client.Get("Questionnaire/childAndFamily-1999-1", HttpStatusCode.NotFound, "not-found");
        await story.Notifier.Client.Get("Questionnaire/childAndFamily-2026-1", HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory, EveryDatabase]
    public async Task Shared_part_answers_its_questionnaire_and_holds_neither_sectors_part(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Assessed, database);

        var read = await story.Nurse.Client.Fhir($"QuestionnaireResponse/{story.AssessmentId}");

        var response = FhirJson.Parse<QuestionnaireResponse>(read.ToJsonString());
        response.Questionnaire!.Value.ShouldBe(Url + "|2026-1");
        response.Status!.Value.ShouldBe(QuestionnaireResponse.QuestionnaireResponseStatus.Completed);
        response.Item.Count(i => i.LinkId!.Value == "needs").ShouldBe(3);
        var answers = response.Descendants().OfType<QuestionnaireResponse.ItemComponent>().ToLookup(i => i.LinkId!.Value!);
        answers["needs.code"].Select(i => (Coding)i.Answer.Single().Value!).Select(c => (c.System!.Value, c.Code!.Value))
            .ShouldBe([("urn:oid:1.2.246.537.6.1282", "9"), ("urn:oid:1.2.246.537.6.1282", "7"), ("urn:oid:1.2.246.537.6.1282", "8")]);
        answers["outcome.everyday"].Single().Answer.Single().Value.ShouldBeOfType<Integer>().Value.ShouldBe(3);
        answers["arrangement.special-support"].Single().Answer.Single().Value.ShouldBeOfType<FhirBoolean>().Value.ShouldBe(false);
        answers["barriers.list"].Single().Answer.Select(a => ((Coding)a.Value!).Display!.Value).ShouldBe(["Jaksamattomuus", "Leimautumisen pelko"]);
        answers["strengths.text"].Single().Answer.Count.ShouldBe(2);
        var questionnaire = FhirJson.Parse<Questionnaire>((await story.Nurse.Client.Fhir("Questionnaire/childAndFamily-2026-1")).ToJsonString());
        answers.Select(a => a.Key).Except(questionnaire.Descendants().OfType<Questionnaire.ItemComponent>().Select(i => i.LinkId!.Value!)).ShouldBeEmpty();
        foreach (var part in (string[])["Koti tukee", "Ahdistusoireita"]) read.ToJsonString().ShouldNotContain(part);
    }
}
