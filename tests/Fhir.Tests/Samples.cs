using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Fhir.Tests;

/// <summary>One invented client's documents, the same at every run.</summary>
internal static class Samples
{
    public static readonly Guid PersonId = Id(1);
    public static readonly Guid GuardianId = Id(2);
    public static readonly Guid MatterId = Id(3);
    public static readonly Guid SocialWorker = Id(11);
    public static readonly Guid Nurse = Id(12);
    public static readonly Guid SocialUnit = Id(21);
    public static readonly Guid HealthUnit = Id(22);

    private static readonly DateTimeOffset Now = new(2026, 9, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly GuardianRecord Guardian = new(GuardianId, "Hanna", "Esimerkki", GuardianRole.Guardian, "+358401234567");

    public static readonly PersonRecord Person = new(
        PersonId, "150311A903W", "Aino Maria", "Esimerkki", new DateOnly(2011, 3, 15), HetuGender.Male, "fi", NonDisclosure: false,
        new ContactDetails("+358407654321", "aino@example.fi", "Esimerkkikatu 1 A 2", "67100", "Kokkola", "272"), [Guardian], Version: 2);

    public static readonly PersonRecord Hidden = Person with { NonDisclosure = true };

    public static readonly StaffMember Staff = new(SocialWorker, "Sirpa Sosiaalityöntekijä", [Role.SocialWorker, Role.Coordinator], SocialUnit, Sector.Social);

    public static readonly UnitOfCare Unit = new(SocialUnit, "Perhesosiaalityö", Sector.Social, "1.2.246.10.1234567.10.1");

    public static readonly ConsentDocument JointWork = new(
        Id(31), 1, PersonId, MatterId, ConsentKind.JointWork, ConsentStatus.Active, null, [], [], new DateOnly(2026, 9, 15), null,
        null, null, ConsentForm.Paper, "fi", "yhteistyo-1", SocialWorker, SocialUnit, Now, null, null, Now, SocialWorker, SocialUnit)
    {
        SignedOn = new DateOnly(2026, 9, 14),
        Purpose = "Yhteinen suunnitelma ja sen seuranta",
        Competent = true,
    };

    public static readonly ConsentDocument Permission = JointWork with
    {
        Id = Id(32),
        Kind = ConsentKind.DisclosurePermission,
        Direction = Direction.SocialToHealth,
        Classes = [DataClass.JointAssessment, DataClass.SocialAssessmentPart],
        RecipientUnits = [HealthUnit],
        ValidTo = new DateOnly(2027, 9, 14),
        GuardianId = GuardianId,
        GuardianRole = GuardianRole.Guardian,
        InformationTextVersion = "luovutuslupa-3",
        Competent = null,
        OneGuardianSuffices = "otherAway",
    };

    public static readonly ProhibitionDocument Prohibition = new(
        Id(33), 1, PersonId, ProhibitionKind.Disclosure, Direction.SocialToHealth, [DataClass.SocialAssessmentPart], ["2", "3"], [], false, null,
        new DateOnly(2026, 9, 15), SocialUnit, Now, null, Now, SocialWorker, SocialUnit);

    public static readonly ProhibitionDocument Veto = Prohibition with
    {
        Id = Id(34),
        Kind = ProhibitionKind.Guardians,
        Direction = null,
        Classes = [],
        ServiceTasks = [],
        GuardianIds = [GuardianId],
    };

    public static readonly ConsentDocument Withdrawn = Permission with
    {
        Version = 2,
        Status = ConsentStatus.Withdrawn,
        WithdrawnAt = Now.AddDays(30),
        ChangedAt = Now.AddDays(30),
        ChangedBy = Nurse,
        ChangedByUnitId = HealthUnit,
    };

    public static readonly PlanDocument Plan = new(
        Id(41), 1, PersonId, MatterId, Id(42), "Ainon yhteinen suunnitelma", new DateOnly(2026, 9, 15), null, new DateOnly(2026, 12, 15),
        SocialWorker, [SocialWorker, Nurse], [new(Nurse, "Ahdistuksen hoito")],
        [
            new(Id(51), "Pystyn käymään koulussa joka päivä", [new(Id(61), "Koulun aloituspalaveri", SocialWorker, new DateOnly(2026, 9, 30))]),
            new(Id(52), "Nukun yöni", [new(Id(62), "Käynnit viikoittain", Nurse, new DateOnly(2026, 11, 30))]),
        ],
        SocialWorker, SocialUnit, Now);

    public static readonly ReferralRecord Referral = new(
        Id(71), PersonId, MatterId, Plan.PlanId, ReferralStatus.Accepted, "Päihdepalvelujen arvio ja tuki", SocialWorker, SocialUnit,
        HealthUnit, Nurse, null, Now, Now.AddHours(3), 3);

    private static Guid Id(int number) => new($"01996e00-0000-7000-8000-{number:D12}");
}
