using System.ComponentModel.DataAnnotations;

namespace Monipolku.Platform;

/// <summary>Text for people in the three languages.</summary>
public sealed record LocalText(
    [property: Visible, StringLength(500)] string Fi, [property: Visible, StringLength(500)] string Sv, [property: Visible, StringLength(500)] string En)
{
    /// <param name="language">fi, sv or en.</param>
    public string In(string language) => language switch { "fi" => Fi, "sv" => Sv, _ => En };
}
