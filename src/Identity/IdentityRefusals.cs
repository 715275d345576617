using Monipolku.Platform;

namespace Monipolku.Identity;

internal static class IdentityRefusals
{
    /// <summary>An OAuth error that the user sees, since it is not sure whose address it could be sent to.</summary>
    public static Refusal Of(OAuthError error) => new(400, "identity." + error.Error.Replace('_', '-'), error.Description);

    public static readonly Refusal ScopeUnknown = new Refusal(422, "identity.scope-unknown", "Ask only for scopes that are listed in the description.").At("$.scope");
    public static readonly Refusal RequestUnknown = new(400, "identity.request-unknown", "This sign-in has ended, or was begun in another browser. Go back to the app and start again.");
    public static readonly Refusal RequestOfAnotherSession = new(409, "identity.request-of-another-session", "Another user began to answer this request. Go back to the app and start again.");
    public static readonly Refusal PersonNotAsked = new(409, "identity.person-not-asked", "This app does not ask whom it is about.");
    public static readonly Refusal ScopeNotAsked = new(422, "identity.scope-not-asked", "Agree to one or more of what the app asked for.");
    public static readonly Refusal ClientExists = new Refusal(409, "identity.client-exists", "There is a client with this client id.").At("$.clientId");
    public static readonly Refusal ClientIdAlike = new Refusal(409, "identity.client-id-alike",
        "There is a client whose id differs in capital letters only: people would take one for the other.").At("$.clientId");
    public static readonly Refusal ClientIdIsHumans = new Refusal(409, "identity.client-id-is-humans",
        "Somebody signs in under this subject: call the program by another one. An adapter's own row in the staff register has the role adapter.").At("$.clientId");
    public static readonly Refusal ClientFromSettings = new(409, "identity.client-from-settings", "This client is in the service's settings: change it there.");
    public static readonly Refusal AddressWrong = new(422, "identity.address-wrong", "An address is https, or http to 127.0.0.1 or [::1], or of an app's own scheme such as fi.example.app:/callback; without pattern, fragment, name and password.");
    public static readonly Refusal JwksHostUnknown = new(422, "identity.jwks-host-unknown", "Keys are read over https from the hosts of the setting Identity:JwksHosts only.");
    public static readonly Refusal ClientNotLaunched = new Refusal(422, "identity.client-not-launched", "There is no such client with a launch address.").At("$.clientId");

    public static Refusal ClientWrong(string why) => new(422, "identity.client-wrong", why);

    /// <summary>The same of a member that lies deeper in the request.</summary>
    public static Refusal Below(this Refusal refusal, string path) => refusal.Path is null ? refusal : refusal.At(path + refusal.Path[1..]);
}
