using Microsoft.EntityFrameworkCore;
using Monipolku.Identity.Accounts;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>Clients, keys, authorizations and what they gave. Prefix <c>identity_</c>.</summary>
internal class IdentityDb(DbContextOptions options) : ModuleDb(options)
{
    public DbSet<Client> Clients => Set<Client>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<PendingAuthorization> PendingAuthorizations => Set<PendingAuthorization>();
    public DbSet<PushedRequest> PushedRequests => Set<PushedRequest>();
    public DbSet<GivenConsent> GivenConsents => Set<GivenConsent>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<Launch> Launches => Set<Launch>();
    public DbSet<UsedId> UsedIds => Set<UsedId>();

    protected override void Map(ModelBuilder model)
    {
        Client.Map(model);
        SigningKey.Map(model);
        PendingAuthorization.Map(model);
        PushedRequest.Map(model);
        GivenConsent.Map(model);
        Grant.Map(model);
        RefreshToken.Map(model);
        Launch.Map(model);
        UsedId.Map(model);
        AccountsSetup.Map(model);
    }
}

internal sealed class IdentityDbPostgreSql(DbContextOptions options) : IdentityDb(options);
