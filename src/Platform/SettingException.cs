namespace Monipolku.Platform;

/// <summary>A setting is missing or wrong: nothing starts. The program prints the message as one line and ends with code 2.</summary>
/// <param name="setting">Its name, <c>Secrets:KeyFile</c>.</param>
/// <param name="what">What it must be; never its value where that is secret.</param>
public sealed class SettingException(string setting, string what, Exception? cause = null)
    : InvalidOperationException($"Setting {setting} {what}.", cause);
