using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Assessments.Tests;

public class TemplateTests
{
    /// <summary>THL's schemas require these: see README.</summary>
    private static readonly string[] RequiredByThl = ["arrangement.special-support", "conclusions.text", "conclusions.continues", "conclusions.own-worker"];

    [Fact]
    public void Shipped_templates_keep_the_rules_of_published_ones()
    {
        ShippedTemplates.All.Select(t => t.Kind).ShouldBe(Enum.GetValues<AssessmentKind>());
        foreach (var t in ShippedTemplates.All)
        {
            TemplateRules.Check(new PublishTemplateRequest(t.Kind, t.Edition, t.ValidFrom, t.Note, t.Groups, t.RiskPrompts)).ShouldBeNull();
            TemplateRules.QuestionsOf(t).Values.Where(q => q.Required).Select(q => q.LinkId).ShouldBe(RequiredByThl.Append("self-determination.heard"), ignoreOrder: true);
            t.Note.En.ShouldContain("Default");
        }
    }

    [Fact] // R108 to the letter, and what R105 to R107 add
    public void Barriers_are_all_those_of_the_source_documents() =>
        TemplateRules.QuestionsOf(ShippedTemplates.All[0])["barriers.list"].Options!.Select(o => o.Code).ShouldBe(
            ["client-fees", "transport", "stigma", "exhaustion", "illness-insight", "bad-experiences", "unaware", "functioning", "digital", "cognition", "no-network", "language", "other"]);

    [Theory, EveryDatabase]
    public async Task Child_gets_the_family_template_and_an_adult_the_working_age_one_and_neither_the_others(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        assessment.Text("kind").ShouldBe("childAndFamily");
        assessment.Text("templateId").ShouldBe("childAndFamily-2026-1");

        var (child, told) = (await Story.Begin(database), await Story.Begin(database, adult: true));
        (await Refused(child, "workingAge", "assessments.kind-of-adult"))["errors"]!.AsObject().ShouldContainKey("$.kind");
        (await Refused(told, "childAndFamily", "assessments.kind-of-child"))["errors"]!.AsObject().ShouldContainKey("$.kind");
        var other = await told.SocialWorker.Client.Post("/api/v1/assessments", new { matterId = told.MatterId, participants = new[] { told.SocialWorker.Id } });
        other.Text("templateId").ShouldBe("workingAge-2026-1");
        (await told.SocialWorker.Client.Get(Story.PathOf(other))).Text("kind").ShouldBe("workingAge");

        static Task<JsonObject> Refused(Story story, string kind, string code) => story.SocialWorker.Client
            .SendJson(HttpMethod.Post, "/api/v1/assessments", new { matterId = story.MatterId, participants = new[] { story.SocialWorker.Id }, kind }, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, code);
    }

    [Theory, EveryDatabase]
    public async Task Template_is_read_with_what_every_assessment_has(DatabaseProvider database)
    {
        var story = await Story.Begin(database);

        var template = await story.Nurse.Client.Get("/api/v1/assessments/templates/childAndFamily-2026-1");

        template["shipped"]!.GetValue<bool>().ShouldBeTrue();
        template["common"]!.AsArray().Select(g => g!.Text("linkId")).ShouldBe(["client-view", "guardian-view", "needs", "strengths", "explained", "source"]);
        template["groups"]!.AsArray().Select(g => g!.Text("linkId")).ShouldContain("parents");
        template["riskPrompts"]!.AsArray().Select(p => p!.Text("code")).ShouldContain("noStudyPlans");
        await story.Nurse.Client.GetAsync("/api/v1/assessments/templates/childAndFamily-1999-1").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task Answers_are_kept_and_each_wrong_one_is_named_by_its_path(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        var path = Story.PathOf(assessment, "/shared");

        foreach (var (answer, code, at) in ((string, string, string)[])[
            ("""{"linkId":"no.such","text":"x"}""", "answer-unknown", "$.answers[0].linkId"),
            ("""{"linkId":"client-view.text","text":"x"}""", "answer-unknown", "$.answers[0].linkId"),
            ("""{"linkId":"outcome.everyday","text":"x"}""", "answer-type-wrong", "$.answers[0]"),
            ("""{"linkId":"outcome.everyday"}""", "answer-type-wrong", "$.answers[0]"),
            ("""{"linkId":"outcome.everyday","number":3,"flag":true}""", "answer-type-wrong", "$.answers[0]"),
            ("""{"linkId":"outcome.everyday","number":11}""", "answer-out-of-range", "$.answers[0].number"),
            ("""{"linkId":"outcome.everyday","number":-1}""", "answer-out-of-range", "$.answers[0].number"),
            ("""{"linkId":"barriers.list","codes":["stigma","no-such"]}""", "answer-code-wrong", "$.answers[0].codes[1]"),
            ("""{"linkId":"barriers.list","codes":["stigma","stigma"]}""", "answer-code-wrong", "$.answers[0].codes[1]"),
            ("""{"linkId":"outcome.coping","codes":["alone","not"]}""", "answer-code-wrong", "$.answers[0].codes[1]"),
            ("""{"linkId":"parents.needs","codes":["12"]}""", "answer-code-wrong", "$.answers[0].codes[0]"),
            ("""{"linkId":"child.wellbeing","text":"x"},{"linkId":"child.wellbeing","text":"y"}""", "answer-twice", "$.answers[1].linkId"),
        ])
        {
            var problem = await story.Nurse.Client.SendJson(HttpMethod.Put, path, With($"[{answer}]"), ifMatch: "\"1\"")
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments." + code);
            problem["errors"]!.AsObject().ShouldContainKey(at, problem.ToJsonString());
        }

        var written = await story.Nurse.Client.Change(HttpMethod.Put, path, Story.SharedBody(), assessment);
        written["unanswered"]!.AsArray().ShouldBeEmpty();
        written["shared"]!["answers"]!.AsArray().Count.ShouldBe(9);
    }

    [Theory, EveryDatabase]
    public async Task Required_question_without_an_answer_keeps_the_assessment_open_and_is_named(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();
        var body = Story.SharedBody();
        body["answers"]!.AsArray().RemoveAt(0);

        var written = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, assessment);
        written["unanswered"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["arrangement.special-support"]);

        var problem = await story.SocialWorker.Client.SendJson(HttpMethod.Post, Story.PathOf(assessment, "/complete"), Story.SummaryBody(), ifMatch: $"\"{written["version"]}\"")
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.incomplete");
        problem.Text("detail").ShouldContain("answers to arrangement.special-support");
    }

    [Theory, EveryDatabase]
    public async Task Risks_that_were_not_asked_about_are_shown_with_the_part(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.StartAndWrite();

        var part = await story.SocialWorker.Client.Get(Story.PathOf(assessment, "/parts/social"));

        var open = part["notAsked"]!.AsArray().Select(r => r!.GetValue<string>()).ToList();
        open.ShouldContain("bingeDrinking");
        open.ShouldContain("lowMood");
        open.ShouldNotContain("selfHarm");
    }

    [Theory, EveryDatabase]
    public async Task New_edition_is_for_what_starts_from_its_first_day_on(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var administrator = await host.As(TestHost.Administrator);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        var body = Edition("2026-2", "2026-09-16");
        body["groups"]!.AsArray().RemoveAt(3);

        var published = await administrator.Post("/api/v1/assessments/templates", body);

        published.Text("id").ShouldBe("childAndFamily-2026-2");
        (await List()).ShouldBe([("childAndFamily-2026-2", false), ("childAndFamily-2026-1", true)]);
        await administrator.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Edition("2026-2", "2026-10-01"), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.edition-taken");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Edition("2026-3", "2026-09-16"), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "assessments.edition-taken");
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await List()).ShouldBe([("childAndFamily-2026-2", true), ("childAndFamily-2026-1", false)]);

        async Task<List<(string, bool)>> List() =>
            [.. (await (await host.As(worker.Subject)).Get("/api/v1/assessments/templates?kind=childAndFamily"))["items"]!.AsArray().Select(t => (t!.Text("id"), t!["inUse"]!.GetValue<bool>()))];
    }

    [Theory, EveryDatabase]
    public async Task Edition_that_breaks_a_rule_is_refused_by_path(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);

        await Refused(t => t["validFrom"] = "2026-09-14", "valid-from-past", "$.validFrom");
        await Refused(t => t["validFrom"] = "2031-09-16", "valid-from-far", "$.validFrom");
        await Refused(t => t["validFrom"] = "9999-12-31", "valid-from-far", "$.validFrom");
        await Refused(t => t["groups"]![1]!["linkId"] = "needs", "link-id-twice", "$.groups[1].linkId");
        await Refused(t => Question(t)["linkId"] = "other.how", "link-id-outside-group", "$.groups[0].questions[0].linkId");
        await Refused(t => Question(t)["linkId"] = "arrangement.absent", "link-id-twice", "$.groups[0].questions[2].linkId");
        await Refused(t => Question(t)["type"] = "choice", "choice-without-options", "$.groups[0].questions[0]");
        await Refused(t => { Question(t)["type"] = "choice"; Question(t)["codeSet"] = "1.2.3"; }, "code-set-unknown", "$.groups[0].questions[0]");
        await Refused(t => Question(t)["repeats"] = true, "only-choice-repeats", "$.groups[0].questions[0]");
        await Refused(t => Question(t)["min"] = 1, "limits-wrong", "$.groups[0].questions[0]");
        await Refused(t => Question(t)["document"] = "asiakas/sukunimi", "document-field-wrong", "$.groups[0].questions[0].document");
        await Refused(t => t["groups"]![0]!["questions"]![3]!["required"] = false, "document-field-missing", "$.groups");
        await Refused(t => t["riskPrompts"]![1]!["code"] = "lowMood", "risk-prompt-twice", "$.riskPrompts[1].code");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Changed(t => t["groups"]![0]!["text"]!["sv"] = " "), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        // Questions 0 how (text), 3 special-support (yes or no, THL's own), 4 its reasons.
        foreach (var (question, condition, code, at) in ((int, string, string, string)[])[
            (0, """{"question":"no.such","operator":"exists","flag":true}""", "condition-question-unknown", ".enableWhen[0].question"),
            (0, """{"question":"needs","operator":"exists","flag":true}""", "condition-question-unknown", ".enableWhen[0].question"),
            (0, """{"question":"arrangement.how","operator":"exists","flag":true}""", "condition-question-unknown", ".enableWhen[0].question"),
            (0, """{"question":"arrangement.special-support","operator":"equals","flag":true}""", "condition-question-unknown", ".enableWhen[0].question"),
            (4, """{"question":"arrangement.special-support","operator":"greaterThan","flag":true}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.special-support","operator":"equals","number":1}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.special-support","operator":"equals"}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.special-support","operator":"equals","flag":true,"code":"a"}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.special-support","operator":"exists","code":"a"}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.how","operator":"equals","code":"a"}""", "condition-wrong", ".enableWhen[0]"),
            (4, """{"question":"arrangement.how","operator":"exists","flag":true},{"question":"arrangement.special-support","operator":"equals","flag":true}""", "behavior-wrong", ".enableBehavior"),
        ])
            await Refused(t => t["groups"]![0]!["questions"]![question]!["enableWhen"] = JsonNode.Parse($"[{condition}]"), code, $"$.groups[0].questions[{question}]{at}");
        await Refused(t => Question(t)["enableBehavior"] = "all", "behavior-wrong", "$.groups[0].questions[0].enableBehavior");
        // What THL's document requires is asked of everybody.
        await Refused(t => t["groups"]![0]!["questions"]![3]!["enableWhen"] = JsonNode.Parse("""[{"question":"arrangement.how","operator":"exists","flag":true}]"""), "document-field-missing", "$.groups");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Changed(t => Question(t)["enableWhen"] = new JsonArray()), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await worker.Client.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Edition("2030-1", "2030-01-01"), idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        async Task Refused(Action<JsonObject> change, string code, string at)
        {
            var problem = await administrator.SendJson(HttpMethod.Post, "/api/v1/assessments/templates", Changed(change), idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments." + code);
            problem["errors"]!.AsObject().ShouldContainKey(at, problem.ToJsonString());
        }

        static JsonNode Question(JsonObject t) => t["groups"]![0]!["questions"]![0]!;

        static JsonObject Changed(Action<JsonObject> change)
        {
            var body = Edition("2030-1", "2030-01-01");
            change(body);
            return body;
        }
    }

    [Theory, EveryDatabase]
    public async Task A_question_is_asked_when_its_condition_holds_and_refused_an_answer_otherwise(DatabaseProvider database)
    {
        var story = await Story.Begin(database);
        var assessment = await story.Start();
        foreach (var others in (string[])["", """{"linkId":"conclusions.plan","flag":true},"""])
        {
            var body = With($$"""[{{others}}{"linkId":"conclusions.no-plan-reasons","text":"Ei tarvetta."}]""");
            var problem = await story.Nurse.Client.SendJson(HttpMethod.Put, Story.PathOf(assessment, "/shared"), body, ifMatch: "\"1\"")
                .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "assessments.answer-not-enabled");
            problem["errors"]!.AsObject().ShouldContainKey(others.Length == 0 ? "$.answers[0].linkId" : "$.answers[1].linkId");
        }

        var written = await story.Nurse.Client.Change(HttpMethod.Put, Story.PathOf(assessment, "/shared"),
            With("""[{"linkId":"conclusions.no-plan-reasons","text":"Ei tarvetta."},{"linkId":"conclusions.plan","flag":false}]"""), assessment);

        written["shared"]!["answers"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(ConditionOperator.Exists, "q.number", """{"flag":true}""", true, "number 5", "number 0")]
    [InlineData(ConditionOperator.Exists, "q.number", """{"flag":false}""", true, "")]
    [InlineData(ConditionOperator.Exists, "q.number", """{"flag":false}""", false, "number 5")]
    [InlineData(ConditionOperator.Exists, "q.number", """{"flag":true}""", false, "")]
    [InlineData(ConditionOperator.Equals, "q.number", """{"number":5}""", true, "number 5")]
    [InlineData(ConditionOperator.Equals, "q.number", """{"number":5}""", false, "number 4", "")]
    [InlineData(ConditionOperator.NotEquals, "q.number", """{"number":5}""", true, "number 4", "")]
    [InlineData(ConditionOperator.NotEquals, "q.number", """{"number":5}""", false, "number 5")]
    [InlineData(ConditionOperator.GreaterThan, "q.number", """{"number":5}""", true, "number 6")]
    [InlineData(ConditionOperator.GreaterThan, "q.number", """{"number":5}""", false, "number 5", "")]
    [InlineData(ConditionOperator.GreaterOrEquals, "q.number", """{"number":5}""", true, "number 5", "number 6")]
    [InlineData(ConditionOperator.LessThan, "q.number", """{"number":5}""", true, "number 4", "number 0")]
    [InlineData(ConditionOperator.LessThan, "q.number", """{"number":5}""", false, "number 5", "")]
    [InlineData(ConditionOperator.LessOrEquals, "q.date", """{"date":"2026-09-15"}""", true, "date 2026-09-15", "date 2020-01-01")]
    [InlineData(ConditionOperator.LessOrEquals, "q.date", """{"date":"2026-09-15"}""", false, "date 2026-09-16", "")]
    [InlineData(ConditionOperator.Equals, "q.codes", """{"code":"a"}""", true, "codes a", "codes b a")]
    [InlineData(ConditionOperator.Equals, "q.codes", """{"code":"a"}""", false, "codes b", "")]
    [InlineData(ConditionOperator.NotEquals, "q.codes", """{"code":"a"}""", false, "codes b a")]
    [InlineData(ConditionOperator.Equals, "q.flag", """{"flag":false}""", true, "flag False")]
    [InlineData(ConditionOperator.Equals, "q.flag", """{"flag":false}""", false, "flag True", "")]
    public void Conditions_compare_as_their_operator_says(ConditionOperator op, string question, string value, bool asked, params string[] answers)
    {
        var condition = JsonNode.Parse(value)!.AsObject();
        (condition["question"], condition["operator"]) = (question, JsonRules.CodeOf(op));
        var template = Template(condition.Deserialize<TemplateCondition>(JsonRules.Options)!);
        TemplateRules.Check(new PublishTemplateRequest(template.Kind, template.Edition, template.ValidFrom, template.Note, template.Groups, [])).ShouldBeNull();
        foreach (var text in answers)
        {
            IReadOnlyList<Answer> given = text.Split(' ') switch
            {
                ["number", var number] => [new Answer("q.number", Number: int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))],
                ["date", var date] => [new Answer("q.date", Date: DateOnly.ParseExact(date, "O"))],
                ["codes", .. var codes] => [new Answer("q.codes", Codes: codes)],
                ["flag", var flag] => [new Answer("q.flag", Flag: bool.Parse(flag))],
                _ => [],
            };
            TemplateRules.Unanswered(template, given).Contains("q.then").ShouldBe(asked, text);
            var refused = TemplateRules.CheckAnswers(template, [.. given, new Answer("q.then", "Niin.")]);
            (refused?.Code, refused?.Path).ShouldBe(asked ? (null, null) : ("assessments.answer-not-enabled", $"$.answers[{given.Count}].linkId"), text);
        }
    }

    [Fact]
    public void Of_several_conditions_all_or_any_must_hold_and_what_is_not_asked_has_no_answer()
    {
        TemplateCondition[] two = [new("q.flag", ConditionOperator.Equals, Flag: true), new("q.number", ConditionOperator.GreaterThan, Number: 5)];
        foreach (var (behavior, expected) in ((EnableBehavior, bool[])[])[(EnableBehavior.All, [false, false, true]), (EnableBehavior.Any, [false, true, true])])
        {
            var template = Template([.. two], behavior);
            IReadOnlyList<Answer>[] given = [[new("q.number", Number: 5)], [new("q.flag", Flag: true)], [new("q.flag", Flag: true), new("q.number", Number: 6)]];
            given.Select(answers => TemplateRules.Unanswered(template, answers).Contains("q.then")).ShouldBe(expected);
            // The last one depends on the conditional one.
            foreach (var answers in given) TemplateRules.Unanswered(template, answers).ShouldNotContain("q.last");
            TemplateRules.Unanswered(template, [.. given[2], new Answer("q.then", "Niin.")]).ShouldContain("q.last");
        }
    }

    private static AssessmentTemplate Template(TemplateCondition condition) => Template([condition], null);

    private static AssessmentTemplate Template(IReadOnlyList<TemplateCondition> conditions, EnableBehavior? behavior)
    {
        var (text, shipped) = (new LocalText("a", "a", "a"), ShippedTemplates.All[0]);
        IReadOnlyList<TemplateOption> options = [new("a", text), new("b", text)];
        return shipped with
        {
            Groups =
            [
                new TemplateGroup("q", text,
                [
                    new("q.flag", QuestionType.Boolean, text), new("q.number", QuestionType.Integer, text, Max: 10), new("q.date", QuestionType.Date, text),
                    new("q.codes", QuestionType.Choice, text, Repeats: true, Options: options),
                    new("q.then", QuestionType.Text, text, Required: true, EnableWhen: conditions, EnableBehavior: behavior),
                    new("q.last", QuestionType.Text, text, Required: true, EnableWhen: [new("q.then", ConditionOperator.Exists, Flag: true)]),
                ]),
                .. shipped.Groups,
            ],
        };
    }

    private static JsonObject Edition(string edition, string validFrom)
    {
        var t = ShippedTemplates.All[0];
        var request = new PublishTemplateRequest(t.Kind, edition, DateOnly.ParseExact(validFrom, "O"), t.Note, t.Groups, t.RiskPrompts);
        return JsonSerializer.SerializeToNode(request, JsonRules.Options)!.AsObject();
    }

    private static JsonObject With(string answers)
    {
        var body = Story.SharedBody();
        body["answers"] = JsonNode.Parse(answers);
        return body;
    }
}
