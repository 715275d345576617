namespace Monipolku.Plans;

/// <summary>
/// What the client or a guardian has written beside the plan, in their own words. Written once and by them only: what turns out otherwise is said in
/// another one.
/// </summary>
internal sealed class OwnWords
{
    public const string Purpose = "plans.own-words";

    /// <summary>Of one writer beside one plan: nobody learns from the limit what others have written.</summary>
    public const int Most = 500;

    public required Guid Id { get; init; }
    public required Guid PlanId { get; init; }

    /// <summary>The guardian who wrote them, by the id in the client's record; null where it was the client.</summary>
    public required Guid? GuardianId { get; init; }
    public required string TextSecret { get; init; }

    /// <summary>The client keeps them from the guardians (703/2023 51 §).</summary>
    public required bool NotToGuardians { get; init; }

    /// <summary>The approved version that was in force: what came after it waits for the next review.</summary>
    public required int AfterVersion { get; init; }
    public required DateTimeOffset WrittenAt { get; init; }
}
