namespace Monipolku.Access;

/// <summary>
/// A subject that stands for somebody, staff or client, and never for both: its key lets one in, on both databases and of two at once. It is saved
/// with that somebody and stays when they end, since nobody else gets their subject.
/// </summary>
internal sealed record TakenSubject(string Subject);
