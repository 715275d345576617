using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="Person">Whom it is about.</param>
/// <param name="ReasonCodes">THL code set 1251 for a child-welfare notification, 1282 (need of support) otherwise; at most 20, none if not known.</param>
/// <param name="Description">What has happened and what worries, in the notifier's own words; at most 10 000 characters.</param>
/// <param name="SupportGrounds">What is known to make the time limits of SHL 36 § the law's own; needed only where it is no child-welfare notification.</param>
public sealed record FileNotificationRequest(
    MatterKind Kind,
    PersonDetails Person,
    NotifierDetails Notifier,
    [property: MaxLength(20)] IReadOnlyList<string> ReasonCodes,
    [property: Visible, StringLength(10_000)] string Description,
    [property: MaxLength(3)] IReadOnlyList<SupportGround>? SupportGrounds = null)
{
    public override string ToString() => nameof(FileNotificationRequest);
}

/// <summary>What the notifier gets: that it has arrived and what happens by when. Not who the person is, nor whether they were known.</summary>
/// <param name="ArrivedOn">Day on which the matter became pending, Europe/Helsinki.</param>
/// <param name="NextStep">In plain words.</param>
public sealed record MatterReceipt(
    Guid Id, MatterKind Kind, DateTimeOffset ArrivedAt, DateOnly ArrivedOn, IReadOnlyList<ClockView> Clocks, string NextStep, int Version) : IVersioned
{
    internal static MatterReceipt Of(IntakeMatter matter, DateOnly today)
    {
        var startBy = matter.Clocks.Single(c => c.Name == ClockName.StartAssessment).DueOn.ToString("O", CultureInfo.InvariantCulture);
        return new MatterReceipt(
            matter.Id, matter.Kind, matter.ArrivedAt, matter.ArrivedOn, ClockView.At(today, matter.Clocks),
            $"The duty social worker assesses at once how urgent this is, and decides what follows by {startBy}. In an emergency call 112.",
            matter.Version);
    }
}

/// <summary>Takes in a notification or contact: the matter is pending from now on and its clocks run.</summary>
internal static class FileNotification
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/notifications", Handle)
        .WithName(nameof(FileNotification))
        .WithSummary("File a child-welfare notification, a contact or another matter")
        .WithDescription("The matter is pending at once. The answer is a receipt with the clocks' last days; it does not tell whether the person was known.")
        .WithExample(new FileNotificationRequest(
            MatterKind.ChildWelfareNotification,
            new PersonDetails("150311A9032", "Nella", "Nuori"),
            new NotifierDetails(NotifierKind.Professional, "4", "Kaisa Kuraattori", "Koulukuraattori", "Keskuskoulu", "+358401234567"),
            ["10"],
            "Paljon poissaoloja keväästä asti, ahdistuneisuutta ja alkoholin käyttöä viikonloppuisin."))
        .Requires(Rights.Notify)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<MatterReceipt>, ProblemHttpResult>> Handle(
        FileNotificationRequest request, Idempotency idempotency, Caller caller, IntakeDb db, IntakeSecrets secrets,
        IPeople people, IStaffDirectory staff, ArrivalRules arrivals, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.Notify, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        IReadOnlyList<SupportGround> grounds = [.. (request.SupportGrounds ?? []).Distinct()];
        if (Check(request, grounds, today, out var birthDate) is { } refusal) return refusal.ToProblem();
        if (await staff.IntakeUnit(ct) is not { Sector: Sector.Social } unit) return IntakeRefusals.NoIntakeUnit.ToProblem();

        var (rules, onDuty) = await arrivals.For(unit.Id, today, ct);
        var personId = await people.FindOrRegister(request.Person, ct);
        var notifier = request.Notifier;
        var matter = new IntakeMatter
        {
            Id = Guid.CreateVersion7(now),
            PersonId = personId,
            Kind = request.Kind,
            ArrivedAt = now,
            ArrivedOn = today,
            NotifierKind = notifier.Kind,
            NotifierCode = notifier.Code,
            ConfidentialityAsked = notifier.ConfidentialityAsked,
            NotifierSecret = secrets.Protect(new NotifierIdentity(
                notifier.Name, notifier.Title, notifier.Organization, notifier.Phone, notifier.ConfidentialityReason, access.Actor.StaffId)),
            ReasonCodes = [.. request.ReasonCodes.Distinct()],
            SupportGrounds = grounds,
            DescriptionSecret = secrets.ProtectDescription(request.Description),
            OwnerUnitId = unit.Id,
            OwnerId = onDuty,
            Clocks = IntakeMatter.StartClocks(request.Kind, grounds, birthDate, today, rules),
            RulesVersion = rules.Version,
        };
        db.Matters.Add(matter);
        db.Relationships.Add(ClientRelationship.Begin(personId, unit.Id, ClientRelationship.IntakeMatter, matter.Id, now));
        db.Publish(new MatterOpened(Guid.CreateVersion7(now), personId, matter.Id));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/matters/{matter.Id}", MatterReceipt.Of(matter, today), ct);
    }

    private static Refusal? Check(FileNotificationRequest request, IReadOnlyList<SupportGround> grounds, DateOnly today, out DateOnly birthDate)
    {
        birthDate = default;
        if (request.Person.Check(today, "$.person") is { } wrongPerson) return wrongPerson;
        if (!Hetu.TryParse(request.Person.IdentityCode, out var hetu)) throw new InvalidOperationException("A checked identity code can be read.");
        birthDate = hetu.BirthDate;
        if (IntakeMatter.CheckAge(request.Kind, grounds, birthDate, today) is { } wrongAge) return wrongAge;
        if (request.Notifier.Check("$.notifier") is { } wrongNotifier) return wrongNotifier;
        for (var i = 0; i < request.ReasonCodes.Count; i++)
        {
            if (!Codes.IsReason(request.Kind, request.ReasonCodes[i])) return IntakeRefusals.ReasonCodeUnknown.At($"$.reasonCodes[{i}]");
        }
        return null;
    }
}
