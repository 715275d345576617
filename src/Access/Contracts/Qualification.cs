using Monipolku.Platform;

namespace Monipolku.Access.Contracts;

/// <summary>What a professional is qualified for (pätevyys).</summary>
/// <param name="ProfessionCode">Valvira's or THL's profession code, <c>502</c>.</param>
/// <param name="LicenceFrom">First day of the right to practise.</param>
/// <param name="LicenceTo">Last day; null until further notice.</param>
/// <param name="PublicService">In a public-service relationship (virkasuhde): SHL 36.5 § asks for it of who assesses special support.</param>
public sealed record Qualification(
    [property: Pattern("^[0-9]{1,5}$")] string ProfessionCode, DateOnly LicenceFrom, DateOnly? LicenceTo, bool PublicService)
{
    public bool IsValidOn(DateOnly day) => LicenceFrom <= day && (LicenceTo is null || day <= LicenceTo);
}
