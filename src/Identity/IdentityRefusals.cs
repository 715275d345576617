using Monipolku.Platform;

namespace Monipolku.Identity;

internal static class IdentityRefusals
{
    public static readonly Refusal ScopeUnknown = new Refusal(400, "identity.scope-unknown", "Ask only for scopes that are listed in the description.").At("$.scope");
}
