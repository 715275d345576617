using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="Person">Whom it is about; the expectant parent of an unborn child.</param>
/// <param name="ReasonCodes">THL code set 1251 for a child-welfare notification, 1282 (need of support) otherwise; at most 20, each once; none if not known.</param>
/// <param name="Description">What has happened and what worries, in the notifier's own words; at most 10 000 characters.</param>
/// <param name="SupportGrounds">What is known to make the time limits of SHL 36 § the law's own; needed only where it is no child-welfare notification.</param>
/// <param name="Channel">Phone and paper are entered by those who handle intake.</param>
/// <param name="ArrivedOn">Day on which a call, paper or another system's notification really arrived, Europe/Helsinki: at most a year ago. Today if not told.</param>
/// <param name="Consent">Required of a contact and of a notice to another authority (SHL 35 §, 40 §), but for one's own contact.</param>
/// <param name="ToldByNotifier">Whom the notifier has told.</param>
/// <param name="CustodyDispute">Where custody is in dispute.</param>
/// <param name="Violence">Where a child has met violence.</param>
/// <param name="UnbornChild">Required of an anticipatory notification, and of no other kind.</param>
/// <param name="Recipient">Required of a notice to another authority, and of no other kind.</param>
/// <param name="Housing">Of a child-welfare notification: THL code set 1203, how the child lives (lapsen asuminen).</param>
public sealed record FileNotificationRequest(
    MatterKind Kind,
    PersonDetails Person,
    NotifierDetails Notifier,
    [property: MaxLength(20)] IReadOnlyList<string> ReasonCodes,
    [property: Visible, StringLength(10_000)] string Description,
    [property: MaxLength(3)] IReadOnlyList<SupportGround>? SupportGrounds = null,
    NotificationChannel Channel = NotificationChannel.ProfessionalForm,
    DateOnly? ArrivedOn = null,
    PersonsConsent? Consent = null,
    ToldByNotifier? ToldByNotifier = null,
    CustodyDispute? CustodyDispute = null,
    ViolenceAgainstChild? Violence = null,
    UnbornChild? UnbornChild = null,
    NoticeRecipient? Recipient = null,
    CodeAndName? Housing = null)
{
    private const int LongestEntryDelayYears = 1;

    public override string ToString() => nameof(FileNotificationRequest);

    internal NotificationDetails Details() => new(Consent, ToldByNotifier, CustodyDispute, Violence, UnbornChild, Recipient, Housing);

    /// <summary>Whether it can be taken in from somebody with those roles; and of when the person is born.</summary>
    internal Refusal? Check(IReadOnlyList<Role> roles, DateOnly today, out DateOnly birthDate)
    {
        birthDate = default;
        if (Person.Check(today, "$.person") is { } wrongPerson) return wrongPerson;
        if (!Hetu.TryParse(Person.IdentityCode, out var hetu)) throw new InvalidOperationException("A checked identity code can be read.");
        birthDate = hetu.BirthDate;
        var arrival = ArrivedOn ?? today;
        if (CheckChannel(roles, today, arrival, birthDate) is { } wrongChannel) return wrongChannel;
        if (IntakeMatter.CheckAge(Kind, SupportGrounds ?? [], birthDate, arrival) is { } wrongAge) return wrongAge;
        if (Notifier.Check("$.notifier") is { } wrongNotifier) return wrongNotifier;
        for (var i = 0; i < ReasonCodes.Count; i++)
        {
            if (!Codes.IsReason(Kind, ReasonCodes[i])) return IntakeRefusals.ReasonCodeUnknown.At($"$.reasonCodes[{i}]");
            if (ReasonCodes.Take(i).Contains(ReasonCodes[i])) return IntakeRefusals.ReasonCodeTwice.At($"$.reasonCodes[{i}]");
        }
        if (SupportGrounds is { } grounds && grounds.Distinct().Count() < grounds.Count) return IntakeRefusals.SupportGroundTwice;
        if (Housing is not null && Kind != MatterKind.ChildWelfareNotification) return IntakeRefusals.HousingOfOtherKind;
        return CheckConsent() ?? Notifier.CheckCode("$.notifier") ?? CheckUnborn(arrival) ?? CheckRecipient()
            ?? (Violence?.LastOn > today ? IntakeRefusals.ViolenceInFuture : Violence?.LastOn < birthDate ? IntakeRefusals.ViolenceBeforeBirth : null);
    }

    private Refusal? CheckChannel(IReadOnlyList<Role> roles, DateOnly today, DateOnly arrival, DateOnly birthDate)
    {
        if (Channel is NotificationChannel.Phone or NotificationChannel.Paper && !roles.Any(Rights.HandleIntake.Roles.Contains))
            return IntakeRefusals.ChannelIsStaffs;
        if (Channel != NotificationChannel.OwnContact && (Channel == NotificationChannel.Adapter) != roles.Contains(Role.Adapter))
            return IntakeRefusals.ChannelIsAdapters;
        if (Channel == NotificationChannel.OwnContact && !(Kind == MatterKind.Contact && Notifier.Kind == NotifierKind.Private && Notifier.Code == Codes.PersonThemself))
            return IntakeRefusals.OwnContactIsOnesOwn;
        if (arrival > today) return IntakeRefusals.ArrivedInFuture;
        if (arrival < today && Channel is NotificationChannel.ProfessionalForm or NotificationChannel.OwnContact) return IntakeRefusals.FormArrivesWhenSent;
        return arrival < today.AddYears(-LongestEntryDelayYears) || arrival < birthDate ? IntakeRefusals.ArrivedTooLongAgo : null;
    }

    private Refusal? CheckConsent()
    {
        if (Consent is { Given: false, Why: null }) return IntakeRefusals.WithoutConsentWhy;
        var asked = Kind is MatterKind.Contact or MatterKind.NoticeToAuthority && Notifier is not { Kind: NotifierKind.Private, Code: Codes.PersonThemself };
        return asked && Consent is null ? IntakeRefusals.ConsentNotTold : null;
    }

    private Refusal? CheckUnborn(DateOnly arrival)
    {
        if (Kind != MatterKind.AnticipatoryNotification) return UnbornChild is null ? null : IntakeRefusals.UnbornChildOfOtherKind;
        if (UnbornChild is null) return IntakeRefusals.UnbornChildMissing;
        if (UnbornChild.ExpectedOn < arrival.AddMonths(-2) || UnbornChild.ExpectedOn > arrival.AddMonths(10)) return IntakeRefusals.ExpectedDayImpossible;
        // LSL 25 c § obliges professionals; THL's document 1506.4019 takes none but them, and wants to know how to reach them.
        if (Notifier.Kind != NotifierKind.Professional || !Codes.IsProfessionalNotifier(Notifier.Code)) return IntakeRefusals.AnticipatoryIsProfessionals;
        return Notifier.Phone is null ? IntakeRefusals.NotifierPhoneMissing : null;
    }

    private Refusal? CheckRecipient() => Kind == MatterKind.NoticeToAuthority == (Recipient is not null) ? null
        : Recipient is null ? IntakeRefusals.RecipientMissing : IntakeRefusals.RecipientOfOtherKind;
}

/// <summary>
/// What the notifier gets: that it has arrived and what happens by when. Not who the person is, nor whether they were known: a notification
/// that joins an open matter is answered like one that opens one.
/// </summary>
/// <param name="Id">The notification's.</param>
/// <param name="ArrivedOn">Day on which it became pending, Europe/Helsinki.</param>
/// <param name="Clocks">Counted from this notification: nobody waits longer. In a matter that was open already an earlier day may hold.</param>
/// <param name="NextStep">In plain words of the language of Accept-Language.</param>
public sealed record NotificationReceipt(
    Guid Id, MatterKind Kind, DateTimeOffset ArrivedAt, DateOnly ArrivedOn, IReadOnlyList<ClockView> Clocks, string NextStep, int Version) : IVersioned
{
    internal static NotificationReceipt Of(IntakeNotification notification, DateOnly birthDate, DateOnly today, ClockRules rules, string language)
    {
        var clocks = IntakeMatter.StartClocks(notification.Kind, notification.SupportGrounds, birthDate, notification.ArrivedOn, rules);
        return new NotificationReceipt(
            notification.Id, notification.Kind, notification.ArrivedAt, notification.ArrivedOn, ClockView.At(today, clocks),
            IntakeTexts.NextStep(clocks.Single(c => c.Name == ClockName.StartAssessment).DueOn, language), Version: 1);
    }
}

/// <summary>Takes in a notification or contact: it joins the person's open matter, or opens one whose clocks run from now on.</summary>
internal static class FileNotification
{
    /// <summary>How often it is tried again when others file about the same person at the same moment.</summary>
    private const int MostAttempts = 25;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/notifications", Handle)
        .WithName(nameof(FileNotification))
        .WithSummary("File a child-welfare notification, a contact or another matter")
        .WithDescription("It is pending at once: in the person's open matter, or in a new one that gets the notification's id. "
            + "The answer is a receipt with the clocks' last days; it does not tell whether the person was known.")
        .WithExample(new FileNotificationRequest(
            MatterKind.ChildWelfareNotification,
            new PersonDetails("150311A9032", "Nella", "Nuori"),
            new NotifierDetails(NotifierKind.Professional, "15", "Kaisa Kuraattori", "Koulukuraattori", "Keskuskoulu", "+358401234567"),
            ["10"],
            "Paljon poissaoloja keväästä asti, ahdistuneisuutta ja alkoholin käyttöä viikonloppuisin."))
        .Requires(Rights.Notify)
        .Idempotent<IntakeDb>();

    private static async Task<Results<Created<NotificationReceipt>, ProblemHttpResult>> Handle(
        FileNotificationRequest request, HttpRequest http, Idempotency idempotency, Caller caller, IntakeDb db, IntakeSecrets secrets,
        IPeople people, IStaffDirectory staff, ArrivalRules arrivals, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.Notify, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        if (request.Check(access.Actor.Roles, today, out var birthDate) is { } refusal) return refusal.ToProblem();
        if (await staff.IntakeUnit(ct) is not { Sector: Sector.Social } unit) return IntakeRefusals.NoIntakeUnit.ToProblem();

        var receiving = await arrivals.For(unit.Id, today, staff, ct);
        var personId = await people.FindOrRegister(request.Person, ct);
        var notification = IntakeNotification.Of(request, personId, access.Actor.StaffId, now, secrets);
        var receipt = NotificationReceipt.Of(notification, birthDate, today, receiving.Rules, Languages.Of(http));
        for (var attempt = 1; ; attempt++)
        {
            var open = await IntakeMatter.Open(db.Matters, [personId]).FirstOrDefaultAsync(m => m.AboutUnborn == notification.AboutUnborn, ct);
            Take(db, notification, open, birthDate, unit.Id, receiving);
            try
            {
                return await db.SaveCreatedAsync(idempotency, $"/api/v1/intake/notifications/{notification.Id}", receipt, ct);
            }
            catch (Exception lost) when (attempt < MostAttempts && ModuleDb.LostToAnother(lost))
            {
                // Somebody else filed about the same person, or handled the matter: look at it again. Unless it was the same key pressed twice.
                db.ChangeTracker.Clear();
                if (await db.WasAnswered(idempotency, ct)) throw;
            }
        }
    }

    /// <summary>Puts the notification into the open matter or into a new one. Answers that matter.</summary>
    /// <param name="open">Null: there is none.</param>
    /// <param name="unitId">The unit that receives.</param>
    internal static IntakeMatter Take(
        IntakeDb db, IntakeNotification notification, IntakeMatter? open, DateOnly birthDate, Guid unitId, Receiving receiving)
    {
        db.Notifications.Add(notification);
        var now = notification.FiledAt;
        if (open is not null)
        {
            open.Join(notification, birthDate, receiving.Rules);
            db.Publish(new NotificationJoined(Guid.CreateVersion7(now), notification.PersonId, open.Id, notification.Id));
            return open;
        }
        var matter = IntakeMatter.Open(notification, birthDate, unitId, receiving.Rules, receiving.OnDuty);
        db.Matters.Add(matter);
        if (receiving.NobodyIsLeft) db.Alerts.Add(Alert.Of(matter, AlertKind.OwnerLeft, $"owner/{matter.Version}", now, forManager: true));
        db.Relationships.Add(ClientRelationship.Begin(matter.PersonId, unitId, ClientRelationship.IntakeMatter, matter.Id, now));
        db.Publish(new MatterOpened(Guid.CreateVersion7(now), matter.PersonId, matter.Id));
        return matter;
    }
}
