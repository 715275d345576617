using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents.Tests;

public class GiverTests
{
    private static readonly DateOnly Born = new(2008, 9, 15);

    [Theory]
    [InlineData(2026, 9, 14, true)]
    [InlineData(2026, 9, 15, false)]
    public void Adult_from_the_eighteenth_birthday_on(int year, int month, int day, bool minor) =>
        Giver.IsMinor(Person(Born), new DateOnly(year, month, day)).ShouldBe(minor);

    [Fact]
    public void Born_on_the_leap_day_is_adult_on_the_last_of_February() =>
        Giver.IsMinor(Person(new DateOnly(2008, 2, 29)), new DateOnly(2026, 2, 28)).ShouldBeFalse();

    [Fact]
    public void Age_counts_on_the_day_of_signing()
    {
        var person = Person(Born);
        Giver.OfGiving(person, new GivenBy(Client: true), null, Born.AddYears(18).AddDays(-1)).Refusal.ShouldBe(ConsentsRefusals.CompetenceMissing);
        Giver.OfGiving(person, new GivenBy(Client: true), null, Born.AddYears(18)).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(GuardianRole.Guardian, true, false)]
    [InlineData(GuardianRole.LegalGuardian, true, true)]
    [InlineData(GuardianRole.ContinuingPowerOfAttorney, false, true)]
    [InlineData(GuardianRole.Attorney, false, true)]
    public void Representatives_role_suits_the_age(GuardianRole role, bool forChild, bool forAdult)
    {
        var guardian = new GuardianRecord(Guid.NewGuid(), "Hanna", "Huoltaja", role, null);
        var person = Person(Born, guardian);
        var notCompetent = new CompetenceAssessment(Assessed: true, Competent: false);

        Suits(Born.AddYears(17)).ShouldBe(forChild);
        Suits(Born.AddYears(18)).ShouldBe(forAdult);

        bool Suits(DateOnly day)
        {
            var (giver, refusal) = Giver.OfGiving(person, new GivenBy(GuardianId: guardian.Id), notCompetent, day);
            (giver is null).ShouldBe(refusal is not null);
            return giver == new Giver(guardian.Id, role);
        }
    }

    private static PersonRecord Person(DateOnly born, params GuardianRecord[] guardians) => new(
        Guid.NewGuid(), "", "Aino", "Esimerkki", born, HetuGender.Female, "fi", NonDisclosure: false, Contact: null, guardians, Version: 1);
}
