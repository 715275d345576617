using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Monipolku.Platform;

namespace Monipolku.Identity;

/// <summary>
/// Who issues the tokens: setting <c>Identity:Issuer</c>, the address at which users and clients see the service. Never taken from a
/// request's Host header. In the Development environment, where it may be left out, the address at which the server listens.
/// </summary>
internal sealed class Issuer(IConfiguration configuration, IServer server)
{
    private readonly string? _configured = configuration["Identity:Issuer"]?.TrimEnd('/');
    private string? _listening;

    public string Value => _configured ?? (_listening ??= Listening());

    /// <summary>The FHIR base address: <c>aud</c> of SMART requests and of the tokens they give.</summary>
    public string FhirBase => Value + "/fhir";

    public string Endpoint(string path) => Value + path;

    /// <summary>Stops the start where the setting is wrong.</summary>
    public static void Check(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["Identity:Issuer"] is not { } text) return;
        var right = Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()))
            && address.AbsolutePath == "/" && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;
        if (!right) throw new SettingException("Identity:Issuer", "must be an https address without path, https://monipolku.example.fi");
    }

    private string Listening()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new SettingException("Identity:Issuer", "is required where the server does not listen on an address of its own");
        return address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
