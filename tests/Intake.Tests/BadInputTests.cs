using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>What bad input gets, shown on the filing of a notification: each "no" has its status, code and path, and leaves nothing behind.</summary>
public class BadInputTests
{
    private const string Notifications = "/api/v1/intake/notifications";

    /// <summary>A change of the right notification, and the answer that it gets.</summary>
    /// <param name="Path">Key of the problem's errors; null where none is promised.</param>
    public sealed record Bad(string Name, Func<JsonObject, string> Body, HttpStatusCode Status, string Code, string? Path = null)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<DatabaseProvider, string> BadBodies()
    {
        var data = new TheoryData<DatabaseProvider, string>();
        foreach (var database in TestDatabases.Available)
        {
            foreach (var bad in All) data.Add(database, bad.Name);
        }
        return data;
    }

    private static readonly IReadOnlyList<Bad> All =
    [
        .. Malformed("nothing", ""),
        .. Malformed("a space", " "),
        .. Malformed("cut off", "{\"kind\":\"contact\""),
        .. Malformed("no JSON", "kind=contact"),
        .. Malformed("a trailing comma", "{\"kind\":\"contact\",}"),
        .. Malformed("a comment", "/* hello */ {}"),
        .. Malformed("two values", "{} {}"),
        .. Malformed("NaN", "{\"kind\":NaN}"),
        .. Malformed("an array", "[]"),
        .. Malformed("text", "\"contact\""),
        .. Malformed("a number", "1"),
        .. Malformed("null", "null"),
        .. Malformed("broken UTF-8 escape", "{\"kind\":\"\\uZZZZ\"}"),
        .. Malformed("a raw line break in text", "{\"kind\":\"con\ntact\"}"),

        Changed("unknown member", b => b["hello"] = 1, HttpStatusCode.BadRequest, "platform.malformed-json", "$.hello"),
        Changed("unknown member inside", b => b["person"]!["hello"] = 1, HttpStatusCode.BadRequest, "platform.malformed-json", "$.person.hello"),
        Changed("member in another case", b => b["Kind"] = "contact", HttpStatusCode.BadRequest, "platform.malformed-json", "$.Kind"),
        Text("member twice", b => "{\"description\":\"a\"," + b[1..], HttpStatusCode.BadRequest, "platform.malformed-json", "$.description"),

        Changed("number for text", b => b["description"] = 5, HttpStatusCode.BadRequest, "platform.malformed-json", "$.description"),
        Changed("text for object", b => b["person"] = "Nella", HttpStatusCode.BadRequest, "platform.malformed-json", "$.person"),
        Changed("object for list", b => b["reasonCodes"] = new JsonObject(), HttpStatusCode.BadRequest, "platform.malformed-json", "$.reasonCodes"),
        Changed("number in list of texts", b => b["reasonCodes"] = new JsonArray(10), HttpStatusCode.BadRequest, "platform.malformed-json", "$.reasonCodes[0]"),
        Changed("text for yes or no", b => b["notifier"]!["confidentialityAsked"] = "true", HttpStatusCode.BadRequest, "platform.malformed-json", "$.notifier.confidentialityAsked"),
        Changed("number for a code", b => b["kind"] = 0, HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Changed("null for required", b => b["description"] = null, HttpStatusCode.BadRequest, "platform.malformed-json", "$.description"),
        Changed("null object", b => b["person"] = null, HttpStatusCode.BadRequest, "platform.malformed-json", "$.person"),
        Changed("null in list", b => b["reasonCodes"] = new JsonArray((JsonNode?)null), HttpStatusCode.BadRequest, "platform.malformed-json", "$.reasonCodes[0]"),

        Changed("text that cannot be seen", b => b["description"] = "\u200b\u2060 \u00ad", HttpStatusCode.BadRequest, "platform.invalid-request", "$.description"),

        Changed("missing kind", b => b.Remove("kind"), HttpStatusCode.BadRequest, "platform.malformed-json"),
        Changed("missing person", b => b.Remove("person"), HttpStatusCode.BadRequest, "platform.malformed-json"),
        Changed("missing name", b => b["person"]!.AsObject().Remove("familyName"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.person"),
        Changed("missing notifier code", b => b["notifier"]!.AsObject().Remove("code"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.notifier"),
        Changed("missing description", b => b.Remove("description"), HttpStatusCode.BadRequest, "platform.malformed-json"),
        Changed("empty description", b => b["description"] = "", HttpStatusCode.BadRequest, "platform.invalid-request", "$.description"),
        Changed("blank description", b => b["description"] = " \n\t", HttpStatusCode.BadRequest, "platform.invalid-request", "$.description"),

        Changed("description too long", b => b["description"] = new string('a', 10_001), HttpStatusCode.BadRequest, "platform.invalid-request", "$.description"),
        Changed("name too long", b => b["person"]!["givenNames"] = new string('a', 101), HttpStatusCode.BadRequest, "platform.invalid-request", "$.person.givenNames"),
        Changed("name empty", b => b["person"]!["familyName"] = "", HttpStatusCode.BadRequest, "platform.invalid-request", "$.person.familyName"),
        Changed("notifier's name too long", b => b["notifier"]!["name"] = new string('a', 201), HttpStatusCode.BadRequest, "platform.invalid-request", "$.notifier.name"),
        Changed("too many reasons", b => b["reasonCodes"] = new JsonArray([.. Enumerable.Repeat("10", 21).Select(c => (JsonNode)c)]), HttpStatusCode.BadRequest, "platform.invalid-request", "$.reasonCodes"),
        Changed("phone of no form", b => b["notifier"]!["phone"] = "040 123", HttpStatusCode.BadRequest, "platform.invalid-request", "$.notifier.phone"),
        Changed("language unknown", b => b["person"]!["language"] = "de", HttpStatusCode.BadRequest, "platform.invalid-request", "$.person.language"),

        Changed("NUL", b => b["description"] = "a\0b", HttpStatusCode.BadRequest, "platform.malformed-json", "$.description"),
        Changed("escape character", b => b["person"]!["givenNames"] = "a\u001b[2J", HttpStatusCode.BadRequest, "platform.malformed-json", "$.person.givenNames"),
        Changed("C1 control", b => b["description"] = "a\u0085b", HttpStatusCode.BadRequest, "platform.malformed-json", "$.description"),
        Text("lone high surrogate", b => b.Replace("Nella", "\\ud83d"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.person.givenNames"),
        Text("lone low surrogate", b => b.Replace("Nella", "\\ude00a"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.person.givenNames"),
        Text("control character in a code", b => b.Replace("childWelfareNotification", "contact\\u0000"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),

        Person("impossible day", "320511A900", HttpStatusCode.BadRequest, "people.identity-code-wrong"),
        Person("29 February of a common year", "290211A900", HttpStatusCode.BadRequest, "people.identity-code-wrong"),
        Person("month 13", "011311A900", HttpStatusCode.BadRequest, "people.identity-code-wrong"),
        Person("month 0", "010011A900", HttpStatusCode.BadRequest, "people.identity-code-wrong"),
        Person("unknown century", "010111G900", HttpStatusCode.BadRequest, "people.identity-code-wrong"),
        Person("birth date tomorrow", "160926A900", HttpStatusCode.BadRequest, "people.birth-date-in-future"),
        Person("birth date in a hundred years", "010199A900", HttpStatusCode.BadRequest, "people.birth-date-in-future"),
        Changed("wrong check character", b => b["person"]!["identityCode"] = "010190-999X", HttpStatusCode.BadRequest, "people.identity-code-wrong", "$.person.identityCode"),
        Changed("identity code too short", b => b["person"]!["identityCode"] = "010190-999", HttpStatusCode.BadRequest, "platform.invalid-request", "$.person.identityCode"),
        Changed("identity code of spaces", b => b["person"]!["identityCode"] = "           ", HttpStatusCode.BadRequest, "people.identity-code-wrong", "$.person.identityCode"),
        Person("adult", "010180-900", HttpStatusCode.UnprocessableEntity, "intake.not-a-child"),

        Changed("unknown kind", b => b["kind"] = "complaint", HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Changed("kind in another case", b => b["kind"] = "Contact", HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Changed("kind with a space", b => b["kind"] = "contact ", HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Changed("two kinds in one", b => b["kind"] = "contact, noticeToAuthority", HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Text("half a surrogate pair in a code", b => b.Replace("childWelfareNotification", "\\ud83d"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.kind"),
        Changed("unknown notifier code", b => b["notifier"]!["code"] = "25", HttpStatusCode.BadRequest, "intake.notifier-code-unknown", "$.notifier.code"),
        Changed("notifier code with a zero", b => b["notifier"]!["code"] = "04", HttpStatusCode.BadRequest, "intake.notifier-code-unknown", "$.notifier.code"),
        Changed("unknown reason", b => b["reasonCodes"] = new JsonArray("10", "12"), HttpStatusCode.BadRequest, "intake.reason-code-unknown", "$.reasonCodes[1]"),
        Changed("reason of the other set", b => b["kind"] = "contact", HttpStatusCode.BadRequest, "intake.reason-code-unknown", "$.reasonCodes[1]"),
        Changed("unknown ground", b => b["supportGrounds"] = new JsonArray("wealth"), HttpStatusCode.BadRequest, "platform.malformed-json", "$.supportGrounds[0]"),

        Changed("professional without a name", b => b["notifier"]!.AsObject().Remove("name"), HttpStatusCode.UnprocessableEntity, "intake.notifier-name-missing", "$.notifier.name"),
        Changed("professional with a blank name", b => b["notifier"]!["name"] = "  ", HttpStatusCode.UnprocessableEntity, "intake.notifier-name-missing", "$.notifier.name"),
        Changed("anonymous with a name", b => b["notifier"]!["kind"] = "anonymous", HttpStatusCode.UnprocessableEntity, "intake.anonymous-notifier-named", "$.notifier"),
        Changed("anonymous who asks for confidentiality", b => b["notifier"] = new JsonObject { ["kind"] = "anonymous", ["code"] = "22", ["confidentialityAsked"] = true },
            HttpStatusCode.UnprocessableEntity, "intake.anonymous-notifier-named", "$.notifier"),
        Changed("anonymous with a teacher's code", b => b["notifier"] = new JsonObject { ["kind"] = "anonymous", ["code"] = "15" },
            HttpStatusCode.UnprocessableEntity, "intake.notifier-code-of-other-kind", "$.notifier.code"),
        Changed("anonymous who says to be the person", b => b["notifier"] = new JsonObject { ["kind"] = "anonymous", ["code"] = "1" },
            HttpStatusCode.UnprocessableEntity, "intake.notifier-code-of-other-kind", "$.notifier.code"),
        Changed("private person with an authority's code", b => (b["notifier"]!["kind"], b["notifier"]!["code"]) = ("private", "23"),
            HttpStatusCode.UnprocessableEntity, "intake.notifier-code-of-other-kind", "$.notifier.code"),
        Changed("professional with the person's own code", b => b["notifier"]!["code"] = "1", HttpStatusCode.UnprocessableEntity, "intake.notifier-code-of-other-kind", "$.notifier.code"),
        Changed("title that cannot be seen", b => b["notifier"]!["title"] = "\u200b\u2060", HttpStatusCode.BadRequest, "platform.invalid-request", "$.notifier.title"),
        Changed("organization that cannot be seen", b => b["notifier"]!["organization"] = "\u200b\u2060", HttpStatusCode.BadRequest, "platform.invalid-request", "$.notifier.organization"),
        Changed("the same reason twice", b => b["reasonCodes"] = new JsonArray("10", "22", "10"), HttpStatusCode.UnprocessableEntity, "intake.reason-code-twice", "$.reasonCodes[2]"),
        Changed("the same ground twice", b => b["supportGrounds"] = new JsonArray("childInNeedOfSpecialSupport", "childInNeedOfSpecialSupport"), HttpStatusCode.UnprocessableEntity, "intake.support-ground-twice", "$.supportGrounds"),
        Changed("confidentiality without a reason", b => b["notifier"]!["confidentialityAsked"] = true, HttpStatusCode.UnprocessableEntity, "intake.confidentiality-reason-missing", "$.notifier.confidentialityReason"),
        Changed("reason without confidentiality", b => b["notifier"]!["confidentialityReason"] = "a", HttpStatusCode.UnprocessableEntity, "intake.confidentiality-not-asked", "$.notifier.confidentialityReason"),

        Text("nesting of 65", b => b.Replace("[\"10\",\"22\"]", new string('[', 65) + new string(']', 65)), HttpStatusCode.BadRequest, "platform.malformed-json"),
        Text("nesting of 100 000", b => b.Replace("[\"10\",\"22\"]", new string('[', 100_000) + new string(']', 100_000)), HttpStatusCode.BadRequest, "platform.malformed-json"),
        Text("nesting of 100 000 in an unknown member", b => "{\"hello\":" + new string('[', 100_000) + new string(']', 100_000) + "}", HttpStatusCode.BadRequest, "platform.malformed-json"),
        Changed("body over 1 MB", b => b["description"] = new string('a', 1024 * 1024), HttpStatusCode.RequestEntityTooLarge, "platform.body-too-large"),
    ];

    [Theory, MemberData(nameof(BadBodies))]
    public async Task Bad_body_is_refused_and_leaves_nothing(DatabaseProvider database, string name)
    {
        var bad = All.Single(b => b.Name == name);
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        var identityCode = notification["person"]!.Text("identityCode");

        var problem = await Send(intake.Curator.Client, Json(bad.Body(notification))).ShouldRefuse(bad.Status, bad.Code);

        if (bad.Path is not null) problem["errors"].ShouldNotBeNull().AsObject().ShouldContainKey(bad.Path, problem.ToJsonString());
        problem.ToJsonString().ShouldNotContain(identityCode);
        problem.ToJsonString().ShouldNotContain("Monipolku.");
        problem.ToJsonString().ShouldNotContain("System.");
        await using var scope = intake.Host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IPeople>().FindByIdentityCode(identityCode, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_body_that_was_cut_off_is_told_so()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var whole = IntakeSteps.Notification().ToJsonString();
        foreach (var body in new[] { whole[..^1], whole[..40], whole[..(whole.IndexOf("Nella", StringComparison.Ordinal) + 2)] })
        {
            var problem = await Send(intake.Curator.Client, Json(body)).ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");
            problem["errors"]!.ToJsonString().ShouldContain("The JSON ends too early.", Case.Sensitive, body);
        }
    }

    [Theory, EveryDatabase]
    public async Task The_right_notification_is_right(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));

        using var answer = await Send(intake.Curator.Client, Json(IntakeSteps.Notification().ToJsonString()));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, EveryDatabase]
    public async Task Text_of_every_script_comes_back_as_it_was(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        const string Text = "Ääkköset, Sámi čálli, עברית, 漢字, 😀\r\n\t\"' <b>; DROP TABLE\\ \u2028";
        notification["description"] = Text;

        (await intake.Arrive(notification))["notifications"]![0]!.Text("description").ShouldBe(Text);
    }

    [Theory, EveryDatabase]
    public async Task A_body_over_the_limit_is_refused_also_when_its_length_is_not_told(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        notification["description"] = new string('a', 1024 * 1024);
        using var request = Request(Json(notification.ToJsonString()));
        request.Headers.TransferEncodingChunked = true;

        await intake.Curator.Client.SendAsync(request).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "platform.body-too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Another_media_type_is_refused(string? mediaType)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var content = Json(IntakeSteps.Notification().ToJsonString());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        await Send(intake.Curator.Client, content).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "platform.unsupported-media-type");
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/html, image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("nonsense")]
    public async Task An_Accept_that_we_cannot_meet_is_refused(string accept)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var request = Request(Json(IntakeSteps.Notification().ToJsonString()));
        request.Headers.TryAddWithoutValidation("Accept", accept).ShouldBeTrue();

        await intake.Curator.Client.SendAsync(request).ShouldRefuse(HttpStatusCode.NotAcceptable, "platform.not-acceptable");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("has space in it")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_creation_needs_a_well_formed_idempotency_key(string? key)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var request = new HttpRequestMessage(HttpMethod.Post, Notifications) { Content = Json(IntakeSteps.Notification().ToJsonString()) };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        await intake.Curator.Client.SendAsync(request).ShouldRefuse(HttpStatusCode.BadRequest, "platform.idempotency-key-missing");
    }

    [Theory, EveryDatabase]
    public async Task An_unknown_id_is_not_found(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var path = $"/api/v1/intake/matters/{Guid.NewGuid()}";

        await intake.Duty.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await intake.Duty.Client.SendJson(HttpMethod.Put, path + "/urgency", new { code = "1", assessment = "a" }, "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
        await intake.Duty.Client.SendJson(HttpMethod.Post, path + "/decision", IntakeSteps.Decision(intake.Duty.Id), "\"1\"")
            .ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Theory]
    [InlineData("/api/v1/intake/matters/17")]
    [InlineData("/api/v1/intake/matters/%2e%2e%2f%2e%2e")]
    [InlineData("/api/v1/intake/nothing")]
    [InlineData("/api/v2/intake/matters")]
    public async Task An_address_that_is_not_there_is_not_found(string path)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));

        await intake.Duty.Client.GetAsync(path).ShouldRefuse(HttpStatusCode.NotFound, "platform.not-found");
    }

    [Fact]
    public async Task A_method_that_the_address_does_not_take_is_refused()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));

        await intake.Duty.Client.DeleteAsync(Notifications).ShouldRefuse(HttpStatusCode.MethodNotAllowed, "platform.method-not-allowed");
    }

    [Theory]
    [InlineData("2026-09-31")]
    [InlineData("2026-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("15.9.2026")]
    [InlineData("2026-09-15T10:00:00Z")]
    [InlineData("")]
    public async Task An_impossible_date_is_refused(string day)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var path = IntakeSteps.Path(await intake.Evaluated()) + "/decision";
        var decision = IntakeSteps.Decision(intake.Duty.Id);
        decision["told"]![0]!["on"] = day;

        var problem = await intake.Duty.Client.SendJson(HttpMethod.Post, path, decision, "\"2\"")
            .ShouldRefuse(HttpStatusCode.BadRequest, "platform.malformed-json");

        problem["errors"]!.AsObject().ShouldContainKey("$.told[0].on");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"x\"")]
    public async Task An_If_Match_that_is_not_the_ETag_is_stale(string ifMatch)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        var path = IntakeSteps.Path(await intake.Arrive()) + "/urgency";

        await intake.Duty.Client.SendJson(HttpMethod.Put, path, new { code = "1", assessment = "a" }, ifMatch)
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "platform.version-stale");
    }

    [Theory, EveryDatabase]
    public async Task Another_units_client_is_refused_without_telling_whether_they_exist(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var notification = IntakeSteps.Notification();
        await intake.Arrive(notification);
        var stranger = await intake.Host.AddStaff(Sector.Social, Role.SocialWorker);

        var known = await stranger.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = notification["person"]!.Text("identityCode") })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
        var unknown = await stranger.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = TestHetu.New() })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");

        known.Remove("requestId");
        unknown.Remove("requestId");
        known.ToJsonString().ShouldBe(unknown.ToJsonString());
    }

    [Fact]
    public async Task Somebody_who_is_not_staff_is_refused()
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(DatabaseProvider.Sqlite));
        using var nobody = await intake.Host.As("nobody.known");

        await Send(nobody, Json(IntakeSteps.Notification().ToJsonString())).ShouldRefuse(HttpStatusCode.Forbidden, "access.not-staff");
    }

    [Fact]
    public async Task Without_a_token_one_is_asked_to_sign_in()
    {
        var host = await TestHost.Shared(DatabaseProvider.Sqlite);
        using var client = host.Anonymous();

        using var answer = await Send(client, Json(IntakeSteps.Notification().ToJsonString()));
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        await Task.FromResult(answer).ShouldRefuse(HttpStatusCode.Unauthorized, "platform.not-signed-in");
    }

    [Theory, EveryDatabase]
    public async Task No_mutilated_body_makes_a_server_error(DatabaseProvider database)
    {
        var intake = await IntakeSteps.On(await TestHost.Shared(database));
        var random = new Random(7);
        for (var i = 0; i < 150; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(IntakeSteps.Notification().ToJsonString());
            for (var hits = random.Next(1, 4); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var content = new ByteArrayContent(bytes, 0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

            using var answer = await Send(intake.Curator.Client, content);

            ((int)answer.StatusCode).ShouldBeLessThan(500, Convert.ToHexString(bytes));
        }
    }

    private static IEnumerable<Bad> Malformed(string name, string body) =>
        [new Bad("malformed: " + name, _ => body, HttpStatusCode.BadRequest, body is "" or "null" ? "platform.invalid-request" : "platform.malformed-json")];

    private static Bad Changed(string name, Action<JsonObject> change, HttpStatusCode status, string code, string? path = null) => new(name, body =>
    {
        change(body);
        return body.ToJsonString();
    }, status, code, path);

    private static Bad Text(string name, Func<string, string> change, HttpStatusCode status, string code, string? path = null) =>
        new(name, body => change(body.ToJsonString()), status, code, path);

    /// <summary>With the check character that the digits ask for: only the rest is wrong.</summary>
    private static Bad Person(string name, string code, HttpStatusCode status, string refusal) => Changed(name, body =>
    {
        var digits = int.Parse(code[..6] + code[7..], CultureInfo.InvariantCulture);
        body["person"]!["identityCode"] = code + "0123456789ABCDEFHJKLMNPRSTUVWXY"[digits % 31];
    }, status, refusal, "$.person.identityCode");

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static HttpRequestMessage Request(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Notifications) { Content = content };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return request;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpContent content)
    {
        using var request = Request(content);
        // Who is refused by the length alone is answered before the body is sent.
        request.Headers.ExpectContinue = content.Headers.ContentLength > 65_536;
        return await client.SendAsync(request);
    }
}
