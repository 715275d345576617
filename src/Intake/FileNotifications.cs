using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;

namespace Monipolku.Intake;

/// <param name="Rows">1 to 1 000, each a <see cref="NotificationRow"/>.</param>
public sealed record FileNotificationsRequest([property: Rows(typeof(NotificationRow)), MinLength(1), MaxLength(1000)] IReadOnlyList<JsonElement> Rows)
{
    public override string ToString() => nameof(FileNotificationsRequest);
}

/// <param name="Key">The sender's own, 8 to 64 letters, digits, hyphens or underscores. The same key again answers what the first one filed.</param>
/// <param name="Notification">As the body of <see cref="FileNotification"/>, with the channel <c>adapter</c> or <c>ownContact</c>.</param>
public sealed record NotificationRow(string Key, [property: JsonConverter(typeof(AsItStands))] JsonElement Notification)
{
    public override string ToString() => nameof(NotificationRow);
}

/// <summary>Any JSON as it came: what is wrong within is the row's own refusal, a member that stands twice too, and not the whole batch's.</summary>
internal sealed class AsItStands : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}

public enum RowOutcome
{
    Filed,

    /// <summary>It had been filed with this key before.</summary>
    Repeated,
    Refused,
}

/// <summary>An answer to each row, in the order of the rows.</summary>
public sealed record FiledNotifications(int Filed, int Repeated, int Refused, IReadOnlyList<RowAnswer> Rows);

/// <param name="Key">The row's; null where it has none of at most 64 characters.</param>
/// <param name="Id">The notification's; null where refused.</param>
/// <param name="Code">Why refused; null otherwise.</param>
/// <param name="Path">Where in the row: <c>$.notification.person.identityCode</c>; <c>$</c> for the row itself.</param>
/// <param name="Text">The same in words, in the language of Accept-Language as far as there are.</param>
public sealed record RowAnswer(string? Key, RowOutcome Outcome, Guid? Id, string? Code, string? Path, string? Text);

/// <summary>
/// Takes in many notifications of another system. Each row stands for itself: what is wrong with one keeps no other out, whatever it is. Only a
/// body that is no JSON, is nested deeper than 64 levels or has no list of 1 to 1 000 rows is refused whole. Rows are saved by the hundred;
/// whoever lost the answer sends the same batch again.
/// </summary>
internal static class FileNotifications
{
    private const int LongestKey = 64;
    private const int RowsPerSave = 200;
    private const int MostAttempts = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/intake/notifications/batch", Handle)
        .WithName(nameof(FileNotifications))
        .WithSummary("File up to 1 000 notifications of another system, with an answer for each")
        .WithDescription("A wrong row is refused with its code and path and keeps no other out. Only a body that is no JSON, is nested deeper than 64 levels or has no list of 1 to 1 000 rows is refused whole. Each row is idempotent by its own key, for good. The body may have 16 MB.")
        .WithExample(new FileNotificationsRequest([JsonSerializer.SerializeToElement(new NotificationRow("2026-000123", JsonSerializer.SerializeToElement(
            new FileNotificationRequest(
                MatterKind.ChildWelfareNotification,
                new PersonDetails("150311A9032", "Nella", "Nuori"),
                new NotifierDetails(NotifierKind.Professional, "10", "Pertti Poliisi", "Vanhempi konstaapeli", "Pohjanmaan poliisilaitos"),
                ["33"],
                "Tavattu päihtyneenä keskustassa perjantaina illalla.",
                Channel: NotificationChannel.Adapter),
            JsonRules.Options)), JsonRules.Options)]))
        .WithMetadata(new LargestBatch())
        .Requires(Rights.NotifyInBatch);

    private static async Task<Results<Ok<FiledNotifications>, ProblemHttpResult>> Handle(
        FileNotificationsRequest request, HttpContext http, Caller caller, JsonRows rows, IntakeDb db, IntakeSecrets secrets, IPeople people, IStaffDirectory staff,
        ArrivalRules arrivals, IAccessGate gate, TimeProvider clock, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.NotifyInBatch, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if (await staff.IntakeUnit(ct) is not { Sector: Sector.Social } unit) return IntakeRefusals.NoIntakeUnit.ToProblem();

        var (actor, today) = (access.Actor, WorkingDays.Today(clock));
        var receiving = await arrivals.For(unit.Id, today, staff, ct);
        var answers = new RowAnswer[request.Rows.Count];
        var right = new List<Row>();
        var byKey = new Dictionary<string, Row>();
        for (var i = 0; i < answers.Length; i++)
        {
            var (row, wrong) = await Read(rows, request.Rows[i], i, actor, secrets, today, ct);
            if (row is not null && byKey.TryGetValue(row.Key, out var earlier))
            {
                // Twice in this batch: the second is a repeat of the first, or wrong.
                if (row.Fingerprint == earlier.Fingerprint) earlier.Repeats.Add(i);
                else wrong = IntakeRefusals.RowKeyReused;
            }
            else if (row is not null)
            {
                byKey.Add(row.Key, row);
                right.Add(row);
            }
            if (wrong is not null) answers[i] = Refused(KeyOf(request.Rows[i]), Languages.For(http, wrong));
        }
        foreach (var some in right.Chunk(RowsPerSave))
        {
            await File(some, db, secrets, people, actor, unit.Id, receiving, clock.GetUtcNow(), ct);
            foreach (var row in some)
            {
                var key = KeyOf(request.Rows[row.Index]);
                answers[row.Index] = row.Refusal is { } refusal ? Refused(key, Languages.For(http, refusal)) : new RowAnswer(key, row.Repeated ? RowOutcome.Repeated : RowOutcome.Filed, row.Id, null, null, null);
                foreach (var repeat in row.Repeats) answers[repeat] = answers[row.Index] with { Outcome = row.Refusal is null ? RowOutcome.Repeated : RowOutcome.Refused };
            }
        }
        return TypedResults.Ok(new FiledNotifications(
            answers.Count(a => a.Outcome == RowOutcome.Filed), answers.Count(a => a.Outcome == RowOutcome.Repeated),
            answers.Count(a => a.Outcome == RowOutcome.Refused), answers));
    }

    private static async Task<(Row? Row, Refusal? Refusal)> Read(
        JsonRows rows, JsonElement sent, int index, Actor actor, IntakeSecrets secrets, DateOnly today, CancellationToken ct)
    {
        var (row, malformed) = JsonRows.Parse<NotificationRow>(sent);
        if (row is null) return (null, malformed);
        if (row.Key.Length is < 8 or > LongestKey || !row.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return (null, IntakeRefusals.RowKeyWrong);
        var (request, wrong) = await rows.Read<FileNotificationRequest>(row.Notification, ct);
        DateOnly birthDate = default;
        wrong ??= request!.Check(actor.Roles, today, out birthDate);
        if (wrong is not null) return (null, wrong.At("$.notification" + (wrong.Path ?? "$")[1..]));
        return (new Row(index, request!, birthDate, secrets.HashRowKey(actor.StaffId, row.Key), secrets.Fingerprint(request!)), null);
    }

    /// <summary>Looks up keys, persons and open matters in one query each, and saves once.</summary>
    private static async Task File(
        IReadOnlyList<Row> rows, IntakeDb db, IntakeSecrets secrets, IPeople people, Actor actor, Guid unitId,
        Receiving receiving, DateTimeOffset now, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var fresh = await LeaveOutKnown(rows, db, ct);
            var persons = await people.FindOrRegisterAll([.. fresh.Select(r => r.Request.Person)], ct);
            var ids = persons.Values.Distinct().ToList();
            var open = (await IntakeMatter.Open(db.Matters, ids).ToListAsync(ct))
                .GroupBy(m => (m.PersonId, m.AboutUnborn)).ToDictionary(g => g.Key, g => g.First());
            foreach (var row in fresh)
            {
                var person = persons[row.Request.Person.IdentityCode.ToUpperInvariant()];
                var notification = IntakeNotification.Of(row.Request, person, actor.StaffId, now, secrets, (row.Key, row.Fingerprint));
                open[(person, notification.AboutUnborn)] =
                    FileNotification.Take(db, notification, open.GetValueOrDefault((person, notification.AboutUnborn)), row.BirthDate, unitId, receiving);
                row.Id = notification.Id;
            }
            try
            {
                if (fresh.Count > 0) await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
                return;
            }
            catch (Exception lost) when (attempt < MostAttempts && ModuleDb.LostToAnother(lost))
            {
                // Somebody else filed about one of them, or the same batch came twice at once: look again.
                db.ChangeTracker.Clear();
            }
        }
    }

    private static async Task<IReadOnlyList<Row>> LeaveOutKnown(IReadOnlyList<Row> rows, IntakeDb db, CancellationToken ct)
    {
        var keys = rows.Select(r => r.Key).ToList();
        var known = await db.Notifications.AsNoTracking().Where(n => n.RowKey != null && keys.Contains(n.RowKey))
            .Select(n => new { n.RowKey, n.RowFingerprint, n.Id }).ToDictionaryAsync(n => n.RowKey!, ct);
        foreach (var row in rows)
        {
            if (!known.TryGetValue(row.Key, out var before)) continue;
            (row.Repeated, row.Id) = (true, before.Id);
            if (before.RowFingerprint != row.Fingerprint) row.Refusal = IntakeRefusals.RowKeyReused;
        }
        return [.. rows.Where(r => !known.ContainsKey(r.Key))];
    }

    /// <summary>So that the sender finds the row, also where all else in it is wrong.</summary>
    private static string? KeyOf(JsonElement row) => JsonRows.TextOf(row, "key") is { Length: <= LongestKey } text ? text : null;

    private static RowAnswer Refused(string? key, Refusal refusal) => new(key, RowOutcome.Refused, null, refusal.Code, refusal.Path, refusal.Text);

    /// <summary>A row that can be filed.</summary>
    private sealed class Row(int index, FileNotificationRequest request, DateOnly birthDate, string key, string fingerprint)
    {
        public int Index => index;
        public FileNotificationRequest Request => request;
        public DateOnly BirthDate => birthDate;
        public string Key => key;
        public string Fingerprint => fingerprint;

        /// <summary>Later rows of the same batch with the same key and content.</summary>
        public List<int> Repeats { get; } = [];
        public Guid Id { get; set; }
        public bool Repeated { get; set; }
        public Refusal? Refusal { get; set; }
    }

    private sealed class LargestBatch : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 16 * 1024 * 1024;
    }
}
