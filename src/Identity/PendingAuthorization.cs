using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>What the user must still do before the client gets its answer.</summary>
internal enum AuthorizationStep
{
    SignIn,
    ChoosePerson,
    Consent,
    Answer,
}

/// <summary>
/// A checked authorization request that waits for its user: sign-in, choice of person, consent. Kept in the database, so that a restart
/// loses none. Bound to the browser that brought it, and from sign-in on to that session.
/// </summary>
internal sealed class PendingAuthorization
{
    /// <summary>Time for the user to sign in and decide.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public required Guid Id { get; init; }
    public required AuthorizationRequest Request { get; init; }

    /// <summary>Keyed hash of the browser's cookie.</summary>
    public required string BrowserHash { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The session that took the first decision; another one starts anew.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Whom the app is about: chosen by the user, or given by the EHR launch.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>What the user agreed to; null before they were asked.</summary>
    public IReadOnlyList<string>? ConsentedScopes { get; private set; }

    public bool Denied { get; private set; }

    /// <summary>When the client got its answer: it gets one.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    public int Version { get; private set; } = 1;

    public IReadOnlyList<string> Scopes => Request.Scopes;

    public bool IsOpen(DateTimeOffset now) => AnsweredAt is null && now < At + Lifetime;

    /// <summary>Is this sign-in good for the request: young enough, and after it where the client asked for a new one?</summary>
    public bool IsGoodEnough(SignedIn session, DateTimeOffset now)
    {
        if (Request.EarlierSessionId == session.SessionId) return false;
        return Request.MaxAge is not { } seconds || session.At + TimeSpan.FromSeconds(seconds) >= now || session.At >= At;
    }

    public AuthorizationStep Next(SignedIn? session, bool consentIsKnown, Client client, DateTimeOffset now)
    {
        if (session is null || !IsGoodEnough(session, now)) return AuthorizationStep.SignIn;
        if (SessionId is not null && SessionId != session.SessionId) return AuthorizationStep.SignIn;
        if (Request.IsAboutPerson && PersonId is null) return AuthorizationStep.ChoosePerson;
        var mustAsk = Request.Prompts("consent") || (client.RequiresConsent && !consentIsKnown);
        return mustAsk && ConsentedScopes is null ? AuthorizationStep.Consent : AuthorizationStep.Answer;
    }

    public Refusal? ChoosePerson(SignedIn session, Guid personId)
    {
        if (!Bind(session)) return IdentityRefusals.RequestOfAnotherSession;
        // The person of a launch stays: who works at one client's record does not land in another's.
        if (!Request.IsAboutPerson || Request.LaunchPersonId is not null) return IdentityRefusals.PersonNotAsked;
        PersonId = personId;
        Version++;
        return null;
    }

    /// <param name="granted">A part of <see cref="Scopes"/>, or all of them.</param>
    public Refusal? Consent(SignedIn session, IReadOnlyCollection<string> granted)
    {
        if (!Bind(session)) return IdentityRefusals.RequestOfAnotherSession;
        if (granted.Count == 0 || granted.Except(Request.Scopes, StringComparer.Ordinal).Any()) return IdentityRefusals.ScopeNotAsked;
        ConsentedScopes = [.. Request.Scopes.Where(granted.Contains)];
        Version++;
        return null;
    }

    public Refusal? Deny(SignedIn? session)
    {
        if (session is not null && !Bind(session)) return IdentityRefusals.RequestOfAnotherSession;
        Denied = true;
        Version++;
        return null;
    }

    public void Answer(DateTimeOffset now)
    {
        AnsweredAt = now;
        Version++;
    }

    private bool Bind(SignedIn session)
    {
        SessionId ??= session.SessionId;
        return SessionId == session.SessionId;
    }

    public static PendingAuthorization Begin(AuthorizationRequest request, string browserHash, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Request = request,
        BrowserHash = browserHash,
        At = now,
        PersonId = request.LaunchPersonId,
    };

    public static void Map(ModelBuilder model) => model.Entity<PendingAuthorization>(pending =>
    {
        pending.ToTable("identity_pending_authorizations");
        pending.Property(p => p.Request).IsJson();
        pending.Property(p => p.BrowserHash).HasMaxLength(64);
        pending.Property(p => p.SessionId).HasMaxLength(100);
        pending.Property(p => p.ConsentedScopes).IsJson();
        pending.Property(p => p.Version).IsConcurrencyToken();
        pending.HasIndex(p => p.At);
    });
}
