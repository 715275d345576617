using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>What the client agrees to or permits: the part of a consent that the gate reads.</summary>
/// <param name="Direction">Of a permission only.</param>
/// <param name="Classes">Of a permission only, 1 to 3.</param>
/// <param name="RecipientUnits">Of a permission only; empty for every unit of the other sector.</param>
/// <param name="ValidFrom">First day, Europe/Helsinki.</param>
/// <param name="ValidTo">Last day; null until further notice.</param>
/// <param name="DataFrom">Of a permission only: no data of an earlier day; null without such a limit.</param>
/// <param name="DataTo">Of a permission only: no data of a later day; null without such a limit.</param>
/// <param name="ServiceTasks">Of a permission out of social care only: data of these service tasks (THL 1221); empty for all.</param>
internal sealed record ConsentTerms(
    ConsentKind Kind, Direction? Direction, IReadOnlyList<DataClass> Classes, IReadOnlyList<Guid> RecipientUnits,
    DateOnly ValidFrom, DateOnly? ValidTo, DateOnly? DataFrom = null, DateOnly? DataTo = null, IReadOnlyList<string>? ServiceTasks = null)
{
    /// <summary>Kanta soteluovutuslupa: a permission lists at most three classes.</summary>
    public const int MostClasses = 3;

    /// <summary>Farther ahead than this a date is a slip of the finger.</summary>
    public const int MostYearsAhead = 10;

    /// <summary>Classes that the disclosing register holds: nothing else can be disclosed from it.</summary>
    private static readonly Dictionary<Direction, DataClass[]> Holds = new()
    {
        [Access.Contracts.Direction.SocialToHealth] = [DataClass.SocialAssessmentPart, DataClass.JointPlan, DataClass.IntakeMatter, DataClass.ClientNarrative],
        [Access.Contracts.Direction.HealthToSocial] = [DataClass.HealthAssessmentPart, DataClass.PatientNotes],
    };

    /// <summary>Classes that can be disclosed in that direction.</summary>
    public static IReadOnlyList<DataClass> ClassesOf(Direction direction) => Holds[direction];

    public Refusal? Check(DateOnly today, DateOnly signedOn) => CheckKind() ?? CheckValidity(today, signedOn);

    /// <summary>Null when the disclosing register holds each of them and none is named twice.</summary>
    public static Refusal? CheckClasses(Direction direction, IReadOnlyList<DataClass> classes)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (!Holds[direction].Contains(classes[i])) return ConsentsRefusals.ClassNotInRegister(direction, Holds[direction]).At($"$.classes[{i}]");
            if (classes.Take(i).Contains(classes[i])) return ConsentsRefusals.ClassRepeated.At($"$.classes[{i}]");
        }
        return null;
    }

    public bool IsValidOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day <= ValidTo);

    /// <summary>What these terms, not withdrawn, mean to one who would read that class in that unit on that day.</summary>
    /// <param name="recipientUnit">Null where the recipient is not known to be any one unit: terms that name recipients do not cover it.</param>
    /// <param name="item">Null where nothing is known of what would be read: terms that limit data by day or service task do not cover it.</param>
    public SharingState On(DateOnly day, DataClass dataClass, Guid? recipientUnit, DataItem? item = null)
    {
        if (!IsValidOn(day)) return SharingState.NotValidToday;
        if (Kind == ConsentKind.JointWork) return SharingState.InForce;
        var reaches = recipientUnit is { } unit ? Reaches(unit) : RecipientUnits.Count == 0;
        return reaches && Classes.Contains(dataClass) && Covers(item) ? SharingState.InForce : SharingState.DoesNotCover;
    }

    public bool Reaches(Guid unitId) => RecipientUnits.Count == 0 || RecipientUnits.Contains(unitId);

    /// <summary>Whether from that day on the newer terms leave that unit without something that these give it.</summary>
    public bool LosesBy(ConsentTerms newer, Guid unitId, DateOnly today) =>
        Reaches(unitId) && !(ValidTo < today)
        && !(newer.Reaches(unitId) && Classes.All(newer.Classes.Contains)
            && newer.ValidFrom <= (ValidFrom > today ? ValidFrom : today) && (newer.ValidTo is null || ValidTo <= newer.ValidTo)
            && (newer.DataFrom is null || DataFrom >= newer.DataFrom) && (newer.DataTo is null || DataTo <= newer.DataTo)
            && (newer.ServiceTasks is not { Count: > 0 } tasks || (ServiceTasks is { Count: > 0 } && ServiceTasks.All(tasks.Contains))));

    private bool Covers(DataItem? item) =>
        (DataFrom is null || item?.Date >= DataFrom) && (DataTo is null || (item?.LastDate ?? item?.Date) <= DataTo)
        && (ServiceTasks is not { Count: > 0 } tasks || (item?.ServiceTask is { } task && tasks.Contains(task)));

    /// <summary>The same task twice says nothing more; health care has no service tasks.</summary>
    public static Refusal? CheckServiceTasks(Direction direction, IReadOnlyList<string> tasks)
    {
        if (tasks.Count > 0 && direction != Access.Contracts.Direction.SocialToHealth) return ConsentsRefusals.ServiceTasksOfSocialCare;
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!IsServiceTask(tasks[i])) return ConsentsRefusals.ServiceTaskUnknown.At($"$.serviceTasks[{i}]");
            if (tasks.Take(i).Contains(tasks[i])) return ConsentsRefusals.ServiceTaskRepeated.At($"$.serviceTasks[{i}]");
        }
        return null;
    }

    // THL adds tasks from year to year: the form of the code is checked and not the list.
    private static bool IsServiceTask(string code) => code.Length is 1 or 2 && code.All(char.IsAsciiDigit);

    private Refusal? CheckKind()
    {
        if (Kind == ConsentKind.JointWork)
        {
            if (Direction is not null) return ConsentsRefusals.DirectionOnlyInPermission;
            if (Classes.Count > 0) return ConsentsRefusals.ClassesOnlyInPermission;
            if (DataFrom is not null || DataTo is not null || ServiceTasks is { Count: > 0 }) return ConsentsRefusals.DataScopeOnlyInPermission;
            return RecipientUnits.Count > 0 ? ConsentsRefusals.RecipientsOnlyInPermission : null;
        }
        if (Direction is not { } direction) return ConsentsRefusals.DirectionMissing;
        if (Classes.Count == 0) return ConsentsRefusals.ClassesMissing;
        if (Classes.Count > MostClasses) return ConsentsRefusals.TooManyClasses;
        if (CheckClasses(direction, Classes) is { } wrongClass) return wrongClass;
        for (var i = 0; i < RecipientUnits.Count; i++)
        {
            if (RecipientUnits.Take(i).Contains(RecipientUnits[i])) return ConsentsRefusals.RecipientRepeated.At($"$.recipientUnits[{i}]");
        }
        if (DataTo < DataFrom) return ConsentsRefusals.DataPeriodBackwards;
        // Data of a day after the permission has ended is never disclosed on it.
        if (DataFrom > ValidTo) return ConsentsRefusals.DataPeriodEmpty;
        return CheckServiceTasks(direction, ServiceTasks ?? []);
    }

    private Refusal? CheckValidity(DateOnly today, DateOnly signedOn)
    {
        if (signedOn > today) return ConsentsRefusals.SignedInFuture;
        if (ValidTo < ValidFrom) return ConsentsRefusals.ValidityBackwards;
        if (ValidTo < today) return ConsentsRefusals.ValidityEnded;
        if (ValidFrom < signedOn) return ConsentsRefusals.ValidBeforeSigned;
        var latest = today.AddYears(MostYearsAhead);
        if (ValidFrom > latest) return ConsentsRefusals.DateTooFar.At("$.validFrom");
        return ValidTo > latest ? ConsentsRefusals.DateTooFar.At("$.validTo") : null;
    }
}
