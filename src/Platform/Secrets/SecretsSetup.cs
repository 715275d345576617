using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Monipolku.Platform.Secrets;

public static class SecretsSetup
{
    /// <summary>Registers <see cref="SecretText"/> with the key ring of the settings <c>Secrets:*</c>.</summary>
    /// <exception cref="SettingException">The key ring is missing or wrong: nothing starts without it.</exception>
    public static void AddSecrets(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(new SecretText(SecretKeyRing.Load(builder.Configuration)));
}
