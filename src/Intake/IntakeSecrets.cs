using System.Text.Json;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Intake;

/// <summary>What of a matter is encrypted in its column: who notified, and everything that people write in their own words.</summary>
internal sealed class IntakeSecrets(SecretText secrets)
{
    public const string NotifierPurpose = "intake.notifier";
    public const string SupplementPurpose = "intake.supplement";
    public const string DescriptionPurpose = "intake.description";
    public const string DetailsPurpose = "intake.details";
    public const string UrgencyPurpose = "intake.urgency";
    public const string HandOverPurpose = "intake.hand-over";
    public const string ReasonsPurpose = "intake.reasons";

    public string Protect(NotifierIdentity identity) => secrets.Protect(JsonSerializer.Serialize(identity, JsonRules.Options), NotifierPurpose);

    public NotifierIdentity ReadNotifier(IntakeNotification notification) =>
        JsonSerializer.Deserialize<NotifierIdentity>(secrets.Unprotect(notification.NotifierSecret, NotifierPurpose), JsonRules.Options)!;

    /// <summary>As told, with what staff have added since.</summary>
    public NotifierIdentity ReadWholeNotifier(IntakeNotification notification) => notification.Supplements.Aggregate(
        ReadNotifier(notification),
        (known, added) => Read(added).Notifier is not { } more ? known : known with
        {
            Name = more.Name ?? known.Name,
            Title = more.Title ?? known.Title,
            Organization = more.Organization ?? known.Organization,
            Phone = more.Phone ?? known.Phone,
        });

    public string Protect(SupplementContent content) => secrets.Protect(JsonSerializer.Serialize(content, JsonRules.Options), SupplementPurpose);

    public SupplementContent Read(Supplement supplement) =>
        JsonSerializer.Deserialize<SupplementContent>(secrets.Unprotect(supplement.Secret, SupplementPurpose), JsonRules.Options)!;

    public string ProtectDescription(string description) => secrets.Protect(description, DescriptionPurpose);

    public string ReadDescription(IntakeNotification notification) => secrets.Unprotect(notification.DescriptionSecret, DescriptionPurpose);

    /// <summary>One sender's keys never meet another's.</summary>
    public string HashRowKey(Guid sender, string key) => secrets.KeyedHash($"{sender:N}/{key}", "intake.row-key");

    public string Fingerprint(FileNotificationRequest row) => secrets.KeyedHash(JsonSerializer.Serialize(row, JsonRules.Options), "intake.row");

    /// <summary>What one notifier tells on one day of persons with one family name has one key. None where the notifier is not to be known.</summary>
    public string? TogetherKey(NotifierDetails notifier, Guid filedBy, string familyName, DateOnly day) =>
        notifier.Kind == NotifierKind.Anonymous || notifier.ConfidentialityAsked ? null
        : secrets.KeyedHash($"{filedBy:N}/{notifier.Name}/{notifier.Phone}/{day:O}/{familyName.Trim().ToUpperInvariant()}", "intake.together");

    public string Protect(NotificationDetails details) => secrets.Protect(JsonSerializer.Serialize(details, JsonRules.Options), DetailsPurpose);

    public NotificationDetails? ReadDetails(IntakeNotification notification) => notification.DetailsSecret is null
        ? null
        : JsonSerializer.Deserialize<NotificationDetails>(secrets.Unprotect(notification.DetailsSecret, DetailsPurpose), JsonRules.Options);

    public string ProtectUrgency(string assessment) => secrets.Protect(assessment, UrgencyPurpose);

    public string Read(Urgency urgency) => secrets.Unprotect(urgency.AssessmentSecret, UrgencyPurpose);

    public string ProtectHandOver(string note) => secrets.Protect(note, HandOverPurpose);

    public string ReadHandOver(string noteSecret) => secrets.Unprotect(noteSecret, HandOverPurpose);

    public string? ReadActions(Urgency urgency) => urgency.ActionsSecret is { } secret ? secrets.Unprotect(secret, UrgencyPurpose) : null;

    public string ProtectReasons(string reasons) => secrets.Protect(reasons, ReasonsPurpose);

    public string ReadReasons(string reasonsSecret) => secrets.Unprotect(reasonsSecret, ReasonsPurpose);

    public string Read(MatterDecision decision) => secrets.Unprotect(decision.ReasonsSecret, ReasonsPurpose);

    public string? ReadGuidedTo(MatterDecision decision) => decision.GuidedToSecret is { } secret ? secrets.Unprotect(secret, ReasonsPurpose) : null;
}
