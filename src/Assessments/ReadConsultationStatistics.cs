using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>A year's consultations in figures.</summary>
/// <param name="Asked">By the day of asking, Europe/Helsinki.</param>
/// <param name="Answered">Of them those that anybody has answered.</param>
/// <param name="Helped">Of them those of which the asker said at the end that they helped.</param>
/// <param name="Converted">Of them those that became a request to take part in an assessment, with the client's consent.</param>
/// <param name="MedianHoursToAnswer">From the question to the first answer, to one decimal; null where nothing was answered.</param>
public sealed record ConsultationStatistics(int Year, int Asked, int Answered, int Closed, int Helped, int Converted, decimal? MedianHoursToAnswer);

internal static class ReadConsultationStatistics
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/consultations/statistics", Handle)
        .WithName(nameof(ReadConsultationStatistics))
        .WithSummary("Read a year's consultations in figures")
        .Requires(Rights.Consult);

    private static async Task<Results<Ok<ConsultationStatistics>, ProblemHttpResult>> Handle(
        [Range(2000, 2100)] int year, Caller caller, AssessmentsDb db, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.Consult, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        var (from, until) = (WorkingDays.StartOf(new DateOnly(year, 1, 1)), WorkingDays.StartOf(new DateOnly(year + 1, 1, 1)));
        var ofYear = db.Consultations.Where(c => c.AskedAt >= from && c.AskedAt < until);
        var counts = await ofYear.GroupBy(c => 1).Select(all => new
        {
            Asked = all.Count(),
            Answered = all.Count(c => c.AnsweredAt != null),
            Closed = all.Count(c => c.ClosedAt != null),
            Helped = all.Count(c => c.Helped == true),
            Converted = all.Count(c => c.ParticipationRequestId != null),
        }).FirstOrDefaultAsync(ct);
        // Two instants of each: some thousands in a year.
        var waits = (await ofYear.Where(c => c.AnsweredAt != null).Select(c => new { c.AskedAt, c.AnsweredAt }).ToListAsync(ct))
            .Select(c => (decimal)(c.AnsweredAt!.Value - c.AskedAt).TotalHours).Order().ToList();
        return TypedResults.Ok(new ConsultationStatistics(
            year, counts?.Asked ?? 0, counts?.Answered ?? 0, counts?.Closed ?? 0, counts?.Helped ?? 0, counts?.Converted ?? 0,
            waits.Count == 0 ? null : Math.Round((waits[(waits.Count - 1) / 2] + waits[waits.Count / 2]) / 2, 1)));
    }
}
