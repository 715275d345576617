using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform.Secrets;
using Monipolku.Testing;

namespace Monipolku.Platform.Tests;

/// <summary>What lies encrypted in the database: all of it, and with which key.</summary>
public class KeyRotationTests
{
    [Theory, EveryDatabase]
    public async Task Every_text_gets_the_new_key_and_says_the_same(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Referred);
        await story.Withdraw();
        var before = await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        var (old, ring) = AddKey(host);

        var rotation = Rotation(host, ring);
        var counted = await rotation.CountAsync(default);
        counted.Keys.Select(k => k.KeyId).Distinct().ShouldBe([old]);
        counted.Keys.Select(k => k.Column.Table).Distinct().Count().ShouldBeGreaterThan(6);
        var lines = new List<string>();
        var (changed, unreadable) = await rotation.RotateAsync(lines.Add, default);

        unreadable.ShouldBe(0);
        changed.ShouldBeGreaterThan(20);
        var after = await rotation.CountAsync(default);
        after.Keys.Select(k => k.KeyId).Distinct().ShouldBe(["k2"]);
        after.Values.Sum().ShouldBe(counted.Values.Sum());
        lines.Count.ShouldBe(host.Services.GetServices<ProtectedColumn>().Count());
        // Once more: nothing is left to do.
        (await rotation.RotateAsync(_ => { }, default)).ShouldBe((0, 0));

        // The texts are the same, also in the middle of JSON: put back with the old key they read as before.
        (await Rotation(host, Ring(host, old)).RotateAsync(_ => { }, default)).Unreadable.ShouldBe(0);
        JsonNode.DeepEquals(await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}"), before).ShouldBeTrue();
        (await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}")).Text("id").ShouldBe(story.PlanId.ToString());
        (await story.DutyWorker.Client.Get($"/api/v1/intake/matters/{story.MatterId}")).Text("id").ShouldBe(story.MatterId.ToString());
        (await story.SocialWorker.Client.Get($"/api/v1/assessments/{story.AssessmentId}")).Text("id").ShouldBe(story.AssessmentId.ToString());
    }

    [Theory, EveryDatabase]
    public async Task A_running_service_goes_on_when_its_texts_get_a_new_key(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Referred);
        var before = await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        var (old, ring) = AddKey(host);
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "secrets.json"), ring.ToJsonString());
        (await Rotation(host, ring).RotateAsync(_ => { }, default)).Unreadable.ShouldBe(0);

        JsonNode.DeepEquals(await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}"), before).ShouldBeTrue();
        await story.SocialWorker.Client.Get($"/api/v1/plans/{story.PlanId}");
        await story.DutyWorker.Client.Get($"/api/v1/intake/matters/{story.MatterId}");
        await story.SocialWorker.Client.Get($"/api/v1/assessments/{story.AssessmentId}");
        await (await Story.Begin(host)).Until(Chapter.Notified);
        (await Rotation(host, ring).CountAsync(default)).Keys.ShouldAllBe(key => key.KeyId != old);
    }

    [Theory, EveryDatabase]
    public async Task A_text_whose_key_is_lost_is_counted_and_left_as_it_is(DatabaseProvider database)
    {
        await using var host = await TestHost.StartAsync(database);
        var story = await (await Story.Begin(host)).Until(Chapter.Notified);
        var (_, ring) = AddKey(host);
        var strangers = new JsonObject { ["ActiveKey"] = "k3", ["HashKey"] = ring["HashKey"]!.DeepClone(), ["Keys"] = new JsonObject { ["k3"] = NewKey() } };

        var (changed, unreadable) = await Rotation(host, strangers).RotateAsync(_ => { }, default);

        changed.ShouldBe(0);
        unreadable.ShouldBeGreaterThan(3);
        await story.DutyWorker.Client.Get($"/api/v1/intake/matters/{story.MatterId}");
    }

    [Fact] // a column that the rotation does not know would be unreadable once the old key is gone
    public async Task Every_column_with_a_protected_text_is_known_to_the_rotation()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        var known = host.Services.GetServices<ProtectedColumn>().Select(c => $"{c.Table}.{c.Column}").ToHashSet();
        await using var scope = host.Services.CreateAsyncScope();
        var found = new HashSet<string>();
        foreach (var module in (string[])["Platform", "Access", "Identity", "People", "Intake", "Assessments", "Consents", "Plans", "Referrals", "Fhir"])
        {
            var context = Assembly.Load("Monipolku." + module).GetTypes().Single(t => t.Name == module + "Db");
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(context);
            foreach (var property in db.Model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()).Where(p => IsSecret(p.Name, p.ClrType, [])))
                found.Add($"{property.DeclaringType.GetTableName()}.{property.Name}");
        }

        found.Count.ShouldBeGreaterThan(15);
        found.ShouldContain("people_persons.Guardians");
        found.Except(known).ShouldBeEmpty();
    }

    [Fact]
    public async Task Raw_files_show_no_identity_code_no_notifier_and_no_contact_and_are_the_owner_s_alone()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        var story = await (await Story.Begin(host)).Until(Chapter.Referred);
        var (phone, email, street, guardianPhone, guardianCode) = ("+358401234567", "nella.salainen@example.fi", "Salakuja 7 B 13", "+358507654321", TestHetu.New(44));
        var person = await story.SocialWorker.Client.Get($"/api/v1/people/{story.PersonId}");
        person = await story.SocialWorker.Client.Change(HttpMethod.Put, $"/api/v1/people/{story.PersonId}/contact",
            new { contact = new { phone, email, street, postalCode = "00100", city = "Helsinki" }, nonDisclosure = false, language = "fi" }, person);
        await story.SocialWorker.Client.Post($"/api/v1/people/{story.PersonId}/guardians",
            new { identityCode = guardianCode, givenNames = "Hilma", familyName = "Huoltaja", role = "guardian", phone = guardianPhone });
        await host.DrainAsync();

        string[] secrets =
        [
            story.IdentityCode, guardianCode, phone, email, street, guardianPhone,
            "Kaisa Kuraattori", "Keskuskoulu", "Poissaoloja", "Haluan kouluun", "Ahdistusoireita", "Juo viikonloppuisin", "ilman että pelottaa", "Arvio päihteiden käytöstä",
        ];
        var files = Directory.GetFiles(host.Folder, "monipolku.db*");
        files.Select(Path.GetFileName).ShouldContain("monipolku.db-wal");
        foreach (var file in files)
        {
            var raw = await ReadShared(file);
            foreach (var secret in secrets)
                foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(secret), Encoding.Unicode.GetBytes(secret), JsonEncodedText.Encode(secret).EncodedUtf8Bytes.ToArray()])
                    raw.AsSpan().IndexOf(bytes).ShouldBe(-1, $"{Path.GetFileName(file)} shows {secret}");
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
        // The search sees what is there: names of persons are not encrypted.
        (await Task.WhenAll(files.Select(ReadShared))).Any(raw => raw.AsSpan().IndexOf("Huoltaja"u8) >= 0).ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_rotate_and_count_and_another_hash_key_starts_nothing()
    {
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite);
        await (await Story.Begin(host)).Until(Chapter.Notified);
        var (old, ring) = AddKey(host);
        var file = Path.Combine(host.Folder, "secrets.json");
        await File.WriteAllTextAsync(file, ring.ToJsonString());

        (await Run(host, "secrets", "status")).Out.ShouldContain($"Key {old}: ");
        var rotated = await Run(host, "secrets", "rotate");
        rotated.Code.ShouldBe(0, rotated.Out + rotated.Error);
        rotated.Out.ShouldContain("people_persons.IdentityCodeSecret: 1 rows");
        var status = (await Run(host, "secrets", "status")).Out;
        status.ShouldContain("Key k2: ");
        status.ShouldNotContain($"Key {old}: ");

        ring["HashKey"] = NewKey();
        await File.WriteAllTextAsync(file, ring.ToJsonString());
        foreach (var command in (string[][])[["secrets", "rotate"], []])
        {
            var (code, _, error) = await Run(host, command);
            code.ShouldBe(2);
            error.ShouldStartWith("Setting Secrets holds another hash key");
        }
    }

    private static bool IsSecret(string name, Type type, HashSet<Type> seen)
    {
        if (type == typeof(string)) return name.EndsWith("Secret", StringComparison.Ordinal);
        var inner = type.IsGenericType ? type.GetGenericArguments().Last() : type;
        return inner.Namespace?.StartsWith("Monipolku.", StringComparison.Ordinal) == true && seen.Add(inner)
            && inner.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(p => IsSecret(p.Name, p.PropertyType, seen));
    }

    private static KeyRotation Rotation(TestHost host, JsonObject ring)
    {
        var file = Path.Combine(host.Folder, $"ring-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, ring.ToJsonString());
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Secrets:KeyFile"] = file };
        return new KeyRotation(host.Services.GetRequiredService<Database>(), new SecretText(SecretKeyRing.Load(configuration)), host.Services.GetServices<ProtectedColumn>());
    }

    /// <summary>The host's ring with a second key, active now; and the id of the first.</summary>
    private static (string Old, JsonObject Ring) AddKey(TestHost host)
    {
        var ring = JsonNode.Parse(File.ReadAllText(Path.Combine(host.Folder, "secrets.json")))!.AsObject();
        var old = ring["ActiveKey"]!.GetValue<string>();
        ring["Keys"]!["k2"] = NewKey();
        ring["ActiveKey"] = "k2";
        File.WriteAllText(Path.Combine(host.Folder, "ring.json"), ring.ToJsonString());
        return (old, ring);
    }

    private static JsonObject Ring(TestHost host, string active)
    {
        var ring = JsonNode.Parse(File.ReadAllText(Path.Combine(host.Folder, "ring.json")))!.AsObject();
        ring["ActiveKey"] = active;
        return ring;
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static async Task<(int Code, string Out, string Error)> Run(TestHost host, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = host.Folder };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Monipolku.Host.dll"), .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["Database__ConnectionString"] = "Data Source=" + Path.Combine(host.Folder, "monipolku.db");
        start.Environment["Secrets__KeyFile"] = Path.Combine(host.Folder, "secrets.json");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text, await error);
    }
}
