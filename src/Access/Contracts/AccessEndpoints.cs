using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Access.Contracts;

public static class AccessEndpoints
{
    /// <summary>
    /// States who may call the operation. The token's scope is checked here; the handler asks the gate, since only it knows
    /// about whom. A handler that succeeds without having asked is a bug and answers 500.
    /// </summary>
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder endpoint, Right right) => endpoint
        .WithMetadata(right, new CallerNeeds(right.Scope, [.. right.Roles.Select(r => JsonRules.CodeOf(r)), .. right.ForClients ? ["client"] : Array.Empty<string>()]))
        .AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (!Caller.Of(http).Scopes.Contains(right.Scope)) return PlatformRefusals.ScopeMissing.ToProblem();

            var result = await next(context);
            if (result is ReplayedAnswer replayed)
            {
                var gate = http.RequestServices.GetRequiredService<IAccessGate>();
                var again = await gate.DecideReplay(Caller.Of(http), right, replayed.About, http.RequestAborted);
                return again.Refusal is { } no ? no.ToProblem() : result;
            }
            var asked = http.RequestServices.GetRequiredService<GateWasAsked>();
            if (!Succeeded(result))
            {
                // Permitted, and refused for another reason: nobody was shown.
                if (asked.Unlogged is { } list) await http.RequestServices.GetRequiredService<IAccessGate>().Show(list, [], http.RequestAborted);
                if (!right.NeedsRelationship || !asked.NeverYet || StatusOf(result) != StatusCodes.Status404NotFound) return result;
                // Of what is not there too: it is in the log as what is hidden, and takes as long. Who may not call the operation hears that of every id.
                var unknown = await http.RequestServices.GetRequiredService<IAccessGate>().Decide(Caller.Of(http), right, null, http.RequestAborted);
                return unknown.Refusal == AccessRefusals.NotForClients ? AccessRefusals.NotForClients.ToProblem() : result;
            }
            return asked.Covers(right) ? result : throw new InvalidOperationException("The operation answered without asking the access gate for its right.");
        });

    private static bool Succeeded(object? result) => StatusOf(result) is not >= 400;

    private static int? StatusOf(object? result) => ((result is INestedHttpResult nested ? nested.Result : result) as IStatusCodeHttpResult)?.StatusCode;
}

/// <summary>What this request has asked the gate for.</summary>
internal sealed class GateWasAsked
{
    private readonly List<Right> _rights = [];

    /// <summary>A permitted list whose persons the log does not know yet.</summary>
    public Decision? Unlogged { get; set; }

    public bool NeverYet => _rights.Count == 0;

    public void For(Right right) => _rights.Add(right);

    /// <summary>
    /// Whether it was what the operation states: the same scope and the same callers. The class may be another (a sector's part), and
    /// explain asks for the right that it explains.
    /// </summary>
    public bool Covers(Right stated) => Unlogged is null && ((stated == Rights.Explain && _rights.Count > 0) || _rights.Any(r =>
        r.ForClients == stated.ForClients && r.NeedsRelationship == stated.NeedsRelationship && r.Scope == stated.Scope && r.Roles.SequenceEqual(stated.Roles)));
}
