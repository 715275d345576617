using System.Text.Json;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>What a plan says, encrypted in its columns: the client's own words are nobody's to read in the database.</summary>
internal sealed class PlanSecrets(SecretText secrets)
{
    public const string DraftPurpose = "plans.draft";
    public const string DocumentPurpose = "plans.document";

    public string Protect(PlanContent draft) => secrets.Protect(JsonSerializer.Serialize(draft, JsonRules.Options), DraftPurpose);

    public string Protect(ApprovedDocument document) => secrets.Protect(JsonSerializer.Serialize(document, JsonRules.Options), DocumentPurpose);

    public PlanContent ReadDraft(string draftSecret) =>
        JsonSerializer.Deserialize<PlanContent>(secrets.Unprotect(draftSecret, DraftPurpose), JsonRules.Options)!;

    public ApprovedDocument ReadApproved(string documentSecret) =>
        JsonSerializer.Deserialize<ApprovedDocument>(secrets.Unprotect(documentSecret, DocumentPurpose), JsonRules.Options)!;
}
