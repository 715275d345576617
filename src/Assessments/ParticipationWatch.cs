using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monipolku.Assessments.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>
/// Reminds who was asked to take part and is silent, then escalates. Each step is saved with its event and the request's version, so that
/// it happens once however many instances look, and one that dies in between leaves it to the next.
/// </summary>
internal sealed partial class ParticipationWatch(IServiceScopeFactory scopes, ParticipationSettings settings, TimeProvider clock, ILogger<ParticipationWatch> log)
    : IPeriodicWork
{
    private const int BatchSize = 50;

    /// <summary>Does what is due today. Returns how many steps.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var steps = 0;
        while (await RunOnceAsync(ct) is > 0 and var more) steps += more;
        return steps;
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AssessmentsDb>();
        var now = clock.GetUtcNow();
        var today = WorkingDays.DateOf(now);
        var due = await db.ParticipationRequests.Where(r => r.NextStepOn <= today).OrderBy(r => r.NextStepOn).ThenBy(r => r.Id).Take(BatchSize).ToListAsync(ct);
        foreach (var request in due)
        {
            var eventId = Guid.CreateVersion7(now);
            if (request.Step(today, settings.EscalateAfter, now) == SilenceStep.Remind)
                db.Publish(new ParticipationReminded(eventId, request.PersonId, request.AssessmentId, request.Id, request.UnitId));
            else db.Publish(new ParticipationEscalated(eventId, request.PersonId, request.AssessmentId, request.Id, request.UnitId, request.AskedByUnitId));
        }
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // One of them was answered, or another instance did it, meanwhile: none of this batch is saved, and it is read again.
            LogAgain(log);
        }
        return due.Count;
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMinutes(10), clock, ct);

    [LoggerMessage(Level = LogLevel.Information, Message = "A participation request changed meanwhile; reading again")]
    private static partial void LogAgain(ILogger log);
}
