namespace Monipolku.Access.Contracts;

/// <summary>What kind of data a right opens. The kind says which register holds it, and so what sharing it takes.</summary>
public enum DataClass
{
    /// <summary>Who the client is and how to reach them. Both registers.</summary>
    Person,

    /// <summary>Notification or contact and its handling. Social register.</summary>
    IntakeMatter,

    /// <summary>The common part of the joint assessment (703/2023 46 §, SHL 41 §). Both registers.</summary>
    JointAssessment,

    /// <summary>The social-care professional's own part. Social register.</summary>
    SocialAssessmentPart,

    /// <summary>The health-care professional's own part. Health register.</summary>
    HealthAssessmentPart,

    /// <summary>What social care writes as the work goes on: its notes beside a plan (asiakaskertomus, 703/2023 46 §). Social register.</summary>
    ClientNarrative,

    /// <summary>What health care writes as the work goes on: its notes beside a plan (potilaskertomuksen merkinnät, 703/2023 46 §). Health register.</summary>
    PatientNotes,

    /// <summary>Consents, permissions, prohibitions. Both registers must know them.</summary>
    ConsentRecord,

    /// <summary>The joint plan (SHL 39 §): a social-care document that the client's consent to joint work puts in both registers.</summary>
    JointPlan,

    /// <summary>Referral to a service. Both registers.</summary>
    Referral,

    /// <summary>Staff, units and rights: about nobody's care.</summary>
    Administration,
}

public static class DataClasses
{
    /// <summary>Whose register holds the class; null where both do, or neither.</summary>
    public static Sector? HolderOf(DataClass dataClass) => dataClass switch
    {
        DataClass.IntakeMatter or DataClass.SocialAssessmentPart or DataClass.ClientNarrative or DataClass.JointPlan => Sector.Social,
        DataClass.HealthAssessmentPart or DataClass.PatientNotes => Sector.Health,
        DataClass.Person or DataClass.JointAssessment or DataClass.ConsentRecord or DataClass.Referral or DataClass.Administration => null,
        _ => throw new ArgumentOutOfRangeException(nameof(dataClass)),
    };
}

/// <summary>From whose register to whose (703/2023 53 §).</summary>
public enum Direction
{
    SocialToHealth,
    HealthToSocial,
}

/// <summary>
/// What is known of one item of a class: a permission may be limited to data of some dates or service tasks (STM 457/2024 25 §), a prohibition to single
/// documents (703/2023 59 §).
/// </summary>
/// <param name="Date">The day on which it came to be, Europe/Helsinki; null where it is not known.</param>
/// <param name="ServiceTask">Palvelutehtävä, THL code set 1221; null where it is not known.</param>
/// <param name="LastDate">The last day from which it holds something; null where all of it is of <paramref name="Date"/>.</param>
/// <param name="Id">
/// Of the plan, the note beside a plan, the assessment whose part it is, or the intake matter. Null where it is not known: then it might be any, and
/// while one such document is prohibited the answer is no.
/// </param>
/// <param name="Each">True for a list: it leaves out <see cref="Decision.LeavesOut"/>, whose ids it need not know before it asks.</param>
public sealed record DataItem(DateOnly? Date = null, string? ServiceTask = null, DateOnly? LastDate = null, Guid? Id = null, bool Each = false)
{
    /// <summary>Something that is only being made: nobody can have forbidden it by its id.</summary>
    public static readonly DataItem New = new(Id: Guid.Empty);

    /// <summary>All that there are, of which nothing else is known.</summary>
    public static readonly DataItem EachOfThem = new(Each: true);
}
