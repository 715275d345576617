using System.Text.Json.Nodes;
using static Monipolku.RecordSystem.Tests.TestSystem;

namespace Monipolku.RecordSystem.Tests;

public sealed class SearchTests : IAsyncLifetime
{
    private TestSystem _system = null!;

    public async Task InitializeAsync()
    {
        _system = await StartAsync();
        await _system.Post("fhir/Patient", Patient("020516C903K"));
        var second = Patient("010594Y9032");
        second["identifier"]!.AsArray().Add((JsonNode)new JsonObject { ["system"] = "urn:local", ["value"] = "a,b|c" });
        second["identifier"]!.AsArray().Add((JsonNode)new JsonObject { ["value"] = "bare" });
        await _system.Post("fhir/Patient", second);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Theory]
    [InlineData("identifier=urn:oid:1.2.246.21|020516C903K", 1)]
    [InlineData("identifier=020516C903K", 1)]
    [InlineData("identifier=urn:oid:1.2.246.21|", 2)]
    [InlineData("identifier=urn:other|020516C903K", 0)]
    [InlineData("identifier=|020516C903K", 0)]
    [InlineData("identifier=|bare", 1)]
    [InlineData("identifier=020516C903K,010594Y9032", 2)]
    [InlineData("identifier=020516C903K&identifier=010594Y9032", 0)]
    [InlineData("identifier=bare&identifier=010594Y9032", 1)]
    [InlineData(@"identifier=urn:local|a\,b\|c", 1)]
    [InlineData("identifier=020516c903k", 0)]
    [InlineData("_id=nobody", 0)]
    [InlineData("_tag=x", 0)]
    [InlineData("", 2)]
    public async Task Tokens_match_by_system_and_value(string search, int count) =>
        (await _system.Count($"Patient?{search}")).ShouldBe(count);

    [Theory]
    [InlineData("birthdate=2016")]
    [InlineData("identifier:not=x")]
    [InlineData("identifier=")]
    [InlineData("identifier=|")]
    [InlineData("identifier=a|b|c")]
    [InlineData("_id=not%20an%20id")]
    [InlineData("_sort=_id")]
    [InlineData("_include=*")]
    [InlineData("_count=x")]
    [InlineData("_count=-1")]
    [InlineData("_count=99999999999999")]
    [InlineData("_after=x")]
    [InlineData("subject=Patient/1")]
    [InlineData("%ff=1")]
    public async Task What_is_not_understood_is_refused_and_not_ignored(string search) =>
        await (await _system.Get($"fhir/Patient?{search}")).ShouldBeOutcome(400);

    [Fact]
    public async Task Too_many_values_are_refused() =>
        await (await _system.Get($"fhir/Patient?_id={string.Join(',', Enumerable.Repeat("x", 201))}")).ShouldBeOutcome(400);

    [Fact]
    public async Task A_form_searches_like_an_address()
    {
        using var form = new FormUrlEncodedContent([new("identifier", "urn:oid:1.2.246.21|020516C903K")]);
        var found = await (await _system.Client.PostAsync(new Uri("fhir/Patient/_search", UriKind.Relative), form)).ShouldBeAnswer(200);
        found["total"]!.GetValue<int>().ShouldBe(1);
        found["entry"]![0]!.Text("fullUrl").ShouldStartWith($"{_system.FhirBase}/Patient/");

        using var unknown = new FormUrlEncodedContent([new("unknown", "x")]);
        await (await _system.Client.PostAsync(new Uri("fhir/Patient/_search", UriKind.Relative), unknown)).ShouldBeOutcome(400);
        await (await _system.Post("fhir/Patient/_search", Patient("020516C903K"))).ShouldBeOutcome(415);
        using var odd = new ByteArrayContent("identifier=x"u8.ToArray());
        odd.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-7");
        await (await _system.Client.PostAsync(new Uri("fhir/Patient/_search", UriKind.Relative), odd)).ShouldBeOutcome(415);
        using var empty = new HttpRequestMessage(HttpMethod.Post, "fhir/Patient/_search");
        (await (await _system.Client.SendAsync(empty)).ShouldBeAnswer(200))["total"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Subject_and_patient_find_what_refers_to_the_person()
    {
        await _system.Post("fhir/CarePlan", CarePlan("Patient/p1", "a"));
        await _system.Post("fhir/CarePlan", CarePlan("Patient/p1/_history/2", "b"));
        await _system.Post("fhir/CarePlan", CarePlan("Group/p1", "c"));
        await _system.Post("fhir/CarePlan", CarePlan("https://elsewhere.example/fhir/Patient/p1", "d"));

        (await _system.Count("CarePlan?subject=Patient/p1")).ShouldBe(2);
        (await _system.Count("CarePlan?patient=p1")).ShouldBe(2);
        (await _system.Count("CarePlan?subject=p1")).ShouldBe(4);
        (await _system.Count("CarePlan?patient=https://elsewhere.example/fhir/Patient/p1")).ShouldBe(1);
        (await _system.Count("CarePlan?patient=p1&_tag=urn:tags|a")).ShouldBe(1);
        (await _system.Count("CarePlan?_tag=a,b,c")).ShouldBe(3);
    }

    [Fact]
    public async Task A_changed_resource_is_found_by_what_it_says_now()
    {
        var plan = CarePlan("Patient/p1", "old");
        plan["id"] = "plan";
        await _system.Put("fhir/CarePlan/plan", plan);
        var changed = CarePlan("Patient/p2", "new");
        changed["id"] = "plan";
        await _system.Put("fhir/CarePlan/plan", changed);

        (await _system.Count("CarePlan?_tag=old")).ShouldBe(0);
        (await _system.Count("CarePlan?_tag=new&patient=p2&_id=plan")).ShouldBe(1);
    }

    [Fact]
    public async Task Pages_bring_every_match_once_even_while_more_is_recorded()
    {
        for (var i = 0; i < 7; i++) await _system.Post("fhir/CarePlan", CarePlan("Patient/p1", "same", $"Suunnitelma {i}"));

        var titles = new List<string>();
        var address = "fhir/CarePlan?_tag=urn:tags|same&_count=3";
        for (string? next = address; next is not null;)
        {
            var page = await (await _system.Get(next)).ShouldBeAnswer(200);
            page["entry"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(3);
            titles.AddRange(page["entry"]!.AsArray().Select(entry => entry!["resource"]!.Text("title")));
            next = page["link"]!.AsArray().SingleOrDefault(link => link!.Text("relation") == "next")?.Text("url");
            if (next is not null) page["total"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(7);
            await _system.Post("fhir/CarePlan", CarePlan("Patient/p1", "other"));
        }
        titles.ShouldBe(Enumerable.Range(0, 7).Select(i => $"Suunnitelma {i}"));

        var counted = await (await _system.Get(address.Replace("_count=3", "_count=0", StringComparison.Ordinal))).ShouldBeAnswer(200);
        counted["total"]!.GetValue<int>().ShouldBe(7);
        counted["entry"].ShouldBeNull();
    }
}
