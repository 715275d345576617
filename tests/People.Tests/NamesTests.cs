using Monipolku.People.Contracts;

namespace Monipolku.People.Tests;

public class NamesTests
{
    [Theory]
    [InlineData("Nella", "Nuori", "nella ", "NUORI", NameLikeness.Same)]
    [InlineData("Åsa-Maria", "Öhman", "Asa Maria", "Ohman", NameLikeness.Same)]
    [InlineData("Nella", "Nuori", "Nella Maria", "Nuori", NameLikeness.Near)]
    [InlineData("Nella", "Nuori", "Maria Nella", "Nuori-Virta", NameLikeness.Near)]
    [InlineData("Nella", "Virtanen", "Nella", "Virtannen", NameLikeness.Near)] // one too many
    [InlineData("Nella", "Virtanen", "Nella", "Virtaen", NameLikeness.Near)] // one missing
    [InlineData("Nella", "Virtanen", "Nella", "Virtsnen", NameLikeness.Near)] // another one
    [InlineData("Nella", "Virtanen", "Nella", "Vitranen", NameLikeness.Near)] // the wrong way round
    [InlineData("Nella", "Virtanen", "Nelle", "Virtsnen", NameLikeness.Near)] // one in each
    [InlineData("Nella", "Nuori", "Nuori", "Nella", NameLikeness.Swapped)]
    [InlineData("Nella", "Nuori", "Nella", "Virtanen", null)]
    [InlineData("Ida", "Nuori", "Ada", "Nuori", null)]
    [InlineData("Nella", "Virtanen", "Nella", "Vitsanne", null)]
    [InlineData("Nella", "Nuori", "", "Nuori", null)]
    [InlineData("-", "-", "Nella", "Nuori", null)]
    public void Names_are_alike_as_they_are_misheard_mistyped_and_shortened(string given, string family, string otherGiven, string otherFamily, NameLikeness? likeness)
    {
        Names.Compare(given, family, otherGiven, otherFamily).ShouldBe(likeness);
        Names.Compare(otherGiven, otherFamily, given, family).ShouldBe(likeness);
    }
}
