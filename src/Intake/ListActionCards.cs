using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>The cards for a kind of matter that arrives today.</summary>
/// <param name="ProcessId">The definition that they belong to.</param>
/// <param name="Language">fi, sv or en, by Accept-Language; English where none is asked.</param>
public sealed record ActionCardsView(MatterKind Kind, Guid ProcessId, string Language, IReadOnlyList<ActionCardView> Cards);

/// <param name="Points">What this actor does, in order.</param>
public sealed record ActionCardView(ProcessActor Actor, string Title, IReadOnlyList<string> Points);

/// <summary>The action cards (toimintakortti, R29) for whoever acts, also before there is a matter.</summary>
internal static class ListActionCards
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/action-cards", Handle)
        .WithName(nameof(ListActionCards))
        .WithSummary("Read the action cards for a kind of matter; in fi, sv or en by Accept-Language")
        .WithDescription("actor: only that actor's. At most 20 cards.")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<ActionCardsView>, ProblemHttpResult>> Handle(
        string kind, HttpRequest request, Caller caller, IntakeDb db, ArrivalRules rules, IAccessGate gate, TimeProvider clock, CancellationToken ct, string? actor = null)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (!JsonRules.TryRead(kind, out MatterKind? asked) || asked is not { } of) return IntakeRefusals.KindUnknown.ToProblem();
        if (!JsonRules.TryRead(actor, out ProcessActor? only)) return IntakeRefusals.ActorUnknown.ToProblem();

        var id = (await rules.Now(ct)).ProcessOn(of, WorkingDays.Today(clock));
        var (definition, language) = ((await ProcessDefinition.Find(db, [id], ct))[id], Languages.Of(request));
        return TypedResults.Ok(new ActionCardsView(of, id, language,
        [
            .. definition.Content.Cards.Where(c => only is null || c.Actor == only)
                .Select(c => new ActionCardView(c.Actor, c.Title.In(language), [.. c.Points.Select(p => p.In(language))])),
        ]));
    }
}
