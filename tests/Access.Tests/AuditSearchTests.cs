using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Audit;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

public class AuditSearchTests
{
    [Theory, EveryDatabase]
    public async Task Auditor_finds_by_person_staff_time_decision_and_right(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var (person, staff) = (Guid.NewGuid(), Guid.NewGuid());
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 6; i++)
            await Append(host, new AuditEntry(day.AddHours(i), "r" + i, "sari", i % 2 == 0 ? staff : Guid.NewGuid(), null, person, i < 3 ? "read-plan" : "read-person", "JointPlan", i != 1, "b"));
        async Task<string> Found(string query) => string.Join(' ', (await auditor.Get("/api/v1/audit?" + query))["items"]!.AsArray().Select(r => r!.Text("requestId")).Where(r => r.Length == 2));

        (await Found($"personId={person}")).ShouldBe("r5 r4 r3 r2 r1 r0");
        (await Found($"staffId={staff}")).ShouldBe("r4 r2 r0");
        (await Found($"personId={person}&from=2026-03-01T01:00:00Z&to=2026-03-01T04:00:00Z")).ShouldBe("r3 r2 r1");
        (await Found($"personId={person}&from=2026-03-01T04:00:00%2B02:00&to=2026-03-01T03:00:00Z")).ShouldBe("r2");
        (await Found($"personId={person}&decision=deny")).ShouldBe("r1");
        (await Found($"personId={person}&right=read-person&decision=permit")).ShouldBe("r5 r4 r3");
        (await Found($"personId={person}&right=nothing")).ShouldBe("");
    }

    [Theory, EveryDatabase]
    public async Task Control_characters_in_the_address_are_refused(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        foreach (var address in (string[])["/api/v1/audit?right=%00", "/api/v1/audit?right=read-plan%00", "/api/v1/audit?right=%C2%85", "/api/v1/audit/export?format=csv&right=%1B"])
            await auditor.GetAsync(address).ShouldRefuse(HttpStatusCode.BadRequest, "platform.parameter-not-text");
        using var answer = await auditor.GetAsync("/fhir/Patient?_id=%00");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, EveryDatabase]
    public async Task Pages_follow_each_other_without_gap_or_repeat_also_at_one_instant(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var staff = Guid.NewGuid();
        for (var i = 0; i < 7; i++) await Append(host, new AuditEntry(host.Clock.GetUtcNow(), "p" + i, "sari", staff, null, null, "read-plan", "JointPlan", true, "b"));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await auditor.Get($"/api/v1/audit?staffId={staff}&limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page["items"]!.AsArray().Select(r => r!.Text("requestId")));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        seen.ShouldBe(["p6", "p5", "p4", "p3", "p2", "p1", "p0"]);
    }

    [Theory, EveryDatabase]
    public async Task Search_and_export_are_in_the_log_themselves(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var auditor = await host.AddStaff(Sector.Other, Role.Auditor);
        var person = Guid.NewGuid();
        await auditor.Client.Get($"/api/v1/audit?personId={person}");
        using (await auditor.Client.GetAsync($"/api/v1/audit/export?personId={person}"))
        {
        }
        var rows = (await auditor.Client.Get($"/api/v1/audit?staffId={auditor.Id}&personId={person}"))["items"]!.AsArray();
        // This search comes into the log with its answer.
        rows.Count.ShouldBe(2);
        rows.ShouldAllBe(r => r!.Text("right") == "read-audit");
    }

    [Theory, EveryDatabase]
    public async Task Nobody_but_an_auditor_sees_the_log_and_an_attempt_is_logged(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker, Role.UnitManager, Role.Coordinator);
        foreach (var client in (HttpClient[])[administrator, worker.Client])
        {
            await client.GetAsync("/api/v1/audit").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
            await client.GetAsync("/api/v1/audit/export").ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
        }
        var auditor = await host.AddStaff(Sector.Other, Role.Auditor);
        await (await host.As(auditor.Subject, "access.read")).GetAsync("/api/v1/audit").ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
        (await auditor.Client.Get($"/api/v1/audit?staffId={worker.Id}&decision=deny"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("decision=maybe", "access.decision-unknown")]
    [InlineData("decision=Permit", "access.decision-unknown")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "access.times-reversed")]
    [InlineData("from=yesterday", "platform.invalid-request")]
    [InlineData("from=2026-11-23T00:00:00", "platform.invalid-request")]
    [InlineData("to=2026-11-23", "platform.invalid-request")]
    [InlineData("personId=x", "platform.invalid-request")]
    [InlineData("limit=0", "platform.invalid-request")]
    [InlineData("cursor=x", "platform.cursor-invalid")]
    [InlineData("cursor=OTk5OTk5OTk5OTk5OTk5OTkgMSBh", "platform.cursor-invalid")]
    [InlineData("person=1", "platform.parameter-unknown")]
    public async Task Wrong_search_is_refused(string query, string code)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        await auditor.GetAsync("/api/v1/audit?" + query).ShouldRefuse(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("audit?TO=2026-11-24T00:00:00Z&from=")]
    [InlineData("audit/export?from=")]
    [InlineData("disclosures?to=2026-11-24T00:00:00Z&from=")]
    public async Task A_time_in_an_address_says_its_zone(string path)
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        foreach (var zoned in (string[])["2026-11-23T00:00:00Z", "2026-11-23T00:00:00%2B02:00", "2026-11-23T00:00:00.125-05:00"])
        {
            using var answer = await auditor.GetAsync($"/api/v1/{path}{zoned}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, zoned);
        }
        foreach (var bare in (string[])["2026-11-23T00:00:00", "2026-11-23", "2026-11-23T00:00:00.125"])
        {
            var problem = await auditor.GetAsync($"/api/v1/{path}{bare}").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
            problem["errors"]!["from"]![0]!.GetValue<string>().ShouldStartWith("The time has no zone", Case.Sensitive, bare);
        }
    }

    [Theory, EveryDatabase]
    public async Task Export_streams_ndjson_and_csv_that_no_spreadsheet_runs(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var auditor = (await host.AddStaff(Sector.Other, Role.Auditor)).Client;
        var staff = Guid.NewGuid();
        for (var i = 0; i < 1200; i++)
        {
            await Append(host, new AuditEntry(
                host.Clock.GetUtcNow(), "e" + i, i == 3 ? "=cmd|' /C calc'!A0" : "sari", staff, null, null, "read-plan", "JointPlan", true, "says \"yes\", of course",
                Role.SocialWorker, i == 4 ? "@app" : null));
        }

        using var ndjson = await auditor.GetAsync($"/api/v1/audit/export?staffId={staff}");
        ndjson.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = (await ndjson.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1200);
        JsonNode.Parse(lines[0])!.Text("requestId").ShouldBe("e0");
        JsonNode.Parse(lines[^1])!.Text("decision").ShouldBe("permit");

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/audit/export?format=csv&staffId={staff}");
        request.Headers.Add("Accept", "text/csv");
        using var csv = await auditor.SendAsync(request);
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Content.Headers.ContentDisposition!.FileName.ShouldBe("audit.csv");
        var text = await csv.Content.ReadAsStringAsync();
        text.Split("\r\n").Length.ShouldBe(1202);
        text.ShouldStartWith("\"stream\",\"sequence\",\"at\"");
        text.ShouldContain("\"'=cmd|' /C calc'!A0\"");
        text.ShouldContain("\"'@app\"");
        text.ShouldContain("\"says \"\"yes\"\", of course\"");
        text.ShouldContain("\"socialWorker\"");
        await auditor.GetAsync("/api/v1/audit/export?format=xml").ShouldRefuse(HttpStatusCode.BadRequest, "access.format-unknown");
    }

    private static Task Append(TestHost host, AuditEntry entry) => host.Services.GetRequiredService<AuditLog>().AppendAsync(entry, default);
}
