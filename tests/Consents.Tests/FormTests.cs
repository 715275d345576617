using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;
using static Monipolku.Consents.Tests.ConsentSteps;

namespace Monipolku.Consents.Tests;

/// <summary>Forms to print, the signed scan, and the client's copy.</summary>
public class FormTests
{
    private static readonly byte[] Pdf = [.. "%PDF-1.7\n"u8, .. RandomNumberGenerator.GetBytes(150_000), .. "\n%%EOF\n"u8];

    [Theory, EveryDatabase]
    public async Task Form_shows_what_was_given_in_the_language_of_the_giver_and_runs_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var guardian = await worker.AddGuardian(child, GuardianRole.Guardian);
        var unit = await host.AddUnit(Sector.Health);
        var given = await worker.Record(Permission(child, Direction.SocialToHealth, DataClass.JointPlan) with
        {
            Language = "sv",
            GivenBy = new GivenBy(GuardianId: guardian),
            Competence = new CompetenceAssessment(Assessed: true, Competent: false),
            RecipientUnits = [unit],
            DataTo = Today,
            ServiceTasks = ["4"],
            Purpose = "Vård <script>alert(1)</script> & uppföljning",
        });

        using var answer = await worker.Client.GetAsync($"/api/v1/consents/{given.Id()}/form");
        var page = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        policy.ShouldContain(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style))));
        page.ShouldContain("<html lang=\"sv\">");
        page.ShouldContain("<h1>Tillstånd");
        page.ShouldContain("Hanna Huoltaja, vårdnadshavare");
        page.ShouldContain("Från socialvården till hälso- och sjukvården");
        page.ShouldContain("– 15.9.2026");
        page.ShouldContain("Vård &lt;script&gt;alert(1)&lt;/script&gt; &amp; uppföljning");
        page.ShouldNotContain("<script");
        page.Split("<h1").Length.ShouldBe(2);
        page.ShouldNotContain("class=\"state\"");

        await worker.Withdraw(given);
        (await worker.Client.GetStringAsync($"/api/v1/consents/{given.Id()}/form")).ShouldContain("Återkallat 15.9.2026");
    }

    [Theory, EveryDatabase]
    public async Task Blank_form_is_there_for_each_kind_and_language_with_a_line_for_each_guardian(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        await worker.AddGuardian(child, GuardianRole.Guardian);
        await worker.AddGuardian(child, GuardianRole.Guardian);

        var pages = new List<string>();
        foreach (var kind in (string[])["jointWork", "disclosurePermission", "prohibition", "veto"])
            foreach (var language in (string[])["fi", "sv", "en"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/consents/forms/{kind}?personId={child}&language={language}");
                request.Headers.Accept.ParseAdd("text/html");
                using var answer = await worker.Client.SendAsync(request);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                pages.Add(await answer.Content.ReadAsStringAsync());
                pages[^1].ShouldContain($"<html lang=\"{language}\">");
                pages[^1].ShouldContain("Aino Testi Esimerkki");
            }
        pages.ShouldBeUnique();
        pages[0].ShouldContain("Toinen huoltaja");
        pages[5].ShouldContain("From social care to health care");
        pages[6].ShouldContain("Kielto on voimassa myös hätätilanteessa");
        // Guardians sign no prohibition together, and no veto at all.
        pages[9].ShouldNotContain("Toinen huoltaja");
        pages[10].ShouldContain("Dina vårdnadshavare får inte veta om förbudet.");

        await worker.Client.GetAsync($"/api/v1/consents/forms/kielto?personId={child}").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await worker.Client.GetAsync($"/api/v1/consents/forms/jointWork?personId={child}&language=de").ShouldRefuse(HttpStatusCode.BadRequest, "platform.invalid-request");
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        await stranger.Client.GetAsync($"/api/v1/consents/forms/jointWork?personId={child}").ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Signed_scan_is_kept_encrypted_and_comes_back_byte_for_byte(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(JointWork(person));
        var path = $"/api/v1/consents/{given.Id()}/scan";
        await worker.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var kept = await (await Keep(worker, path, Pdf, "application/pdf")).Success();
        kept.Text("contentType").ShouldBe("application/pdf");
        kept["length"]!.GetValue<long>().ShouldBe(Pdf.Length);
        kept.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Pdf)));
        kept["receivedBy"]!.GetValue<Guid>().ShouldBe(worker.Id);

        using var answer = await worker.Client.GetAsync(path);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(Pdf);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Content.Headers.ContentLength.ShouldBe(Pdf.Length);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Headers.GetValues("Repr-Digest").Single().ShouldBe($"sha-256=:{Convert.ToBase64String(SHA256.HashData(Pdf))}:");

        // The same again is the same; another takes its place, and the first one's content is gone.
        (await (await Keep(worker, path, Pdf)).Success()).ToJsonString().ShouldBe(kept.ToJsonString());
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, .. new byte[65_536]];
        await Keep(worker, path, tiff).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
        await Keep(worker, path, tiff, seen: "\"2\"").ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
        (await worker.Client.GetByteArrayAsync(path)).ShouldBe(Pdf);
        (await (await Keep(worker, path, tiff, "application/octet-stream", seen: answer.Headers.ETag!.ToString())).Success()).Text("contentType").ShouldBe("image/tiff");
        (await worker.Client.GetByteArrayAsync(path)).ShouldBe(tiff);

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        (await db.Scans.CountAsync(s => s.DocumentId == given.Id())).ShouldBe(2);
        var chunks = await db.ScanChunks.Where(c => c.DocumentId == given.Id()).ToListAsync();
        chunks.Count.ShouldBe(2);
        chunks.ShouldAllBe(c => c.ContentSecret.StartsWith("v1."));
    }

    [Theory, EveryDatabase]
    public async Task What_is_no_scan_is_refused_and_leaves_nothing(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var given = await worker.Record(Permission(person, Direction.HealthToSocial));
        var oral = await worker.Record(JointWork(person) with { Form = ConsentForm.Oral, Oral = new OralConfirmationRequest(OralHow.Phone, Today) });
        var path = $"/api/v1/consents/{given.Id()}/scan";

        await Keep(worker, path, [.. "PK\u0003\u0004"u8, .. new byte[100]]).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "consents.scan-type-unknown");
        await Keep(worker, path, []).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "consents.scan-type-unknown");
        await Keep(worker, path, Pdf, "image/png").ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "consents.scan-type-differs");
        await Keep(worker, $"/api/v1/consents/{oral.Id()}/scan", Pdf).ShouldRefuse(HttpStatusCode.Conflict, "consents.scan-of-oral");
        await Keep(worker, $"/api/v1/consents/{Guid.NewGuid()}/scan", Pdf).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Keep(worker, path, Pdf[..^20]).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "consents.scan-cut-off");
        byte[] large = [.. "%PDF-1.7\n"u8, .. new byte[ConsentScan.Largest - 14], .. "%%EOF\n"u8];
        await Keep(worker, path, large).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "consents.scan-too-large");
        // Sent in pieces, its length is not known before its end.
        await Keep(worker, path, large, inPieces: true).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "consents.scan-too-large");
        var manager = await host.AddStaff(worker.UnitId, Role.UnitManager);
        await Keep(manager, path, Pdf).ShouldRefuse(HttpStatusCode.Forbidden, "access.role-missing");

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        (await db.ScanChunks.CountAsync(c => c.DocumentId == given.Id())).ShouldBe(0);
        // Ten megabytes exactly are taken.
        byte[] largest = [.. large[..9], .. large[10..]];
        largest.Length.ShouldBe(ConsentScan.Largest);
        await (await Keep(worker, path, largest, inPieces: true)).Success();
    }

    [Theory, EveryDatabase]
    public async Task Of_two_scans_at_once_one_is_kept_whole(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var path = $"/api/v1/consents/{(await worker.Record(JointWork(person))).Id()}/scan";
        var files = Enumerable.Range(0, 6).Select(i => (byte[])[.. "%PDF-1.4"u8, .. RandomNumberGenerator.GetBytes(600_000), .. "%%EOF"u8]).ToList();

        var answers = await Task.WhenAll(files.Select(file => Keep(worker, path, file)));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK || a.StatusCode == HttpStatusCode.Conflict || a.StatusCode == HttpStatusCode.PreconditionRequired);
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
        files.ShouldContain(file => file.SequenceEqual(worker.Client.GetByteArrayAsync(path).GetAwaiter().GetResult()));
    }

    [Theory, EveryDatabase]
    public async Task Chunk_that_is_not_the_one_that_belongs_there_breaks_the_answer_off(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, person) = await host.AddClient();
        var id = (await worker.Record(JointWork(person))).Id();
        await (await Keep(worker, $"/api/v1/consents/{id}/scan", Pdf)).Success();
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ConsentsDb>();
        await db.Database.ExecuteSqlAsync($"""
            UPDATE consents_scan_chunks SET "ContentSecret" = (SELECT "ContentSecret" FROM consents_scan_chunks WHERE "DocumentId" = {id} AND "Index" = 0)
            WHERE "DocumentId" = {id} AND "Index" = 1
            """);

        await Should.ThrowAsync<HttpRequestException>(() => worker.Client.GetByteArrayAsync($"/api/v1/consents/{id}/scan"));
    }

    [Theory, EveryDatabase]
    public async Task Client_and_guardian_get_copies_of_their_own_and_nobody_elses(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var code = TestHetu.New(Adult);
        await worker.Client.Post($"/api/v1/people/{child}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var given = await worker.Record(JointWork(child) with { Competence = new CompetenceAssessment(Assessed: true, Competent: true) });
        await (await Keep(worker, $"/api/v1/consents/{given.Id()}/scan", Pdf)).Success();
        var client = await SignUp(host, new { personId = child });
        var guardian = await SignUp(host, new { person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } });
        var stranger = await SignUp(host, new { person = new { identityCode = TestHetu.New(Adult), givenNames = "Outi", familyName = "Outo" } });
        string[] copies = [$"/api/v1/consents/{given.Id()}/form", $"/api/v1/consents/{given.Id()}/scan"];

        foreach (var copy in copies)
        {
            foreach (var reader in (HttpClient[])[client, guardian]) (await reader.GetAsync(copy)).StatusCode.ShouldBe(HttpStatusCode.OK);
            await stranger.GetAsync(copy).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-yours");
        }
        await Keep(worker with { Client = client }, copies[1], Pdf).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-for-clients");
        await worker.Client.Post("/api/v1/prohibitions", new
        {
            personId = child,
            kind = "guardians",
            givenBy = new { client = true },
            reason = "Pelkää kotona väkivaltaa.",
            notAgainstInterest = true,
            competence = new { assessed = true, competent = true },
        });
        foreach (var copy in copies) await guardian.GetAsync(copy).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory, EveryDatabase]
    public async Task Prohibition_and_veto_have_forms_and_scans_that_guardians_see_of_the_one_and_not_of_the_other(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var (worker, child) = await host.AddClient(Child);
        var code = TestHetu.New(Adult);
        var added = await worker.Client.Post($"/api/v1/people/{child}/guardians", new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja", role = "guardian" });
        var competent = new CompetenceAssessment(Assessed: true, Competent: true);
        var forbids = new RecordProhibitionRequest(
            child, ProhibitionKind.Disclosure, new GivenBy(Client: true), Direction.SocialToHealth, [DataClass.JointPlan], HoldsInEmergency: true, Competence: competent,
            ServiceTasks: ["4"], Form: ConsentForm.Paper, Language: "sv", InformationTextVersion: "2026-1");
        foreach (var (wrong, problem) in (ValueTuple<RecordProhibitionRequest, string>[])
        [
            (forbids with { InformationTextVersion = null }, "consents.prohibition-text-missing"), (forbids with { InformationTextVersion = "2020-1" }, "consents.information-text-unknown"),
            (forbids with { Language = "de" }, "platform.invalid-request"),
        ])
            await worker.Client.SendJson(HttpMethod.Post, "/api/v1/prohibitions", wrong, idempotencyKey: Guid.NewGuid().ToString()).ShouldRefuse(HttpStatusCode.BadRequest, problem);
        var prohibition = await worker.Client.Post("/api/v1/prohibitions", forbids);
        var veto = await worker.Client.Post("/api/v1/prohibitions", new RecordProhibitionRequest(
            child, ProhibitionKind.Guardians, new GivenBy(Client: true), GuardianIds: [added["guardians"]![0]!["id"]!.GetValue<Guid>()], Classes: [DataClass.HealthAssessmentPart],
            Competence: competent, Form: ConsentForm.Electronic, InformationTextVersion: "2026-1"));
        var said = await worker.Client.Post("/api/v1/prohibitions", forbids with { Form = ConsentForm.Oral, InformationTextVersion = null, Classes = null, ServiceTasks = null, Language = "en" });
        string PathOf(JsonObject of, string what) => $"/api/v1/prohibitions/{of.Id()}/{what}";

        var page = await worker.Client.GetStringAsync(PathOf(prohibition, "form"));
        foreach (var text in (string[])["<html lang=\"sv\">", "<h1>Förbud mot utlämnande", "Den gemensamma planen", "Förbudet gäller också i en nödsituation", "På papper"]) page.ShouldContain(text);
        (await worker.Client.GetStringAsync(PathOf(veto, "form"))).ShouldContain("Hanna Huoltaja");
        (await worker.Client.GetStringAsync(PathOf(said, "form"))).ShouldContain("All my data");
        await Keep(worker, PathOf(said, "scan"), Pdf).ShouldRefuse(HttpStatusCode.Conflict, "consents.scan-of-oral");
        foreach (var signed in (JsonObject[])[prohibition, veto])
        {
            var path = PathOf(signed, "scan");
            await worker.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
            (await (await Keep(worker, path, Pdf)).Success())["documentId"]!.GetValue<Guid>().ShouldBe(signed.Id());
            await Keep(worker, path, [.. Pdf, .. "\n"u8]).ShouldRefuse(HttpStatusCode.PreconditionRequired, "platform.version-missing");
            await (await Keep(worker, path, [.. Pdf, .. "\n"u8], seen: "\"1\"")).Success();
            (await worker.Client.GetByteArrayAsync(path)).Length.ShouldBe(Pdf.Length + 1);
        }
        await worker.Client.GetAsync($"/api/v1/prohibitions/{Guid.NewGuid()}/form").ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await Keep(worker, $"/api/v1/prohibitions/{Guid.NewGuid()}/scan", Pdf).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");

        var client = await SignUp(host, new { personId = child });
        var guardian = await SignUp(host, new { person = new { identityCode = code, givenNames = "Hanna", familyName = "Huoltaja" } });
        var stranger = await host.AddStaff(Sector.Social, Role.SocialWorker);
        foreach (var what in (string[])["form", "scan"])
        {
            foreach (var of in (JsonObject[])[prohibition, veto])
            {
                (await client.GetAsync(PathOf(of, what))).StatusCode.ShouldBe(HttpStatusCode.OK);
                await stranger.Client.GetAsync(PathOf(of, what)).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
            }
            (await guardian.GetAsync(PathOf(prohibition, what))).StatusCode.ShouldBe(HttpStatusCode.OK);
            await guardian.GetAsync(PathOf(veto, what)).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        }
        await guardian.GetAsync(PathOf(veto, "told")).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await worker.Client.Change(HttpMethod.Post, PathOf(prohibition, "withdraw"), ByClient(), prohibition);
        (await worker.Client.GetStringAsync(PathOf(prohibition, "form"))).ShouldContain("Återkallat 15.9.2026. Förbudet gäller inte längre.");
    }

    [Fact]
    public void File_is_told_by_its_first_bytes_and_whole_by_its_last()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 9, 0, 0, 0, 7, 8, 2, 0, 0, 0, 1, 2, 3, 4, .. new byte[40], 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, .. new byte[40], 0xFF, 0xD9];
        byte[] little = [.. "II*\0"u8, 20, 0, 0, 0, .. new byte[12], 1, 0, .. new byte[16]], big = [.. "MM\0*"u8, 0, 0, 0, 20, .. new byte[12], 0, 1, .. new byte[16]];
        foreach (var (file, type) in (ValueTuple<byte[], string>[])[(Pdf, "application/pdf"), (png, "image/png"), (jpeg, "image/jpeg"), (little, "image/tiff"), (big, "image/tiff")])
        {
            ScannedFile.TypeOf(file).ShouldBe(type);
            IsWhole(file).ShouldBeTrue(type);
            for (var left = 8; left < Math.Min(file.Length, 40); left++)
            {
                // Cut after its head: nothing tells the type of less than a PNG's header.
                if (ScannedFile.TypeOf(file.AsSpan(0, left)) is not null) IsWhole(file[..left]).ShouldBeFalse($"{type}, {left} bytes");
            }
            IsWhole(file[..^(type == "application/pdf" ? 7 : 1)]).ShouldBeFalse(type);
        }
        // A camera's own notes behind the picture, and a reader's line end behind the marker, cut nothing off.
        IsWhole([.. jpeg, .. new byte[500]]).ShouldBeTrue();
        foreach (var none in (byte[][])[[.. "%PDF-x.7"u8, .. Pdf[8..]], [.. png[..16], .. new byte[60]], [0xFF, 0xD8, 0xFF, 0xFF], [.. "II+\0"u8, .. little[4..]], [.. "GIF89a"u8, .. new byte[60]], [.. "<html>%PDF-1.7"u8]])
            ScannedFile.TypeOf(none).ShouldBeNull();
        foreach (var offset in (byte[])[0, 7, 21, 255]) IsWhole([.. little[..4], offset, .. little[5..]]).ShouldBeFalse($"offset {offset}");

        static bool IsWhole(byte[] file) => ScannedFile.IsWhole(
            ScannedFile.TypeOf(file)!, file.AsSpan(0, Math.Min(file.Length, ScannedFile.HeadSize)), file.AsSpan(Math.Max(0, file.Length - ScannedFile.TailSize)), file.Length);
    }

    private static async Task<HttpResponseMessage> Keep(TestStaff worker, string path, byte[] file, string? type = null, bool inPieces = false, string? seen = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = inPieces ? new StreamContent(new Pieces(file)) : new ByteArrayContent(file) };
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (seen is not null) request.Headers.TryAddWithoutValidation("If-Match", seen);
        // Who is refused by the length alone is answered before the file is sent.
        request.Headers.ExpectContinue = true;
        return await worker.Client.SendAsync(request);
    }

    private static async Task<HttpClient> SignUp(TestHost host, object who)
    {
        var subject = "client." + Guid.NewGuid().ToString("N");
        var body = System.Text.Json.JsonSerializer.SerializeToNode(who, JsonRules.Options)!.AsObject();
        body["subject"] = subject;
        await (await host.As(TestHost.Administrator)).Post("/api/v1/client-users", body);
        return await host.As(subject);
    }

    /// <summary>A stream that does not tell its length.</summary>
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
