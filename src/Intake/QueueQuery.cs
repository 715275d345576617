using System.Globalization;
using System.Text;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// One page of the queue as SQL. Not through EF Core: a cursor over several columns must be one comparison of rows, or it is no longer a
/// range of the index; and each of several units gives its own range, which are then merged.
/// </summary>
internal sealed class QueueQuery
{
    private readonly DatabaseProvider _provider;
    private readonly QueueView _view;
    private readonly Actor _actor;
    private readonly string[] _order;
    private readonly string _now;
    private readonly string _limit;
    private readonly List<string> _filters = ["\"NextDueOn\" IS NOT NULL"];
    private readonly List<object> _values = [];
    private readonly HashSet<string> _only = [];

    /// <param name="limit">With the one item more that tells whether there is a next page.</param>
    public QueueQuery(DatabaseProvider provider, QueueView view, QueueSort sort, Actor actor, DateTimeOffset now, int limit)
    {
        (_provider, _view, _actor, Today) = (provider, view, actor, WorkingDays.DateOf(now));
        _order = sort == QueueSort.Arrived || view == QueueView.DueToday ? ["ArrivedOn", "Id"] : ["NextDueOn", "ArrivedOn", "Id"];
        _now = Parameter(now.ToUnixTimeMilliseconds());
        _limit = Parameter(limit);
        if (view == QueueView.Mine) _filters.Add($"\"OwnerId\" = {Parameter(actor.StaffId)}");
        if (view == QueueView.Unassigned) _filters.Add("\"OwnerId\" IS NULL");
        if (view == QueueView.DueToday) _filters.Add($"\"NextDueOn\" = {Parameter(Today)}");
        if (view == QueueView.Breached) _filters.Add($"\"NextDueOn\" < {Parameter(Today)}");
        if (actor.OwnRecords.Count > 0) _filters.Add($"\"PersonId\" NOT IN ({Parameters(actor.OwnRecords)})");
    }

    public DateOnly Today { get; }

    public IReadOnlyList<object> Values => _values;

    public void Only(string column, string? value)
    {
        if (value is null) return;
        _filters.Add($"\"{column}\" = {Parameter(value)}");
        _only.Add(column);
    }

    public void Except(string column, string value) => _filters.Add($"\"{column}\" <> {Parameter(value)}");

    /// <summary>False where the cursor is not one of this order.</summary>
    public bool TryBeginAfter(string? cursor)
    {
        if (cursor is null) return true;
        if (!Pages.TryDecode(cursor, out var key) || key.Split(' ') is not { } parts || parts.Length != _order.Length) return false;
        var from = new List<string>();
        foreach (var part in parts[..^1])
        {
            if (!DateOnly.TryParseExact(part, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
            from.Add(Parameter(day));
        }
        if (!Guid.TryParse(parts[^1], out var id)) return false;
        from.Add(Parameter(id));
        _filters.Add($"({Names(_order)}) > ({string.Join(", ", from)})");
        return true;
    }

    /// <summary>The cursor of an item: what the page is sorted by.</summary>
    public string KeyOf(QueueRow row) => string.Join(' ', _order.Select(column => column switch
    {
        "NextDueOn" => row.Next.DueOn.ToString("O", CultureInfo.InvariantCulture),
        "ArrivedOn" => row.ArrivedOn.ToString("O", CultureInfo.InvariantCulture),
        _ => row.Id.ToString(),
    }));

    public string Sql()
    {
        var order = $" ORDER BY {Names(_order)} LIMIT {_limit}";
        // Staff work in one unit, a few in several.
        if (_view == QueueView.Mine) return Range($"\"OwnerUnitId\" IN ({Parameters(_actor.UnitIds)})") + order;
        var ranges = _actor.UnitIds.Select(unit => Range($"\"OwnerUnitId\" = {Parameter(unit)}") + order).ToList();
        return ranges is [var one] ? one : string.Join(" UNION ALL ", ranges.Select(range => $"SELECT * FROM ({range}) AS part")) + order;
    }

    /// <summary>Without a relationship in force a matter is not shown, as everywhere.</summary>
    private string Range(string units) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"SELECT {QueueRow.Columns} FROM intake_matters m{Index()} WHERE {units} AND {string.Join(" AND ", _filters)}")
        .Append(CultureInfo.InvariantCulture, $"""
             AND EXISTS (
                SELECT 1 FROM access_client_relationships r
                WHERE r."PersonId" = m."PersonId" AND r."UnitId" = m."OwnerUnitId" AND r."From" <= {_now} AND (r."Until" IS NULL OR r."Until" > {_now}))
            """)
        .ToString();

    /// <summary>SQLite knows nothing of how many rows are where, and must be told which range is the small one. PostgreSQL sees it.</summary>
    private string Index()
    {
        if (_provider != DatabaseProvider.Sqlite) return "";
        var range = _view switch
        {
            QueueView.Mine => "mine",
            QueueView.Unassigned when !_only.Contains("UrgencyCode") => "unassigned",
            // Of several filters the one that mostly lets the fewest through.
            _ => _only.Contains("UrgencyCode") ? "urgency" : _only.Contains("Kind") ? "kind" : _only.Contains("Status") ? "status" : "unit",
        };
        return $" INDEXED BY IX_intake_queue_{range}_{(_order[0] == "NextDueOn" || _view == QueueView.DueToday ? "due" : "arrived")}";
    }

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"\"{column}\""));

    private string Parameters(IEnumerable<Guid> ids) => string.Join(", ", ids.Select(id => Parameter(id)));

    private string Parameter(object value)
    {
        _values.Add(value);
        return "$" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
