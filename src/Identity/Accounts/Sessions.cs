using Microsoft.AspNetCore.Http;

namespace Monipolku.Identity.Accounts;

/// <summary>Who is signed in at this browser.</summary>
internal sealed class Sessions
{
    public Task<SignedIn?> Find(HttpContext http, CancellationToken ct = default) => Task.FromResult<SignedIn?>(null);

    public Task End(HttpContext http, CancellationToken ct = default) => Task.CompletedTask;
}
