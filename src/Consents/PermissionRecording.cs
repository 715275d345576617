using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>Permissions brought by another module, as the requests of <c>POST /consents</c> that they are, in one transaction.</summary>
internal sealed class PermissionRecording(ConsentsDb db, ConsentRecording recording, IAccessGate gate) : IPermissionRecording
{
    public async Task<RecordingAnswer> Record(IReadOnlyList<PermissionToRecord> permissions, Caller caller, Idempotency once, CancellationToken ct)
    {
        if (await Earlier(caller, once, ct) is { } earlier) return earlier;
        var recorded = new List<RecordedPermission>();
        for (var i = 0; i < permissions.Count; i++)
        {
            var request = RequestOf(permissions[i]);
            if (Broken(request, permissions[i]) is { Count: > 0 } broken) return new RecordingAnswer(null, PlatformRefusals.InvalidRequest.At(broken.Keys.First()), i, Errors: broken);
            var (consent, _, refusal) = await recording.Add(request, caller, ct);
            if (consent is null) return new RecordingAnswer(null, refusal, i);
            if (consent.ReceivedBy != permissions[i].ReceivedBy || consent.UnitId != permissions[i].UnitId)
                return new RecordingAnswer(null, ConsentsRefusals.ReceivedByAnother, i);
            recorded.Add(new RecordedPermission(consent.Id, consent.Version, consent.GivenAt));
        }
        try
        {
            await db.SaveCreatedAsync(once, "/fhir/Consent", new Answer(recorded, 1), ct);
            return new RecordingAnswer(recorded);
        }
        catch (DbUpdateException lost) when (lost.AnotherWon())
        {
            // Pressed twice at once, or two who record for the same client at once: the database lets one through.
            db.ChangeTracker.Clear();
            return await Earlier(caller, once, ct) ?? new RecordingAnswer(null, ConsentsRefusals.RecordedAtOnce);
        }
    }

    private async Task<RecordingAnswer?> Earlier(Caller caller, Idempotency once, CancellationToken ct)
    {
        var (answer, about, reused) = await db.AnsweredBefore<Answer>(once, ct);
        if (reused is not null) return new RecordingAnswer(null, reused);
        if (answer is null) return null;
        var again = await gate.DecideReplay(caller, Rights.RecordConsent, about!, ct);
        return again.Refusal is { } no ? new RecordingAnswer(null, no) : new RecordingAnswer(answer.Permissions, Again: true);
    }

    private static RecordConsentRequest RequestOf(PermissionToRecord p) => new(
        p.PersonId, p.MatterId, ConsentKind.DisclosurePermission, new GivenBy(p.ByClient, p.GuardianId), p.Form, p.Language, p.InformationTextVersion, p.SignedOn, p.Purpose,
        p.Direction, p.Classes, p.RecipientUnits, p.ValidFrom, p.ValidTo, p.Competent is { } competent ? new CompetenceAssessment(true, competent) : null,
        p.DataFrom, p.DataTo, p.ServiceTasks, null, p.OtherGuardianIds.Count == 0 ? null : [.. p.OtherGuardianIds.Select(id => new GuardianSignature(id))],
        JsonRules.TryRead(p.OneGuardianSuffices, out OneGuardianSuffices? alone) ? alone : null);

    /// <summary>The rules that the framework checks of a request of REST.</summary>
    private static Dictionary<string, string[]> Broken(RecordConsentRequest request, PermissionToRecord p)
    {
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(request, new ValidationContext(request), broken, validateAllProperties: true);
        var errors = broken.GroupBy(b => b.MemberNames.First()).ToDictionary(
            of => "$." + char.ToLowerInvariant(of.Key[0]) + of.Key[1..], of => of.Select(b => b.ErrorMessage!).ToArray());
        if (!JsonRules.TryRead<OneGuardianSuffices>(p.OneGuardianSuffices, out _)) errors["$.oneGuardianSuffices"] = [$"It is one of: {string.Join(", ", Enum.GetValues<OneGuardianSuffices>().Select(why => JsonRules.CodeOf(why)))}."];
        return errors;
    }

    private sealed record Answer(IReadOnlyList<RecordedPermission> Permissions, int Version) : IVersioned;
}
