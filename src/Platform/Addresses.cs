using System.Net;
using System.Net.Sockets;

namespace Monipolku.Platform;

/// <summary>Whom an address stands for when something is counted.</summary>
public static class Addresses
{
    /// <summary>Of IPv6 the network of 64 bits: whoever has one address there has them all.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
