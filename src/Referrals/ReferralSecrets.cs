using System.Text.Json;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Referrals;

/// <summary>What people have written about a referral or a declined offer, encrypted in its column.</summary>
internal sealed class ReferralSecrets(SecretText secrets)
{
    public const string TextsPurpose = "referrals.texts";

    public string Protect(ReferralTexts texts) => secrets.Protect(JsonSerializer.Serialize(texts, JsonRules.Options), TextsPurpose);

    public ReferralTexts Read(Referral referral) =>
        JsonSerializer.Deserialize<ReferralTexts>(secrets.Unprotect(referral.TextsSecret, TextsPurpose), JsonRules.Options)!;

    public string Protect(DeclinedOfferTexts texts) => secrets.Protect(JsonSerializer.Serialize(texts, JsonRules.Options), DeclinedOffer.TextsPurpose);

    public DeclinedOfferTexts Read(DeclinedOffer offer) =>
        JsonSerializer.Deserialize<DeclinedOfferTexts>(secrets.Unprotect(offer.TextsSecret, DeclinedOffer.TextsPurpose), JsonRules.Options)!;

    /// <summary>Changes what is written and shows the referral as it is then.</summary>
    public ReferralView Write(Referral referral, Func<ReferralTexts, ReferralTexts> change)
    {
        var texts = change(Read(referral));
        referral.TextsSecret = Protect(texts);
        return ReferralView.Of(referral, texts);
    }
}
