namespace Monipolku.Platform;

/// <summary>Files that nobody but the account of the service reads (mode 600).</summary>
internal static class OwnersFile
{
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>For what one process does at a time: the lock ends with the stream, and with a killed process. The file stays.</summary>
    /// <returns>Null while another holds it.</returns>
    public static FileStream? TryLock(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
