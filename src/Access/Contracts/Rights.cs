using static Monipolku.Access.Contracts.Role;

namespace Monipolku.Access.Contracts;

/// <summary>One thing that may be done.</summary>
/// <param name="Name">Stable name, also in the audit log.</param>
/// <param name="Scope">The scope that the access token must carry.</param>
/// <param name="Class">What it opens.</param>
/// <param name="Roles">Who may, provided that the rest holds.</param>
public sealed record Right(string Name, string Scope, DataClass Class, params Role[] Roles)
{
    /// <summary>False where one may act for a person with whom there is no relationship yet: notifying and administering.</summary>
    public bool NeedsRelationship { get; init; } = true;

    /// <summary>Whether it lists many clients at once: such a list is filtered in its query, by <see cref="Actor"/>.</summary>
    public bool Lists { get; init; }

    /// <summary>Whether it only reads: a statutory basis and breaking the glass open no more than that.</summary>
    public bool Reads { get; init; }

    /// <summary>Whether a client of the services has it too, for their own record and those of whom they are a guardian.</summary>
    public bool ForClients { get; init; }

    /// <summary>
    /// Whether the operation itself leaves out what a child keeps from a guardian, and tells them no more than they know: it is permitted then too, for
    /// a refusal would tell of the veto.
    /// </summary>
    public bool LeavesOut { get; init; }
}

/// <summary>The whole table of who may do what. Each operation names its row.</summary>
public static class Rights
{
    public static readonly Right Notify = new("notify", "intake.write", DataClass.IntakeMatter,
        Notifier, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, ServiceProvider, UnitManager, Adapter)
    { NeedsRelationship = false };

    /// <summary>Many at once, from another system.</summary>
    public static readonly Right NotifyInBatch = new("notify-in-batch", "intake.write", DataClass.IntakeMatter, Adapter) { NeedsRelationship = false };

    public static readonly Right HandleIntake = new("handle-intake", "intake.write", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager);
    public static readonly Right ReadIntake = new("read-intake", "intake.read", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager, Coordinator)
    { Reads = true };

    /// <summary>The unit's own queue: the list is filtered by relationship in its query.</summary>
    public static readonly Right ListIntake = new("list-intake", "intake.read", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager, Coordinator)
    { NeedsRelationship = false, Reads = true, Lists = true };

    /// <summary>Acknowledges what the own units were alerted of: found as the list finds it.</summary>
    public static readonly Right HandleAlerts = new("handle-alerts", "intake.write", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager)
    { NeedsRelationship = false, Lists = true };

    /// <summary>Who has the duty when: of the own units.</summary>
    public static readonly Right PlanDuty = new("plan-duty", "intake.write", DataClass.IntakeMatter, UnitManager, DutyWorker) { NeedsRelationship = false, Lists = true };

    /// <summary>Passes open matters of the own units on: found as the queue finds them.</summary>
    public static readonly Right HandOverIntake = new("hand-over-intake", "intake.write", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager)
    { NeedsRelationship = false, Lists = true };

    /// <summary>Offers and withdraws times for talks in the own units.</summary>
    public static readonly Right OfferTalks = new("offer-talks", "intake.write", DataClass.IntakeMatter, DutyWorker, SocialWorker, UnitManager)
    { NeedsRelationship = false, Lists = true };

    /// <summary>The county's calendar and rules of intake.</summary>
    public static readonly Right AdministerIntake = new("administer-intake", "intake.write", DataClass.Administration, Administrator)
    { NeedsRelationship = false };
    /// <summary>Counts of what arrived and what came of it, in which nobody can be told.</summary>
    public static readonly Right ReadIntakeStatistics = new("read-intake-statistics", "intake.read", DataClass.Administration,
        DutyWorker, SocialWorker, Coordinator, UnitManager, Auditor, Administrator)
    { NeedsRelationship = false, Reads = true };

    public static readonly Right ReadPerson = new("read-person", "people.read", DataClass.Person,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true, ForClients = true, LeavesOut = true };

    /// <summary>The unit's own clients, for choosing whom an app is about: the list is filtered by relationship in its query.</summary>
    public static readonly Right ChoosePerson = new("choose-person", "people.read", DataClass.Person,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { NeedsRelationship = false, Reads = true, Lists = true };
    public static readonly Right WritePerson = new("write-person", "people.write", DataClass.Person, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator);

    public static readonly Right Assess = new("assess", "assessments.write", DataClass.JointAssessment, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator);
    public static readonly Right ReadAssessment = new("read-assessment", "assessments.read", DataClass.JointAssessment,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager)
    { Reads = true };
    public static readonly Right ReadSocialPart = new("read-social-part", "assessments.read", DataClass.SocialAssessmentPart,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager)
    { Reads = true };
    public static readonly Right ReadHealthPart = new("read-health-part", "assessments.read", DataClass.HealthAssessmentPart,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager)
    { Reads = true };

    /// <summary>What an assessment asks: about nobody.</summary>
    public static readonly Right ReadTemplates = new("read-templates", "assessments.read", DataClass.Administration,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, Administrator)
    { NeedsRelationship = false, Reads = true };

    /// <summary>The county's templates and rules of segmentation.</summary>
    public static readonly Right AdministerAssessments = new("administer-assessments", "access.admin", DataClass.Administration, Administrator)
    { NeedsRelationship = false };

    /// <summary>Answers a request to take part in an assessment (SHL 41 §): the asked unit has no relationship before; the list is filtered by unit in its query.</summary>
    public static readonly Right AnswerParticipation = new("answer-participation", "assessments.write", DataClass.JointAssessment,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider, Notifier)
    { NeedsRelationship = false, Lists = true };

    public static readonly Right RecordConsent = new("record-consent", "consents.write", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator);
    public static readonly Right ReadConsents = new("read-consents", "consents.read", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true, ForClients = true };

    /// <summary>That the law itself lets the other sector read: decided where the data is.</summary>
    public static readonly Right RecordStatutoryBasis = new("record-statutory-basis", "consents.write", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, UnitManager);
    public static readonly Right ReadStatutoryBases = new("read-statutory-bases", "consents.read", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true };

    public static readonly Right WritePlan = new("write-plan", "plans.write", DataClass.JointPlan, SocialWorker, PsychiatricNurse, Coordinator);
    /// <summary>Its rows say that there is a note: no guardian reads them from whom the child keeps notes.</summary>
    public static readonly Right WritePlanNote = WritePlan with { Name = "write-plan-note" };
    public static readonly Right ReadPlan = new("read-plan", "plans.read", DataClass.JointPlan,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true, ForClients = true };

    /// <summary>A sector's own notes beside a joint plan: as the client permits, item by item.</summary>
    public static readonly Right ReadPlanSocialNotes = new("read-plan-social-notes", "plans.read", DataClass.ClientNarrative, [.. ReadPlan.Roles])
    { Reads = true, ForClients = true };
    public static readonly Right ReadPlanHealthNotes = new("read-plan-health-notes", "plans.read", DataClass.PatientNotes, [.. ReadPlan.Roles])
    { Reads = true, ForClients = true };

    /// <summary>Names who stands beside the client across both sectors (puolueeton edustaminen), and ends it. Both registers know it, as they know who the client is.</summary>
    public static readonly Right NameCoordinator = new("name-coordinator", "plans.write", DataClass.Person,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager);
    public static readonly Right ReadCoordinator = new("read-coordinator", "plans.read", DataClass.Person,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true, ForClients = true };

    /// <summary>Whom one coordinates: the list is filtered by the caller and relationship in its query.</summary>
    public static readonly Right ListCoordinated = new("list-coordinated", "plans.read", DataClass.Person, Coordinator)
    { NeedsRelationship = false, Reads = true, Lists = true };

    /// <summary>A client's or guardian's own words beside the plan: nobody of the staff writes or changes them.</summary>
    public static readonly Right WriteOwnWords = new("write-own-words", "plans.write", DataClass.JointPlan) { ForClients = true };

    /// <summary>Asks and answers about nobody in particular, across professions (R39).</summary>
    public static readonly Right Consult = new("consult", "assessments.write", DataClass.Administration,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { NeedsRelationship = false };

    public static readonly Right Refer = new("refer", "referrals.write", DataClass.Referral, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator);
    public static readonly Right AnswerReferral = new("answer-referral", "referrals.write", DataClass.Referral,
        ServiceProvider, SocialWorker, PsychiatricNurse, Coordinator, UnitManager);
    public static readonly Right ReadReferral = new("read-referral", "referrals.read", DataClass.Referral,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider)
    { Reads = true, ForClients = true };

    /// <summary>What a client was offered and did not take, and each contact since then: services tell of it too.</summary>
    public static readonly Right RecordDeclinedOffer = new("record-declined-offer", "referrals.write", DataClass.Referral,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, ServiceProvider);

    /// <summary>Whom the own units are to ask again: the list is filtered by unit and relationship in its query.</summary>
    public static readonly Right ListDueContacts = new("list-due-contacts", "referrals.read", DataClass.Referral, [.. ReadReferral.Roles])
    { NeedsRelationship = false, Reads = true, Lists = true };

    /// <summary>The unit's clients' deliveries to record systems: the list is filtered by relationship in its query.</summary>
    public static readonly Right ListDeliveries = new("list-deliveries", "plans.read", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager)
    { NeedsRelationship = false, Reads = true, Lists = true };

    /// <summary>Sends a refused or stopped delivery again, after a look at what is wrong, and says that one knows of a proof that is missing.</summary>
    public static readonly Right RetryDelivery = new("retry-delivery", "plans.write", DataClass.ConsentRecord,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager);

    /// <summary>Who has used a client's data: for the client, and for staff who hand over a copy (703/2023 11 §).</summary>
    public static readonly Right ReadAccessLog = new("read-access-log", "people.read", DataClass.Person, SocialWorker, Coordinator) { ForClients = true };

    /// <summary>What of a register has gone to the other one: the other end's adapter of that register, and whoever watches over the log.</summary>
    public static readonly Right ReadDisclosures = new("read-disclosures", "audit.read", DataClass.Administration, Auditor, Adapter) { NeedsRelationship = false, Lists = true };

    /// <summary>The audit log of everybody: searching it is in the log too.</summary>
    public static readonly Right ReadAudit = new("read-audit", "audit.read", DataClass.Administration, Auditor) { NeedsRelationship = false, Lists = true };

    /// <summary>Contact details under non-disclosure, for a named need.</summary>
    public static readonly Right ReadContact = new("read-contact", "people.read", DataClass.Person,
        DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager)
    { Reads = true };

    /// <summary>Opens for an hour what nothing else opens; the supervisor and the client see it.</summary>
    public static readonly Right BreakGlass = new("break-glass", "access.break-glass", DataClass.Person, DutyWorker, SocialWorker, PsychiatricNurse)
    { NeedsRelationship = false };

    /// <summary>A manager sees the own unit's, an auditor all: the list is filtered in its query.</summary>
    public static readonly Right SuperviseBreakGlass = new("supervise-break-glass", "access.read", DataClass.Administration, UnitManager, Auditor)
    { NeedsRelationship = false, Lists = true };

    /// <summary>Name, role and unit of who acts, by id: what a plan or a consent refers to.</summary>
    public static readonly Right ReadPractitioner = new("read-practitioner", "access.read", DataClass.Administration,
        Notifier, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider, Auditor, Administrator, Adapter)
    { NeedsRelationship = false, Reads = true, ForClients = true };

    /// <summary>Why one may or may not: anybody signed in may ask.</summary>
    public static readonly Right Explain = new("explain", "access.read", DataClass.Administration,
        Notifier, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider, Auditor, Administrator, Adapter)
    { NeedsRelationship = false, ForClients = true };

    public static readonly Right AdministerAccess = new("administer-access", "access.admin", DataClass.Administration, Administrator)
    { NeedsRelationship = false };
    public static readonly Right ReadDirectory = new("read-directory", "access.read", DataClass.Administration,
        Notifier, DutyWorker, SocialWorker, PsychiatricNurse, Coordinator, UnitManager, ServiceProvider, Auditor, Administrator, Adapter)
    { NeedsRelationship = false };

    // Rows of the table under names of their own: the log tells the client by them what was done, and leaves out for a guardian what it must.
    internal static readonly Right AcknowledgeBreakGlass = SuperviseBreakGlass with { Name = "acknowledge-break-glass" };
    internal static readonly Right ReadClientUser = AdministerAccess with { Name = "read-client-user" };
    internal static readonly Right ListClientUsers = AdministerAccess with { Name = "list-client-users" };
    internal static readonly Right HandleClientUser = AdministerAccess with { Name = "handle-client-user" };
    public static readonly Right RecordVeto = RecordConsent with { Name = "record-veto" };
    public static readonly Right WithdrawVeto = RecordConsent with { Name = "withdraw-veto" };
    public static readonly Right ReadVeto = ReadConsents with { Name = "read-veto" };

    /// <summary>What a child writes and keeps from their guardians.</summary>
    public static readonly Right WriteHiddenWords = WriteOwnWords with { Name = "write-hidden-words" };

    /// <summary>An unsigned form holds nothing that anybody has said: no veto stands in its way.</summary>
    public static readonly Right ReadBlankForm = ReadConsents with { Name = "read-blank-form", LeavesOut = true };
    public static readonly Right RetryVetoDelivery = RetryDelivery with { Name = "retry-veto-delivery" };

    /// <summary>What changes several clients' matters, or one of those that a list shows: not only looked at.</summary>
    internal static readonly IReadOnlyList<Right> ChangesMany = [HandleAlerts, HandOverIntake, OfferTalks, AcknowledgeBreakGlass, HandleClientUser];

    /// <summary>
    /// That a minor has said no to their guardians is not for the guardians to know: nor that somebody wrote it down or looked at it, nor that the
    /// child wrote something that they do not see.
    /// </summary>
    internal static readonly IReadOnlyList<Right> OfVetoes = [RecordVeto, WithdrawVeto, ReadVeto, RetryVetoDelivery, WriteHiddenWords];

    /// <summary>Stands in the log behind the name of what was asked again with the same Idempotency-Key.</summary>
    internal const string Again = " again";

    /// <summary>Behind the right's name in the audit log: one thing was opened with a reason (STM 457/2024 26 §).</summary>
    public const string Opened = " opened";

    public static readonly IReadOnlyList<Right> All =
    [
        Notify, NotifyInBatch, HandleIntake, ReadIntake, ListIntake, ReadIntakeStatistics, HandleAlerts, PlanDuty, HandOverIntake, OfferTalks, AdministerIntake, ReadPerson, ChoosePerson, WritePerson, Assess, ReadAssessment, ReadSocialPart, ReadHealthPart, ReadTemplates, AdministerAssessments, AnswerParticipation, RecordConsent,
        ReadConsents, WritePlan, ReadPlan, ReadPlanSocialNotes, ReadPlanHealthNotes, WriteOwnWords, NameCoordinator, ReadCoordinator, ListCoordinated, Consult, Refer, AnswerReferral, ReadReferral, RecordDeclinedOffer, ListDueContacts, ListDeliveries, RetryDelivery, AdministerAccess,
        ReadDirectory, ReadAudit, ReadDisclosures, ReadAccessLog, RecordStatutoryBasis, ReadStatutoryBases, ReadContact, BreakGlass, SuperviseBreakGlass, ReadPractitioner, Explain,
    ];
}
