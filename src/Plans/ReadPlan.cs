using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Plans;

/// <summary>What a view of a plan shows.</summary>
public enum PlanStatus
{
    /// <summary>Being written; nothing of it is in force.</summary>
    Draft,

    /// <summary>The plan in force.</summary>
    Approved,
}

/// <summary>A joint plan.</summary>
/// <param name="Status">What <paramref name="Document"/> is.</param>
/// <param name="ApprovedVersion">Number of the version in force, 1, 2, 3; null before the first approval.</param>
/// <param name="DraftPending">Whether a changed draft waits for approval.</param>
/// <param name="Document">What the plan says.</param>
/// <param name="Approval">Of an approved document only.</param>
/// <param name="Version">Counts every change, drafts too: the ETag.</param>
/// <param name="NewOwnWords">For staff: whether the client or a guardian has written own words since the newest approval; null for them.</param>
public sealed record PlanView(
    Guid Id, Guid PersonId, Guid MatterId, Guid AssessmentId, PlanStatus Status, int? ApprovedVersion, bool DraftPending,
    PlanContent Document, PlanApproval? Approval, int Version, bool? NewOwnWords) : IVersioned
{
    internal static PlanView OfDraft(Plan plan, PlanContent draft, bool newOwnWords) => new(
        plan.Id, plan.PersonId, plan.MatterId, plan.AssessmentId, PlanStatus.Draft,
        plan.ApprovedVersion == 0 ? null : plan.ApprovedVersion, plan.DraftSecret is not null, draft, null, plan.Version, newOwnWords);

    internal static PlanView OfApproved(Plan plan, ApprovedDocument document, bool newOwnWords) =>
        OfApproved(document, plan.DraftSecret is not null, plan.Version, newOwnWords);

    internal static PlanView OfApproved(ApprovedDocument document, bool draftPending, int version, bool? newOwnWords) => new(
        document.Plan.PlanId, document.Plan.PersonId, document.Plan.MatterId, document.Plan.AssessmentId, PlanStatus.Approved,
        document.Plan.Version, draftPending, PlanContent.Of(document), PlanApproval.Of(document), version, newOwnWords);
}

/// <summary>In which phase of the client's process a version was approved.</summary>
public enum PlanPhase
{
    /// <summary>The plan was made.</summary>
    Plan,

    /// <summary>It was looked at again.</summary>
    Review,
}

/// <summary>How an approved version came to be.</summary>
/// <param name="MadeWithClient">Whether the plan was made together with the client (SHL 39 §).</param>
/// <param name="ClientsView">What the client says of the finished plan.</param>
/// <param name="Remote">Whether the client took part by phone or video.</param>
/// <param name="HowViewObtained">How the client's view was obtained where it was not made with the client.</param>
/// <param name="Involvement">How the client and the family took part in this phase.</param>
public sealed record PlanApproval(
    Guid ApprovedBy, Guid UnitId, DateTimeOffset ApprovedAt, PlanPhase Phase, bool MadeWithClient, string? ReasonNotMadeWithClient, string? ClientsView,
    bool Remote, string? HowViewObtained, Involvement? Involvement)
{
    internal static PlanApproval Of(ApprovedDocument document) => new(
        document.Plan.ApprovedBy, document.Plan.UnitId, document.Plan.ApprovedAt, document.Plan.Version == 1 ? PlanPhase.Plan : PlanPhase.Review,
        document.MadeWithClient, document.ReasonNotMadeWithClient, document.ClientsView, document.Remote, document.HowViewObtained, document.Involvement);

    public override string ToString() => nameof(PlanApproval);
}

/// <summary>The plan in force, or the draft before the first approval. The most read answer of all: one query here and one in the gate.</summary>
internal static class ReadPlan
{
    /// <summary><see cref="PlansDb.Shown"/> of one plan, not through EF Core.</summary>
    private const string Query = """
        SELECT p."Id", p."PersonId", p."MatterId", p."AssessmentId", p."ApprovedVersion", p."DraftSecret" IS NOT NULL,
            COALESCE(v."DocumentSecret", p."DraftSecret"), p."Version",
            EXISTS (SELECT 1 FROM plans_own_words w WHERE w."PlanId" = p."Id" AND w."AfterVersion" = p."ApprovedVersion")
        FROM plans_plans p LEFT JOIN plans_versions v ON v."PlanId" = p."Id" AND v."Version" = p."ApprovedVersion"
        WHERE p."Id" = $1
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/plans/{id:guid}", Handle)
        .WithName(nameof(ReadPlan))
        .WithSummary("Read a joint plan: the version in force, or the draft before the first approval")
        .Requires(Rights.ReadPlan);

    private static async Task<Results<Ok<PlanView>, NotFound, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database database, PlanSecrets secrets, IAccessGate gate, CancellationToken ct)
    {
        var found = await database.QueryAsync(Query, ShownPlan.Read, ct, id);
        if (found is not [var row]) return TypedResults.NotFound();
        var access = await gate.Decide(caller, Rights.ReadPlan, row.PersonId, ct, new DataItem(Id: id));
        if (access.Refusal is { } no) return no.ToProblem();
        // A client reads what is in force: a draft is the professionals' until it is approved together.
        return access.ByClient && row.ApprovedVersion == 0 ? TypedResults.NotFound() : TypedResults.Ok(row.View(secrets, access.ByClient));
    }
}

/// <summary>A plan as it is shown to readers: its encrypted text is the version in force, or the draft while there is none.</summary>
internal sealed record ShownPlan(
    Guid Id, Guid PersonId, Guid MatterId, Guid AssessmentId, int ApprovedVersion, bool DraftPending, string Secret, int Version, bool NewOwnWords)
{
    public static ShownPlan Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetInt32(4), row.GetBoolean(5), row.GetString(6), row.GetInt32(7), row.GetBoolean(8));

    /// <param name="byClient">They know what they have written, and a guardian is not told that the child has.</param>
    public PlanView View(PlanSecrets secrets, bool byClient) => ApprovedVersion == 0
        ? new PlanView(
            Id, PersonId, MatterId, AssessmentId, PlanStatus.Draft, null, true, secrets.ReadDraft(Secret), null, Version, byClient ? null : NewOwnWords)
        : PlanView.OfApproved(secrets.ReadApproved(Secret), DraftPending, Version, byClient ? null : NewOwnWords);
}
