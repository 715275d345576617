using System.Text.Json;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Intake;

/// <summary>What of a matter is encrypted in its column: who notified, and everything that people write in their own words.</summary>
internal sealed class IntakeSecrets(SecretText secrets)
{
    public const string NotifierPurpose = "intake.notifier";
    public const string DescriptionPurpose = "intake.description";
    public const string UrgencyPurpose = "intake.urgency";
    public const string HandOverPurpose = "intake.hand-over";
    public const string ReasonsPurpose = "intake.reasons";

    public string Protect(NotifierIdentity identity) => secrets.Protect(JsonSerializer.Serialize(identity, JsonRules.Options), NotifierPurpose);

    public NotifierIdentity ReadNotifier(IntakeMatter matter) =>
        JsonSerializer.Deserialize<NotifierIdentity>(secrets.Unprotect(matter.NotifierSecret, NotifierPurpose), JsonRules.Options)!;

    public string ProtectDescription(string description) => secrets.Protect(description, DescriptionPurpose);

    public string ReadDescription(IntakeMatter matter) => secrets.Unprotect(matter.DescriptionSecret, DescriptionPurpose);

    public string ProtectUrgency(string assessment) => secrets.Protect(assessment, UrgencyPurpose);

    public string Read(Urgency urgency) => secrets.Unprotect(urgency.AssessmentSecret, UrgencyPurpose);

    public string ProtectHandOver(string note) => secrets.Protect(note, HandOverPurpose);

    public string ReadHandOver(string noteSecret) => secrets.Unprotect(noteSecret, HandOverPurpose);

    public string ProtectReasons(string reasons) => secrets.Protect(reasons, ReasonsPurpose);

    public string Read(MatterDecision decision) => secrets.Unprotect(decision.ReasonsSecret, ReasonsPurpose);
}
