namespace Monipolku.Platform.Outbox;

/// <summary>
/// What happened in a module, told to the others. Immutable; its name is stored, so it is never renamed: a change is a v2.
/// Carries ids, codes and dates, never names or free text.
/// </summary>
public interface IIntegrationEvent
{
    Guid EventId { get; }

    /// <summary>The person whom it concerns. Events of one person arrive in the order in which they happened.</summary>
    Guid PersonId { get; }

    /// <summary><c>consents.consent-withdrawn.v1</c></summary>
    static abstract string Name { get; }
}

/// <summary>A module's consequence of an event. Runs at least once: begin with <see cref="ModuleDb.FirstTime"/>.</summary>
public interface IReaction<in TEvent> where TEvent : IIntegrationEvent
{
    Task Handle(TEvent happened, CancellationToken ct);
}
