using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monipolku.Demo;

/// <summary>One demo user's requests to the service, over HTTP like anybody else's.</summary>
internal sealed class DemoApi(HttpClient client, string name)
{
    /// <summary>As people would say who did it: <c>Paula Päivystäjä, duty social worker</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Null where none of the passwords opens.</summary>
    public static async Task<DemoApi?> SignIn(Func<HttpClient> connect, string username, string name, params string[] passwords)
    {
        var client = connect();
        if (await new DemoSignIn(client.BaseAddress!).Token(username, passwords) is not { } token) return null;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new DemoApi(client, name);
    }

    public async Task<JsonObject> Get(string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await Read(answer);
    }

    /// <summary>The status and the problem of a request that may be refused.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> Try(string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }

    public Task<JsonObject> Create(string path, object body) => Send(HttpMethod.Post, path, body, seen: null);

    /// <summary>A change, decided on the version that <paramref name="seen"/> shows.</summary>
    public Task<JsonObject> Change(HttpMethod method, string path, object body, JsonObject seen) => Send(method, path, body, seen);

    private async Task<JsonObject> Send(HttpMethod method, string path, object body, JsonObject? seen)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        if (seen is null) request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        else request.Headers.TryAddWithoutValidation("If-Match", $"\"{seen["version"]}\"");
        using var answer = await client.SendAsync(request);
        return await Read(answer);
    }

    private static async Task<JsonObject> Read(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new DemoFailedException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}

/// <summary>The service did not do what the story tells.</summary>
public sealed class DemoFailedException(string message) : Exception(message);
