namespace Monipolku.Intake;

/// <summary>What has been done of a matter's steps that the matter's own state does not show. Kept with the matter.</summary>
/// <param name="Ticks">Steps that staff have ticked, in the order of ticking.</param>
/// <param name="Marks">What other modules have told, each fact once: the first time counts.</param>
internal sealed record MatterProgress(IReadOnlyList<StepTick> Ticks, IReadOnlyList<ProgressMark> Marks)
{
    public static readonly MatterProgress None = new([], []);

    public bool Has(StepFact fact) => Marks.Any(m => m.Fact == fact);

    public MatterProgress With(StepTick tick) => this with { Ticks = [.. Ticks, tick] };

    public MatterProgress With(ProgressMark mark) => Has(mark.Fact) ? this : this with { Marks = [.. Marks, mark] };
}

/// <param name="On">Day on which it was done, Europe/Helsinki.</param>
/// <param name="By">Who ticked it, and when.</param>
internal sealed record StepTick(string Code, DateOnly On, Guid By, DateTimeOffset At);

internal sealed record ProgressMark(StepFact Fact, DateOnly On, Guid By);
