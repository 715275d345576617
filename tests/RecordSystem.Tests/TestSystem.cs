using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Monipolku.Fhir.R4;
using Task = System.Threading.Tasks.Task;

namespace Monipolku.RecordSystem.Tests;

/// <summary>A record system on a real listener with a real database file of its own, and a client that has its token.</summary>
public sealed class TestSystem : IAsyncDisposable
{
    public const string Token = "client-token-of-the-tests";
    public const string AdminToken = "admin-token-of-the-tests";
    public const string Hetu = "urn:oid:1.2.246.21";

    private readonly DirectoryInfo _folder;

    private TestSystem(DirectoryInfo folder, RunningRecordSystem running)
    {
        _folder = folder;
        Running = running;
        Client = ClientOf(running.Address);
    }

    public RunningRecordSystem Running { get; }
    public HttpClient Client { get; }
    public string Folder => _folder.FullName;
    public string FhirBase => $"{Running.Address.ToString().TrimEnd('/')}/fhir";

    public static async Task<TestSystem> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("record-system-");
        return new(folder, await RunningRecordSystem.StartAsync(OptionsIn(folder.FullName)));
    }

    public static RecordSystemOptions OptionsIn(string folder) => new()
    {
        Name = "social",
        Url = "http://127.0.0.1:0",
        Database = Path.Combine(folder, "records", "social.db"),
        Token = Token,
        AdminToken = AdminToken,
    };

    public static HttpClient ClientOf(Uri address, string token = Token)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Running.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public Task<HttpResponseMessage> Get(string path, params (string, string)[] headers) => Send(HttpMethod.Get, path, null, headers);
    public Task<HttpResponseMessage> Post(string path, JsonNode body, params (string, string)[] headers) => Send(HttpMethod.Post, path, body, headers);
    public Task<HttpResponseMessage> Put(string path, JsonNode body, params (string, string)[] headers) => Send(HttpMethod.Put, path, body, headers);
    public Task<HttpResponseMessage> Delete(string path, params (string, string)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        Client.SendAsync(Request(method, path, body, headers));

    public static HttpRequestMessage Request(HttpMethod method, string path, JsonNode? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return request;
    }

    public async Task<HttpResponseMessage> Admin(HttpMethod method, string path, JsonNode? body = null)
    {
        using var admin = ClientOf(Running.Address, AdminToken);
        return await admin.SendAsync(Request(method, path, body));
    }

    public async Task Switch(JsonObject faults) =>
        (await Admin(HttpMethod.Put, "admin/faults", faults)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

    public async Task<JsonNode> Statistics() => await Json(await Admin(HttpMethod.Get, "admin/statistics"));

    public async Task<long> Count(string search) => (await Json(await Get($"fhir/{search}")))["total"]!.GetValue<long>();

    public static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static JsonObject Patient(string identityCode, string family = "Esimerkki") => new()
    {
        ["resourceType"] = "Patient",
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = Hetu, ["value"] = identityCode }),
        ["name"] = new JsonArray(new JsonObject { ["family"] = family }),
    };

    public static JsonObject CarePlan(string subject, string? tag = null, string title = "Yhteinen suunnitelma")
    {
        var plan = new JsonObject
        {
            ["resourceType"] = "CarePlan",
            ["status"] = "active",
            ["intent"] = "plan",
            ["title"] = title,
            ["subject"] = new JsonObject { ["reference"] = subject },
        };
        if (tag is not null)
            plan["meta"] = new JsonObject { ["tag"] = new JsonArray(new JsonObject { ["system"] = "urn:tags", ["code"] = tag }) };
        return plan;
    }

    public static JsonObject Bundle(params JsonObject[] entries) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. entries]),
    };

    public static JsonObject Entry(
        string method, string url, JsonObject? resource = null, string? fullUrl = null, string? ifNoneExist = null, string? ifMatch = null)
    {
        var request = new JsonObject { ["method"] = method, ["url"] = url };
        if (ifNoneExist is not null) request["ifNoneExist"] = ifNoneExist;
        if (ifMatch is not null) request["ifMatch"] = ifMatch;
        var entry = new JsonObject();
        if (fullUrl is not null) entry["fullUrl"] = fullUrl;
        if (resource is not null) entry["resource"] = resource;
        entry["request"] = request;
        return entry;
    }
}

internal static class Answers
{
    /// <summary>The status, and an OperationOutcome with an error in it.</summary>
    public static async Task<JsonNode> ShouldBeOutcome(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json");
        FhirJson.Parse(text).Issues.ShouldBeEmpty();
        var outcome = JsonNode.Parse(text)!;
        outcome["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        outcome["issue"]![0]!["severity"]!.GetValue<string>().ShouldBe("error");
        return outcome;
    }

    public static async Task<JsonNode> ShouldBeAnswer(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json");
        FhirJson.Parse(text).Issues.ShouldBeEmpty();
        return JsonNode.Parse(text)!;
    }

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();
}
