using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monipolku.Platform;

namespace Monipolku.Testing;

/// <summary>Requests as a user's program sends them. A step that expects success throws with the problem's code otherwise.</summary>
public static class HttpSteps
{
    public static Guid Id(this JsonObject view) => view["id"]!.GetValue<Guid>();

    public static string Text(this JsonNode view, string name) => view[name]!.GetValue<string>();

    public static async Task<JsonObject> Get(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.Success();
    }

    /// <summary>POST with a new Idempotency-Key.</summary>
    public static async Task<JsonObject> Post(this HttpClient client, string path, object body)
    {
        using var answer = await client.SendJson(HttpMethod.Post, path, body, idempotencyKey: Guid.NewGuid().ToString());
        return await answer.Success();
    }

    /// <summary>A change decided on the version of the view: sends its ETag as If-Match.</summary>
    public static async Task<JsonObject> Change(this HttpClient client, HttpMethod method, string path, object body, JsonObject seen)
    {
        using var answer = await client.SendJson(method, path, body, ifMatch: $"\"{seen["version"]}\"", idempotencyKey: Guid.NewGuid().ToString());
        return await answer.Success();
    }

    public static async Task<HttpResponseMessage> SendJson(
        this HttpClient client, HttpMethod method, string path, object body, string? ifMatch = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: JsonRules.Options) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(request);
    }

    /// <summary>The body of a 2xx; anything else fails the test with the whole answer.</summary>
    public static async Task<JsonObject> Success(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Checks status and code of a "no", and that it is ProblemDetails as README promises.</summary>
    public static async Task<JsonObject> ShouldRefuse(this Task<HttpResponseMessage> request, HttpStatusCode status, string code)
    {
        using var answer = await request;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonNode.Parse(text)!.AsObject();
        problem.Text("code").ShouldBe(code, text);
        problem.Text("type").ShouldBe("urn:monipolku:problem:" + code);
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem.ContainsKey("requestId").ShouldBeTrue(text);
        return problem;
    }
}
