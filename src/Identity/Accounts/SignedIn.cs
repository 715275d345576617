namespace Monipolku.Identity.Accounts;

public enum AccountKind
{
    /// <summary>A staff member: Access knows the subject.</summary>
    Staff,

    /// <summary>A client of the services, or a guardian.</summary>
    Client,
}

/// <summary>A browser's session.</summary>
/// <param name="At">When the user last proved who they are.</param>
/// <param name="Methods">How (<c>amr</c>, RFC 8176): <c>pwd</c>, <c>otp</c>, <c>mfa</c>.</param>
/// <param name="SessionId">The tokens' <c>sid</c>.</param>
/// <param name="Language">fi, sv or en.</param>
internal sealed record SignedIn(string Subject, AccountKind Kind, DateTimeOffset At, IReadOnlyList<string> Methods, string SessionId, string Language);
