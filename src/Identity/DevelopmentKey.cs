using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Monipolku.Identity;

/// <summary>
/// Signs tokens in the Development environment only, until the authorization server is built. Kept in a file, so that a token
/// survives a restart; the file is readable by its owner alone.
/// </summary>
internal sealed class DevelopmentKey
{
    private const int KeySizeInBits = 2048;

    private DevelopmentKey(RSA rsa)
    {
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        Key = key;
    }

    public RsaSecurityKey Key { get; }

    public static DevelopmentKey LoadOrCreate(string path)
    {
        var rsa = RSA.Create(KeySizeInBits);
        if (File.Exists(path))
        {
            rsa.ImportFromPem(File.ReadAllText(path));
            return new DevelopmentKey(rsa);
        }
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using var writer = new StreamWriter(file);
        writer.Write(rsa.ExportPkcs8PrivateKeyPem());
        return new DevelopmentKey(rsa);
    }
}
