using System.Globalization;

namespace Monipolku.Platform;

/// <summary>Every "no" that is of the protocol and not of a module.</summary>
public static class PlatformRefusals
{
    public static readonly Refusal NotFound = new(404, "platform.not-found", "There is nothing at this address.");
    public static readonly Refusal NotSignedIn = new(401, "platform.not-signed-in", "Send a valid access token: Authorization: Bearer.");
    public static readonly Refusal ScopeMissing = new(403, "platform.scope-missing", "The access token lacks the scope that this operation needs.");
    public static readonly Refusal MethodNotAllowed = new(405, "platform.method-not-allowed", "This address does not take that method; see the Allow header.");
    public static readonly Refusal NotAcceptable = new(406, "platform.not-acceptable", "The answer is JSON: send Accept: application/json.");
    public static readonly Refusal CharsetUnsupported = new(415, "platform.charset-unsupported", "Send the body in UTF-8.");
    public static readonly Refusal UnsupportedMediaType = new(415, "platform.unsupported-media-type", "The operation takes no body of this Content-Type. JSON goes as application/json, a file as its own type.");
    public static readonly Refusal BodyTooLarge = new(413, "platform.body-too-large", "The body is larger than 1 MB (1 048 576 bytes).");
    public static Refusal BodyLargerThan(long bytes) =>
        BodyTooLarge with { Text = string.Create(CultureInfo.InvariantCulture, $"The body is larger than {bytes >> 20} MB ({bytes:#,0} bytes).").Replace(',', ' ') };

    public static readonly Refusal MalformedJson = new(400, "platform.malformed-json", "The body is not JSON of the expected shape.");
    public static readonly Refusal InvalidRequest = new(400, "platform.invalid-request", "The request breaks the rules listed in errors.");
    public static readonly Refusal VersionMissing = new(428, "platform.version-missing", "Send If-Match with the ETag that you read, so that nobody's change is overwritten.");
    public static readonly Refusal VersionStale = new(412, "platform.version-stale", "Somebody has changed this since you read it. Read it again and decide anew.");
    public static readonly Refusal IdempotencyKeyMissing = new(400, "platform.idempotency-key-missing", "Send Idempotency-Key (8 to 64 letters, digits or hyphens), so that pressing twice does it once.");
    public static readonly Refusal IdempotencyKeyReused = new(422, "platform.idempotency-key-reused", "This Idempotency-Key was used with another body. Use a new key for a new request.");
    public static readonly Refusal CursorInvalid = new Refusal(400, "platform.cursor-invalid", "Use the cursor from the previous page's next as it is.").At("cursor");
    public static readonly Refusal ParameterUnknown = new(400, "platform.parameter-unknown", "This operation does not take this query parameter; an ignored one would answer with too much.");
    public static readonly Refusal ParameterRepeated = new(400, "platform.parameter-repeated", "Send each query parameter once.");
    public static readonly Refusal ParameterNotText = new(400, "platform.parameter-not-text", "A query parameter holds a control character.");
    public static readonly Refusal TooManyRequests = new(429, "platform.too-many-requests", "Too many requests in a minute. Wait as long as Retry-After says.");
    public static readonly Refusal TookTooLong = new(503, "platform.took-too-long", "The request took too long and was given up. Read what is there before you try again.");
    public static readonly Refusal Unexpected = new(500, "platform.unexpected", "Something broke on our side and nothing was changed. Try again; if it stays, tell us the requestId.");
}
