using Monipolku.Platform;

namespace Monipolku.Identity;

internal static class IdentityRefusals
{
    /// <summary>An OAuth error that the user sees, since it is not sure whose address it could be sent to.</summary>
    public static Refusal Of(OAuthError error) => new(400, "identity." + error.Error.Replace('_', '-'), error.Description);

    public static readonly Refusal ScopeUnknown = new Refusal(400, "identity.scope-unknown", "Ask only for scopes that are listed in the description.").At("$.scope");
    public static readonly Refusal RequestUnknown = new(400, "identity.request-unknown", "This sign-in has ended, or was begun in another browser. Go back to the app and start again.");
    public static readonly Refusal RequestOfAnotherSession = new(409, "identity.request-of-another-session", "Another user began to answer this request. Go back to the app and start again.");
    public static readonly Refusal PersonNotAsked = new(409, "identity.person-not-asked", "This app does not ask whom it is about.");
    public static readonly Refusal ScopeNotAsked = new(422, "identity.scope-not-asked", "Agree to one or more of what the app asked for.");
}
