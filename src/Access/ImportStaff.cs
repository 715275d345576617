using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.VisualBasic.FileIO;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <param name="Lines">Lines read, without the first.</param>
/// <param name="Imported">How many were added: all or none.</param>
/// <param name="Errors">Each wrong line.</param>
public sealed record StaffImport(bool DryRun, int Lines, int Imported, IReadOnlyList<ImportError> Errors);

/// <param name="Line">Number in the file; the first line is 1.</param>
/// <param name="Reason">What is wrong; never the value itself.</param>
public sealed record ImportError(int Line, string Column, string Reason);

/// <summary>Adds staff from a CSV file, all or nothing; a dry run only tells which lines are wrong.</summary>
internal static class ImportStaff
{
    public const string Header = "subject;name;roles;unitOid;employerOid;area;identityCode;professionCode;licenceFrom;licenceTo;publicService;validFrom;validTo";
    private const int MostLines = 5_000;

    private static readonly string[] Columns = Header.Split(';');

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/import", Handle)
        .WithName(nameof(ImportStaff))
        .WithSummary("Add staff from a CSV file, all or nothing")
        .WithDescription("UTF-8, semicolons, first line: " + Header + ". Several roles with | between; days as 2026-12-31; publicService as true or false. "
            + "What is not required may be empty. dryRun=true adds nothing.")
        .Accepts<string>("text/csv")
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(AccessRefusals.ImportOvertaken);

    private static async Task<Results<Ok<StaffImport>, ProblemHttpResult>> Handle(
        HttpRequest http, Caller caller, AccessDb db, SecretText secrets, IAccessGate gate, TimeProvider clock, CancellationToken ct, bool dryRun = false)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();

        var errors = new List<ImportError>();
        if (Read(await ReadText(http.Body, errors, ct), errors) is not { } rows) return AccessRefusals.ImportHeader.ToProblem();
        if (rows.Count > MostLines) return AccessRefusals.ImportTooLong.ToProblem();

        var units = await db.Units.Where(u => u.Until == null).ToDictionaryAsync(u => u.OrganizationOid, u => u.Id, ct);
        var asked = rows.Select(r => r.Cells[0]).ToList();
        var taken = (await db.TakenSubjects.Where(t => asked.Contains(t.Subject)).Select(t => t.Subject).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        var staff = rows.Select(row => Parse(row, units, taken, errors) is { } parsed
            ? Staff.New(Guid.CreateVersion7(now), parsed.Subject, parsed, secrets) : null).ToList();

        if (dryRun) return TypedResults.Ok(new StaffImport(true, rows.Count, 0, [.. errors.OrderBy(e => e.Line)]));
        if (errors.Count > 0) return Refuse(errors);
        db.Staff.AddRange(staff.OfType<Staff>());
        db.TakenSubjects.AddRange(staff.OfType<Staff>().Select(s => new TakenSubject(s.Subject)));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new StaffImport(false, rows.Count, staff.Count, []));
    }

    private static ProblemHttpResult Refuse(IEnumerable<ImportError> errors)
    {
        var problem = AccessRefusals.ImportRefused.ToProblemDetails();
        problem.Extensions["errors"] = errors.GroupBy(e => e.Line).OrderBy(line => line.Key)
            .ToDictionary(line => "line " + line.Key.ToString(CultureInfo.InvariantCulture), line => line.Select(e => $"{e.Column}: {e.Reason}").ToArray());
        return TypedResults.Problem(problem);
    }

    /// <summary>A line that is not UTF-8 is an error; the others are read, so that one try tells all that is wrong.</summary>
    private static async Task<string> ReadText(Stream body, List<ImportError> errors, CancellationToken ct)
    {
        using var file = new MemoryStream();
        await body.CopyToAsync(file, ct);
        var bytes = file.GetBuffer().AsMemory(0, (int)file.Length);
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var number = 0;
        // No part of a longer character looks like a line break.
        foreach (var line in bytes.Span.Split((byte)'\n'))
        {
            number++;
            if (!Utf8.IsValid(bytes.Span[line])) errors.Add(new ImportError(number, "line", "It is not UTF-8."));
        }
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>
    /// Null when the first line does not name the columns. Line by line, since no column holds a line break: a quotation mark that is not closed
    /// spoils its own line, and swallows none of the others.
    /// </summary>
    private static List<Row>? Read(string text, List<ImportError> errors)
    {
        using var lines = new StringReader(text);
        var rows = new List<Row>();
        var (line, named) = (0, false);
        while (lines.ReadLine() is { } written)
        {
            line++;
            if (string.IsNullOrWhiteSpace(written)) continue;
            var cells = Cells(written);
            if (!named)
            {
                if (cells is null || !cells.SequenceEqual(Columns)) return null;
                named = true;
            }
            else if (cells is null) errors.Add(new ImportError(line, "line", "A quotation mark is not closed before the next semicolon or the end of the line."));
            else if (cells.Length == Columns.Length) rows.Add(new Row(line, cells));
            else errors.Add(new ImportError(line, "line", $"It has {cells.Length} columns, not {Columns.Length}."));
        }
        return named ? rows : null;
    }

    /// <summary>Null where a quotation mark is not closed.</summary>
    private static string[]? Cells(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(';', StringSplitOptions.TrimEntries);
        using var parser = new TextFieldParser(new StringReader(line)) { TextFieldType = FieldType.Delimited, Delimiters = [";"], TrimWhiteSpace = true };
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException)
        {
            return null;
        }
    }

    private static RegisterStaffRequest? Parse(Row row, Dictionary<string, Guid> units, HashSet<string> taken, List<ImportError> errors)
    {
        var before = errors.Count;
        void Wrong(string column, string reason) => errors.Add(new ImportError(row.Line, column, reason));
        // One mistake breaks other rules too: it is named once.
        void AlsoWrong(string column, string reason)
        {
            if (!errors.Skip(before).Any(e => e.Column == column)) Wrong(column, reason);
        }
        DateOnly? Day(string column)
        {
            if (row[column].Length == 0) return null;
            if (DateOnly.TryParseExact(row[column], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            Wrong(column, "This is not a day, such as 2026-12-31.");
            return null;
        }
        Guid? Unit(string column)
        {
            if (row[column].Length == 0) return null;
            if (units.TryGetValue(row[column], out var unit)) return unit;
            Wrong(column, "There is no unit with this organisation id.");
            return null;
        }

        foreach (var column in Columns.Where(c => !StrictStrings.Allowed(row[c]))) Wrong(column, "It holds a control character.");
        var roles = new List<Role>();
        foreach (var name in row["roles"].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (JsonRules.TryRead(name, out Role? known) && known is { } role) roles.Add(role);
            else Wrong("roles", "There is no such role.");
        }
        if (roles.Count == 0) AlsoWrong("roles", "It is required.");
        if (row["unitOid"].Length == 0) Wrong("unitOid", "It is required.");
        if (row["publicService"] is not ("" or "true" or "false")) Wrong("publicService", "It is true or false.");
        var licenceFrom = Day("licenceFrom");
        if (row["professionCode"].Length > 0 && row["licenceFrom"].Length == 0) Wrong("licenceFrom", "It is required with a profession.");

        var request = new RegisterStaffRequest(
            row["subject"], row["name"], roles, Unit("unitOid") ?? Guid.Empty, Unit("employerOid"), NullIfEmpty(row["area"]),
            row["professionCode"].Length == 0 ? null : new Qualification(row["professionCode"], licenceFrom ?? default, Day("licenceTo"), row["publicService"] == "true"),
            NullIfEmpty(row["identityCode"]), Day("validFrom"), Day("validTo"));
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(request, new ValidationContext(request), broken, validateAllProperties: true);
        if (request.Qualification is { } qualification)
            Validator.TryValidateObject(qualification, new ValidationContext(qualification), broken, validateAllProperties: true);
        foreach (var rule in broken) AlsoWrong(JsonName(rule.MemberNames.FirstOrDefault() ?? "line"), rule.ErrorMessage ?? "It breaks a rule.");
        foreach (var refusal in request.Wrongs()) AlsoWrong(refusal.Path!.Split('.')[^1], refusal.Text);
        if (!taken.Add(request.Subject)) Wrong("subject", "It is another staff member's or client's, or stands twice in the file.");
        return errors.Count == before ? request : null;
    }

    private static string JsonName(string member) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private sealed record Row(int Line, string[] Cells)
    {
        public string this[string column] => Cells[Array.IndexOf(Columns, column)];
    }
}
