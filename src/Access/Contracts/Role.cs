namespace Monipolku.Access.Contracts;

/// <summary>What a staff member does. A person may have several.</summary>
public enum Role
{
    /// <summary>A professional with the duty to notify (LSL 25.1 §): school, day care, police, health care.</summary>
    Notifier,

    /// <summary>Duty social worker who receives what arrives (päivystävä sosiaalityöntekijä).</summary>
    DutyWorker,

    /// <summary>Sosiaalityöntekijä.</summary>
    SocialWorker,

    /// <summary>Psykiatrinen sairaanhoitaja.</summary>
    PsychiatricNurse,

    /// <summary>Coordinator of the multi-service path (koordinaattori).</summary>
    Coordinator,

    UnitManager,

    /// <summary>Works in a service that receives referrals.</summary>
    ServiceProvider,

    Auditor,

    Administrator,

    /// <summary>A LifeCare-side integration adapter.</summary>
    Adapter,
}

/// <summary>Whose register a unit writes into.</summary>
public enum Sector
{
    /// <summary>Sosiaalihuolto.</summary>
    Social,

    /// <summary>Terveydenhuolto.</summary>
    Health,

    /// <summary>School, police, third sector: neither register.</summary>
    Other,
}
