namespace Monipolku.Identity;

/// <summary>An authorization request that has passed every check; kept as it is until it is answered.</summary>
internal sealed record AuthorizationRequest
{
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }

    /// <summary>What may be given at most: what was asked, within what the client may have, SMART scopes in the form of version 2.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>True when the client asked for something that it may not have: the token answer then names what it got.</summary>
    public bool Narrowed { get; init; }

    public string? State { get; init; }
    public string? Nonce { get; init; }

    /// <summary>PKCE challenge, method S256.</summary>
    public required string CodeChallenge { get; init; }

    /// <summary>Of <c>none</c>, <c>login</c>, <c>consent</c>, <c>select_account</c>.</summary>
    public IReadOnlyList<string> Prompt { get; init; } = [];

    /// <summary>The session that was there when a new sign-in was asked for: it is not new.</summary>
    public string? EarlierSessionId { get; init; }

    /// <summary>Longest time in seconds since the user signed in.</summary>
    public int? MaxAge { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>Languages that the user reads, best first: <c>fi</c>, <c>sv</c>, <c>en</c>; others have been left out.</summary>
    public IReadOnlyList<string> UiLocales { get; init; } = [];

    /// <summary>The FHIR base address that the tokens are for; null where no FHIR scope was asked.</summary>
    public string? Audience { get; init; }

    /// <summary>Thumbprint of the DPoP key that the code is bound to (RFC 9449 10).</summary>
    public string? DpopThumbprint { get; init; }

    /// <summary>The EHR launch that this answers. It is used when its own user gets the answer: nobody else's attempt spends it.</summary>
    public Guid? LaunchId { get; init; }

    /// <summary>The person of the EHR launch that this answers.</summary>
    public Guid? LaunchPersonId { get; init; }

    /// <summary>The professional who launched: nobody else may answer.</summary>
    public string? LaunchSubject { get; init; }

    /// <summary>Whether the app is about one person: it says so, or asks for one person's data.</summary>
    public bool IsAboutPerson => Scopes.Any(s => s == "launch/patient" || s.StartsWith("patient/", StringComparison.Ordinal));

    public bool Prompts(string value) => Prompt.Contains(value, StringComparer.Ordinal);

    /// <summary>Without state, nonce and hint: a record's own text would show them in a log.</summary>
    public override string ToString() => $"{nameof(AuthorizationRequest)} of {ClientId}";
}
