using System.Net;
using System.Net.Http.Headers;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Access.Tests;

public class StaffTests
{
    [Theory, EveryDatabase]
    public async Task Staff_and_units_are_found_by_area_and_whoever_is_bound_to_none_with_them(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var (area, there, elsewhere) = ("Kokkola " + Guid.NewGuid().ToString("N"), await host.AddUnit(Sector.Social), await host.AddUnit(Sector.Social));
        async Task<Guid> Add(Guid unitId, string? of, DateOnly? validTo = null) => (await administrator.Post("/api/v1/staff",
            new { subject = "staff." + Guid.NewGuid().ToString("N"), name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId, area = of, validTo })).Id();
        var (local, free, other) = (await Add(there, area), await Add(there, null), await Add(there, "Kaustinen"));
        await Add(elsewhere, "Kaustinen");
        await Add(elsewhere, area, WorkingDays.Today(host.Clock).AddDays(-1));
        async Task<List<Guid>> Found(string path)
        {
            var (found, cursor) = (new List<Guid>(), (string?)null);
            do
            {
                var page = await administrator.Get($"{path}&limit=200" + (cursor is null ? "" : "&cursor=" + cursor));
                found.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject().Id()));
                cursor = page["next"]?.GetValue<string>();
            }
            while (cursor is not null);
            return found;
        }

        (await Found($"/api/v1/staff?unitId={there}&area={Uri.EscapeDataString(area)}")).ShouldBe([local, free], ignoreOrder: true);
        (await Found($"/api/v1/staff?unitId={there}&area=Kaustinen")).ShouldBe([free, other], ignoreOrder: true);
        var units = await Found($"/api/v1/units?area={Uri.EscapeDataString(area)}");
        units.ShouldContain(there);
        units.ShouldNotContain(elsewhere);
        await administrator.GetAsync("/api/v1/units?area=" + new string('x', 101)).ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task A_name_is_one_line(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (administrator, unitId) = (await host.As(TestHost.Administrator), await host.AddUnit(Sector.Social));
        foreach (var name in (string[])["Sari\nSosiaali", "Sari\r\nSosiaali", "Sari\tSosiaali", "Sari\u2028Sosiaali", "Sari\u2029Sosiaali"])
        {
            var problem = await administrator.SendJson(HttpMethod.Post, "/api/v1/staff",
                new { subject = "staff." + Guid.NewGuid().ToString("N"), name, roles = new[] { "socialWorker" }, unitId }, idempotencyKey: Guid.NewGuid().ToString())
                .ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
            problem["errors"]!.AsObject().ShouldContainKey("$.name");
        }
        var csv = $"{ImportStaff.Header}\nstaff.x;\"Sari\nSosiaali\";socialWorker;x;;;;;;;;;\n";
        using var answer = await administrator.PostAsync("/api/v1/staff/import?dryRun=true", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"));
        var errors = (await answer.Success())["errors"]!.AsArray();
        errors.Select(e => e!["line"]!.GetValue<int>()).ShouldBe([2, 3], errors.ToJsonString());
    }

    [Theory, EveryDatabase]
    public async Task Unit_and_staff_are_added_and_read(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        var staff = await nurse.Client.Get($"/api/v1/staff/{nurse.Id}");
        var unit = await nurse.Client.Get($"/api/v1/units/{nurse.UnitId}");

        staff["roles"]!.AsArray().Single()!.GetValue<string>().ShouldBe("psychiatricNurse");
        unit.Text("sector").ShouldBe("health");
    }

    [Theory, EveryDatabase]
    public async Task Only_an_administrator_adds_staff(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);

        await Register(nurse.Client, nurse.UnitId).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");
    }

    [Theory, EveryDatabase]
    public async Task A_valid_token_of_somebody_unknown_opens_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var stranger = await host.As("nobody.here");

        await stranger.GetAsync("/api/v1/units").ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
    }

    [Theory, EveryDatabase]
    public async Task Scope_of_the_token_is_needed_besides_the_role(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var narrow = await host.As(TestHost.Administrator, "plans.read");

        await Register(narrow, Guid.NewGuid()).ShouldRefuse(HttpStatusCode.Forbidden, "platform.scope-missing");
    }

    [Theory, EveryDatabase]
    public async Task Missing_and_wrong_tokens_get_401_with_a_challenge(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        using var client = host.Anonymous();

        using (var answer = await client.GetAsync("/api/v1/units")) answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.");
        using (var answer = await client.GetAsync("/api/v1/units")) answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        await client.GetAsync("/api/v1/units").ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
    }

    [Theory, EveryDatabase]
    public async Task Unknown_unit_and_taken_subject_are_named_by_their_paths(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var nurse = await host.AddStaff(Sector.Health, Role.PsychiatricNurse);
        var administrator = await host.As(TestHost.Administrator);

        var unknown = await Register(administrator, Guid.NewGuid()).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "access.unit-unknown");
        unknown["errors"]!.AsObject().ShouldContainKey("$.unitId");
        await Register(administrator, nurse.UnitId, nurse.Subject).ShouldRefuse(HttpStatusCode.Conflict, "access.subject-taken");
    }

    [Theory, EveryDatabase]
    public async Task Pressing_twice_adds_once_and_answers_the_same(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = await host.AddUnit(Sector.Social);
        var body = new { subject = "twice." + Guid.NewGuid(), name = "Kaksi Kertaa", roles = new[] { "socialWorker" }, unitId = unit };
        var key = Guid.NewGuid().ToString();

        using var first = await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", body, idempotencyKey: key);
        using var second = await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", body, idempotencyKey: key);

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", new { body.subject, name = "Toinen Nimi", body.roles, body.unitId }, idempotencyKey: key)
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "platform.idempotency-key-reused");
        await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", body)
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task Pressed_many_times_at_once_one_is_added_and_all_get_its_answer(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var unit = await host.AddUnit(Sector.Social);
        var body = new { subject = "many." + Guid.NewGuid(), name = "Monta Kertaa", roles = new[] { "socialWorker" }, unitId = unit };
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var answer = await administrator.SendJson(HttpMethod.Post, "/api/v1/staff", body, idempotencyKey: key);
            return (answer.StatusCode, Body: await answer.Content.ReadAsStringAsync());
        }));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        answers.Select(a => a.Body).Distinct().Count().ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Units_are_paged_without_gap_or_repeat(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        for (var i = 0; i < 5; i++) await host.AddUnit(Sector.Health);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await administrator.Get("/api/v1/units?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page["items"]!.AsArray().Select(u => u!.AsObject().Id()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        seen.ShouldBeUnique();
        seen.Count.ShouldBeGreaterThanOrEqualTo(6);
        await administrator.GetAsync("/api/v1/units?cursor=%21%21").ShouldRefuse(HttpStatusCode.BadRequest, "platform.cursor-invalid");
        await administrator.GetAsync("/api/v1/units?limit=0").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        await administrator.GetAsync("/api/v1/units?limit=9999").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
    }

    [Theory, EveryDatabase]
    public async Task Of_many_who_register_one_subject_at_once_one_does_and_the_others_are_told(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var administrator = await host.As(TestHost.Administrator);
        var (unitId, subject) = (await host.AddUnit(Sector.Social), "staff." + Guid.NewGuid().ToString("N"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            administrator.SendJson(
                HttpMethod.Post, "/api/v1/staff", new { subject, name = "Testi Työntekijä", roles = new[] { "socialWorker" }, unitId }, idempotencyKey: Guid.NewGuid().ToString())));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Theory, EveryDatabase]
    public async Task One_unit_receives_what_arrives(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var first = await host.IntakeUnit();
        var administrator = await host.As(TestHost.Administrator);

        var refused = await administrator.SendJson(HttpMethod.Post, "/api/v1/units",
                new { name = "Toinen vastaanotto", sector = "social", organizationOid = "1.2.246.10.1234567.10.99", receivesIntake = true },
                idempotencyKey: Guid.NewGuid().ToString())
            .ShouldRefuse(HttpStatusCode.Conflict, "access.intake-unit-exists");

        refused["errors"]!.AsObject().ShouldContainKey("$.receivesIntake");
        (await administrator.Get($"/api/v1/units/{first}"))["receivesIntake"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static Task<HttpResponseMessage> Register(HttpClient client, Guid unitId, string? subject = null) =>
        client.SendJson(HttpMethod.Post, "/api/v1/staff",
            new { subject = subject ?? "x." + Guid.NewGuid(), name = "Uusi Työntekijä", roles = new[] { "socialWorker" }, unitId },
            idempotencyKey: Guid.NewGuid().ToString());
}
