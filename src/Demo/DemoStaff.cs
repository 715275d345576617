using System.Text.Json.Nodes;

namespace Monipolku.Demo;

/// <summary>The demo's units and staff, added through the API by the first administrator; those of an earlier run are found again.</summary>
internal sealed record DemoStaff(
    DemoMember Curator, DemoMember DutyWorker, DemoMember SocialWorker, DemoMember Nurse, DemoMember AddictionWorker, Guid AddictionUnitId)
{
    /// <summary>As which one may sign in to look around.</summary>
    public static readonly IReadOnlyList<string> Usernames = ["kaisa.kuraattori", "paula.paivystaja", "sari.sosiaali", "pekka.psykiatrinen", "ritva.riippuvuus"];

    public static async Task<DemoStaff> Prepare(Func<HttpClient> connect)
    {
        var administrator = await DemoApi.SignIn(
                connect, DemoSignIn.Administrator, "Aino Ylläpitäjä, administrator", DemoSignIn.Password, DemoSignIn.FirstPassword)
            ?? throw new DemoFailedException($"{DemoSignIn.Administrator} has another password than the demo's: begin with a new database.");
        var school = await Unit(administrator, "Koulukuraattorit", "social", "1.2.246.10.1234567.10.1", receivesIntake: false);
        var intake = await Unit(administrator, "Lapsiperheiden vastaanotto", "social", "1.2.246.10.1234567.10.2", receivesIntake: true);
        var nurses = await Unit(administrator, "Psykiatriset sairaanhoitajat sosiaalihuollossa", "health", "1.2.246.10.1234567.10.3", receivesIntake: false);
        var addiction = await Unit(administrator, "Nuorten päihdepalvelu", "health", "1.2.246.10.1234567.10.4", receivesIntake: false);

        return new DemoStaff(
            await Member(connect, administrator, "kaisa.kuraattori", "Kaisa Kuraattori", "school curator", "notifier", school),
            await Member(connect, administrator, "paula.paivystaja", "Paula Päivystäjä", "duty social worker", "dutyWorker", intake),
            await Member(connect, administrator, "sari.sosiaali", "Sari Sosiaali", "social worker", "socialWorker", intake),
            await Member(connect, administrator, "pekka.psykiatrinen", "Pekka Psykiatrinen", "psychiatric nurse", "psychiatricNurse", nurses),
            await Member(connect, administrator, "ritva.riippuvuus", "Ritva Riippuvuus", "addiction-service worker", "serviceProvider", addiction),
            addiction);
    }

    private static async Task<Guid> Unit(DemoApi administrator, string name, string sector, string organizationOid, bool receivesIntake)
    {
        var known = await Find(administrator, "/api/v1/units", unit => unit["organizationOid"]!.GetValue<string>() == organizationOid);
        var unit = known ?? await administrator.Create("/api/v1/units", new { name, sector, organizationOid, receivesIntake });
        return unit["id"]!.GetValue<Guid>();
    }

    private static async Task<DemoMember> Member(Func<HttpClient> connect, DemoApi administrator, string subject, string name, string title, string role, Guid unitId)
    {
        var known = await Find(administrator, "/api/v1/staff", staff => staff["subject"]!.GetValue<string>() == subject);
        var staff = known ?? await administrator.Create("/api/v1/staff", new { subject, name, roles = new[] { role }, unitId });
        return new DemoMember(staff["id"]!.GetValue<Guid>(), name, await SignIn(connect, administrator, subject, $"{name}, {title}"));
    }

    /// <summary>With an account from an earlier run, or a new one. Who was interrupted before choosing a password gets a new one to begin with.</summary>
    private static async Task<DemoApi> SignIn(Func<HttpClient> connect, DemoApi administrator, string subject, string name)
    {
        if (await DemoApi.SignIn(connect, subject, name, DemoSignIn.Password) is { } signedIn) return signedIn;
        var known = await Find(administrator, "/api/v1/accounts", account => account["subject"]!.GetValue<string>() == subject);
        var handedOver = known is null
            ? await administrator.Create("/api/v1/accounts", new { subject, kind = "staff", username = subject, language = "fi" })
            : await administrator.Change(HttpMethod.Post, $"/api/v1/accounts/{known["id"]}/reset-password", new { }, known);
        return await DemoApi.SignIn(connect, subject, name, handedOver["initialPassword"]!.GetValue<string>(), DemoSignIn.Password)
            ?? throw new DemoFailedException($"{subject} cannot sign in.");
    }

    private static async Task<JsonObject?> Find(DemoApi administrator, string path, Func<JsonObject, bool> wanted)
    {
        string? cursor = null;
        do
        {
            var page = await administrator.Get(path + "?limit=200" + (cursor is null ? "" : "&cursor=" + cursor));
            if (page["items"]!.AsArray().Select(item => item!.AsObject()).FirstOrDefault(wanted) is { } found) return found;
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        return null;
    }
}

internal sealed record DemoMember(Guid Id, string Name, DemoApi Api);
