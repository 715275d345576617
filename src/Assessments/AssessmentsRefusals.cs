using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>Every "no" of the joint assessment. None repeats what was written.</summary>
internal static class AssessmentsRefusals
{
    public static readonly Refusal NotDecided = new(409, "assessments.not-decided",
        "It has not been decided to assess in this matter. Decide the matter first.")
    { Path = "$.matterId", Allowed = ["decide-matter"] };
    public static readonly Refusal OpenExists = new(409, "assessments.open-exists",
        "The matter has an open assessment. Go on with that one.")
    { Path = "$.matterId", Allowed = ["write-shared-part", "write-sector-part", "complete"] };
    public static readonly Refusal ParticipantUnknown = new(422, "assessments.participant-unknown",
        "There is no such staff member, or their time has ended.");
    public static readonly Refusal ParticipantCannotAssess = new(422, "assessments.participant-cannot-assess",
        "None of this staff member's roles can assess. Ask for a social worker, psychiatric nurse, duty worker or coordinator.");
    public static readonly Refusal SocialWorkerMissing = new Refusal(422, "assessments.social-worker-missing",
        "A social worker of social care must be among the participants (SHL 36.5 §).").At("$.participants");

    public static readonly Refusal NotParticipant = new(403, "assessments.not-participant",
        "You do not take part in this assessment: its participants write it.");
    public static readonly Refusal OtherSectorsPart = new(403, "assessments.other-sectors-part",
        "This is the other sector's part: its participants write it.");
    public static readonly Refusal SocialWorkerCompletes = new(403, "assessments.social-worker-completes",
        "The participating social worker completes the assessment (SHL 36.5 §).");
    public static readonly Refusal Completed = new(409, "assessments.completed",
        "The assessment is complete and no longer changes. A new need is assessed anew.")
    { Allowed = ["read", "start-assessment"] };

    public static readonly Refusal NeedCodeUnknown = new(422, "assessments.need-code-unknown",
        "Use a code of THL's code set 1282 (need of support): 1 to 11 or 99.");
    public static readonly Refusal NeedUnknown = new(422, "assessments.need-unknown",
        "The assessment has no need with this id. Leave the id out for a new need.");
    public static readonly Refusal NeedTwice = new(422, "assessments.need-twice", "The same need stands twice.");
    public static readonly Refusal StrengthWrong = new(400, "assessments.strength-wrong", "A strength has 1 to 500 characters.");
    public static readonly Refusal RiskPromptTwice = new(422, "assessments.risk-prompt-twice", "The same risk prompt is answered twice.");
    public static readonly Refusal ReasonMissing = new Refusal(422, "assessments.reason-missing",
        "Give the reason why there is no need of services.").At("$.reason");

    public static Refusal Incomplete(IReadOnlyCollection<Gap> missing) => new(409, "assessments.incomplete",
        $"The assessment still lacks: {string.Join(", ", missing.Select(NameOf))}.")
    { Allowed = [.. missing.Select(OperationOf).Distinct()] };

    private static string NameOf(Gap gap) => gap switch
    {
        Gap.ClientView => "the client's own view",
        Gap.Needs => "at least one need",
        Gap.SocialPart => "the social part",
        _ => "the health part",
    };

    private static string OperationOf(Gap gap) => gap switch
    {
        Gap.ClientView or Gap.Needs => "write-shared-part",
        Gap.SocialPart => "write-social-part",
        _ => "write-health-part",
    };
}
