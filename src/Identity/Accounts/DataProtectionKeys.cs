using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform.Secrets;

namespace Monipolku.Identity.Accounts;

/// <summary>A key of the framework's Data Protection, which seals cookies and forms.</summary>
internal sealed class DataProtectionKey
{
    public required Guid Id { get; init; }

    /// <summary>The framework's XML; the key in it is encrypted.</summary>
    public required string Xml { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<DataProtectionKey>(key =>
    {
        key.ToTable("identity_data_protection_keys");
        key.Property(k => k.Xml).HasMaxLength(10_000);
    });
}

/// <summary>Keeps the keys in the database: a restart and another instance know the cookies that were given.</summary>
internal sealed class DataProtectionKeys(IServiceScopeFactory scopes, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        return [.. db.Set<DataProtectionKey>().AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        db.Add(new DataProtectionKey { Id = Guid.CreateVersion7(clock.GetUtcNow()), Xml = element.ToString(SaveOptions.DisableFormatting) });
        // Once in some months; the framework asks for an answer without waiting.
        db.SaveChanges();
    }
}

/// <summary>Encrypts the key in the XML with the service's own key ring.</summary>
internal sealed class DataProtectionKeyEncryptor(SecretText secrets) : IXmlEncryptor
{
    internal const string Purpose = "identity.data-protection-key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("secret", secrets.Protect(plaintextElement.ToString(SaveOptions.DisableFormatting), Purpose)), typeof(DataProtectionKeyDecryptor));
}

/// <summary>Made by the framework, by the type's name in the XML.</summary>
internal sealed class DataProtectionKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(services.GetRequiredService<SecretText>().Unprotect(encryptedElement.Value, DataProtectionKeyEncryptor.Purpose));
}
