using Microsoft.Extensions.DependencyInjection;

namespace Monipolku.Platform.Secrets;

/// <summary>A column that holds protected texts: one, or several inside its JSON.</summary>
/// <param name="Purposes">Those that its texts are protected with.</param>
public sealed record ProtectedColumn(string Table, string Column, IReadOnlyList<string> Purposes);

public static class ProtectedColumns
{
    /// <summary>A module states where it keeps protected texts, for the rotation of keys. A test compares that with the tables.</summary>
    public static void AddProtectedColumn(this IServiceCollection services, string table, string column, params string[] purposes) =>
        services.AddSingleton(new ProtectedColumn(table, column, purposes));
}
