using System.Net;
using System.Reflection;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

public class TextsTests
{
    [Theory]
    [InlineData("fi-FI,fi;q=0.9,en;q=0.8", "viimeistään 24.9.2026")]
    [InlineData("sv", "senast 24.9.2026")]
    [InlineData("en", "by 2026-09-24")]
    [InlineData("de", "by 2026-09-24")]
    [InlineData(null, "by 2026-09-24")]
    public async Task Who_notifies_is_told_what_follows_in_their_language(string? language, string text)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var client = await intake.Host.As(intake.Curator.Subject);
        if (language is not null) client.DefaultRequestHeaders.Add("Accept-Language", language);

        var step = (await client.Post("/api/v1/intake/notifications", IntakeSteps.Notification())).Text("nextStep");

        step.ShouldContain(text);
        step.ShouldContain("112");
    }

    [Fact]
    public async Task A_refusal_speaks_the_callers_language_and_keeps_its_code_and_path()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var client = await intake.Host.As(intake.Curator.Subject);
        client.DefaultRequestHeaders.Add("Accept-Language", "fi");
        var wrong = IntakeSteps.Notification();
        wrong["reasonCodes"] = new System.Text.Json.Nodes.JsonArray("10", "10");

        var problem = await client.SendJson(HttpMethod.Post, "/api/v1/intake/notifications", wrong, idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "intake.reason-code-twice");

        problem.Text("detail").ShouldBe("Kukin syy nimetään kerran.");
        problem["errors"]!["$.reasonCodes[1]"]![0]!.GetValue<string>().ShouldBe("Kukin syy nimetään kerran.");
    }

    [Fact]
    public void Every_refusal_has_finnish_and_swedish_words_but_those_that_name_what_was_found()
    {
        var refusals = typeof(IntakeRefusals).GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => (Refusal)f.GetValue(null)!).ToList();
        refusals.Count.ShouldBeGreaterThan(100);
        var texts = new IntakeTexts();
        foreach (var language in (string[])["fi", "sv"])
        {
            refusals.Where(r => texts.Of(r.Code, language) is null).Select(r => r.Code).Distinct().ShouldBe(["intake.document-incomplete"]);
            refusals.ShouldAllBe(r => texts.Of(r.Code, language) != r.Text);
        }
        refusals.Where(r => texts.Of(r.Code, "fi") is { } fi && fi == texts.Of(r.Code, "sv")).ShouldBeEmpty();
    }
}
