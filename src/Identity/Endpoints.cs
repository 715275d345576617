namespace Monipolku.Identity;

/// <summary>Addresses of the protocol, below the issuer.</summary>
internal static class Endpoints
{
    public const string Authorize = "/connect/authorize";
    public const string Continue = "/connect/continue";
    public const string PushedRequest = "/connect/par";
    public const string Token = "/connect/token";
    public const string Introspect = "/connect/introspect";
    public const string Revoke = "/connect/revoke";
    public const string UserInfo = "/connect/userinfo";
    public const string EndSession = "/connect/endsession";
    public const string Keys = "/connect/jwks";
}
