using Microsoft.EntityFrameworkCore;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access.Contracts;

/// <summary>What somebody is to a client.</summary>
public enum RecordRelation
{
    /// <summary>The client.</summary>
    Self,

    /// <summary>Huoltaja of a child.</summary>
    Guardian,

    /// <summary>Edunvalvoja, edunvalvontavaltuutettu or valtuutettu.</summary>
    Representative,
}

/// <summary>
/// Whose record it is and who speaks there for the client, by keyed hash of the identity code. The gate knows by it the caller's own and
/// relatives' records. People saves it in the same transaction as the person or guardian; the table is Access's.
/// </summary>
public sealed class RecordIdentity
{
    private const string Purpose = "people.identity-code";
    private const int AgeOfMajority = 18;

    private RecordIdentity()
    {
    }

    /// <summary>The client whose record it is.</summary>
    public Guid PersonId { get; private init; }

    /// <summary>The client's or the guardian's id in that record.</summary>
    public Guid Id { get; private init; }
    public string IdentityCodeHash { get; private init; } = "";
    public RecordRelation Relation { get; private init; }

    /// <summary>The client's: a guardian speaks for them until they are 18. The tie itself does not end.</summary>
    public DateOnly ClientBornOn { get; private init; }

    /// <summary>Whoever was born on this day or earlier is of age today: nobody is their guardian any more.</summary>
    public static DateOnly OfAge(DateOnly today) => today.AddYears(-AgeOfMajority);

    /// <summary>The hash by which an identity code is found in People too.</summary>
    public static string Hash(SecretText secrets, string identityCode) => secrets.KeyedHash(identityCode.ToUpperInvariant(), Purpose);

    public static RecordIdentity Of(Guid personId, Guid id, string identityCodeHash, RecordRelation relation, DateOnly clientBornOn) => new()
    {
        PersonId = personId,
        Id = id,
        IdentityCodeHash = identityCodeHash,
        Relation = relation,
        ClientBornOn = clientBornOn,
    };

    /// <summary>For modules that save it in their own context.</summary>
    public static void MapForeign(ModelBuilder model)
    {
        Map(model);
        model.Entity<RecordIdentity>().ToTable(table => table.ExcludeFromMigrations());
    }

    internal static void Map(ModelBuilder model) => model.Entity<RecordIdentity>(identity =>
    {
        identity.ToTable("access_record_identities");
        identity.HasKey(i => new { i.PersonId, i.Id });
        identity.Property(i => i.IdentityCodeHash).HasMaxLength(64);
        identity.HasIndex(i => i.IdentityCodeHash);
    });
}
