using Microsoft.Extensions.Configuration;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Fhir.Deliveries;

/// <summary>A record system that our documents are delivered to, from the settings <c>RecordSystems:{name}:*</c>.</summary>
/// <param name="Name">1 to 40 of <c>a-z 0-9 -</c>. Stored with every delivery and receipt: never renamed.</param>
/// <param name="Url">Base address of its FHIR R4 interface, <c>https://records.example/fhir/</c>.</param>
/// <param name="Token">Bearer token that it knows us by.</param>
/// <param name="Sector">Whose register it is: social or health.</param>
internal sealed record RecordSystem(string Name, Uri Url, string Token, Sector Sector)
{
    /// <summary>Without the token: a record's own text would show it in a log.</summary>
    public override string ToString() => $"{Name} at {Url}";
}

/// <summary>All record systems there are, in the order of their names.</summary>
internal sealed record RecordSystems(IReadOnlyList<RecordSystem> All)
{
    private const int LongestName = 40;

    public static RecordSystems From(IConfiguration configuration) =>
        new([.. configuration.GetSection("RecordSystems").GetChildren().OrderBy(s => s.Key, StringComparer.Ordinal).Select(Read)]);

    private static RecordSystem Read(IConfigurationSection section)
    {
        if (section.Key.Length > LongestName || !section.Key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw Wrong(section.Path, "must be named with 1 to 40 of a-z, 0-9 and -");
        if (!Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            throw Wrong(section.Path + ":Url", "must be the address of a FHIR interface, such as https://records.example/fhir");
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            throw Wrong(section.Path + ":Url", "must be an address without user, query and fragment");
        if (section["Token"] is not { Length: > 0 } token || !token.All(c => c is > ' ' and < (char)127))
            throw Wrong(section.Path + ":Token", "must be the bearer token that the record system expects");
        var sector = section["Sector"] switch
        {
            "social" => Sector.Social,
            "health" => Sector.Health,
            _ => throw Wrong(section.Path + ":Sector", "must be social or health"),
        };
        return new RecordSystem(section.Key, url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"), token, sector);
    }

    private static SettingException Wrong(string setting, string what) => new(setting, what);
}

/// <summary>Settings <c>Deliveries:*</c>.</summary>
/// <param name="Enabled">False where deliveries are drained by hand.</param>
/// <param name="QuickRetries">
/// How many times a broken line is tried again at once, before the delivery is put off. By default 2; 0 where deliveries are drained by
/// hand, since a standing clock would never let the pause between end.
/// </param>
/// <param name="Lease">How long one instance works on a delivery before another may: what a killed instance held waits so long. 60 s by default.</param>
internal sealed record DeliveryOptions(bool Enabled, int QuickRetries, TimeSpan Lease)
{
    private const int MostQuickRetries = 5;

    public static DeliveryOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Deliveries");
        var enabled = section.GetValue("Enabled", true);
        var retries = section.GetValue("QuickRetries", enabled ? 2 : 0);
        return retries is >= 0 and <= MostQuickRetries
            ? new DeliveryOptions(enabled, retries, TimeSpan.FromSeconds(Math.Clamp(section.GetValue("LeaseSeconds", 60), 2, 600)))
            : throw new SettingException("Deliveries:QuickRetries", $"must be 0 to {MostQuickRetries}");
    }
}
