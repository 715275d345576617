namespace Monipolku.RecordSystem;

/// <summary>The settings of one record system. One system is one listener and one database file.</summary>
public sealed record RecordSystemOptions
{
    /// <summary>Which system this is, for people and logs: "social" or "health".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Where it listens, for example <c>http://127.0.0.1:5081</c>; port 0 takes a free one. Plain http: TLS belongs to a proxy in front.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>Path of the SQLite file, made at start together with its folder.</summary>
    public required string Database { get; init; }

    /// <summary>The bearer token of its one client.</summary>
    public required string Token { get; init; }

    /// <summary>The bearer token of <c>/admin</c>. Another than <see cref="Token"/>: a client must not switch faults.</summary>
    public required string AdminToken { get; init; }

    /// <summary>The clock of <c>meta.lastUpdated</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with the settings, named, or null.</summary>
    public string? Problem()
    {
        if (string.IsNullOrWhiteSpace(Name)) return "The setting Name is missing: give the record system a name, such as social.";
        if (string.IsNullOrWhiteSpace(Url)) return "The setting Urls is missing: give the address to listen on.";
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            return "The setting Urls must be one http address without a path, such as http://127.0.0.1:5081.";
        // Kestrel would listen on every network for any other name, and can't choose one port for both addresses of localhost.
        if (url.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) && (url.Host != "localhost" || url.Port == 0))
            return "The setting Urls must have an IP address, or localhost with a port other than 0.";
        if (string.IsNullOrWhiteSpace(Database)) return "The setting Database is missing: give the path of the SQLite file.";
        if (!IsToken(Token)) return "The setting Token is missing or has characters that a bearer token can't have.";
        if (!IsToken(AdminToken)) return "The setting AdminToken is missing or has characters that a bearer token can't have.";
        if (Token == AdminToken) return "The setting AdminToken must differ from Token.";
        return null;
    }

    /// <summary>Without the tokens: a record would print them into a log.</summary>
    public override string ToString() => $"{Name} at {Url}";

    private static bool IsToken(string? value) => !string.IsNullOrEmpty(value) && value.All(c => c is > ' ' and < (char)127);
}
