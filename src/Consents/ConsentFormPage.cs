using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;

namespace Monipolku.Consents;

/// <summary>
/// A form on paper: a page that is read, printed and signed. WCAG 2.2 AA: language, one main heading, headings in order, tables with row
/// headers, no script, no colour alone. The words are in ConsentFormPage.resx (English), .fi.resx and .sv.resx.
/// </summary>
internal sealed class ConsentFormPage : IResult
{
    private const string Style = """
        *{box-sizing:border-box}
        html{font:100%/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}
        body{margin:0 auto;max-width:46rem;padding:1rem}
        h1{font-size:1.6rem;line-height:1.25}
        h2{font-size:1.2rem;margin-top:1.5rem}
        .state{border:3px solid #a1001c;padding:.5rem 1rem;font-weight:700}
        table{width:100%;border-collapse:collapse}
        th,td{border:1px solid #595959;padding:.4rem .6rem;text-align:left;vertical-align:top}
        th{width:35%;font-weight:700}
        td{overflow-wrap:anywhere;white-space:pre-line}
        .empty td{height:2.75rem}
        ul.choices{list-style:none;margin:0;padding:0}
        ul.choices li::before{content:"\2610\00a0"}
        footer{border-top:1px solid #595959;margin-top:2rem;font-size:.9rem}
        @page{size:A4;margin:18mm}
        @media print{body{max-width:none;padding:0}h2,table{break-after:avoid}tr,.sign{break-inside:avoid}}
        """;

    private static readonly string StyleHash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    private readonly Html _body;
    private readonly string _language;
    private readonly string _title;

    private ConsentFormPage(string language, string title, Html body) => (_language, _title, _body) = (language, title, body);

    /// <summary>The form as it was given: everything that is recorded, in the language in which it was given.</summary>
    /// <param name="names">Of staff, units and guardians, by id: who is not there any more is shown by id.</param>
    public static ConsentFormPage Of(ConsentView consent, FormPerson person, IReadOnlyDictionary<Guid, string> names)
    {
        var words = new FormWords(consent.Language);
        string NameOf(Guid id) => names.TryGetValue(id, out var name) ? name : id.ToString();
        var state = consent.Withdrawal is { } withdrawal ? words.Format("withdrawn", words.Day(withdrawal.ToldOn))
            : consent.Status == ConsentStatus.Replaced ? words["replaced"] : null;
        var giver = consent.GivenBy.GuardianId is { } guardian ? $"{NameOf(guardian)}, {words["role." + consent.GivenBy.RoleCode]}" : person.Name;
        var rows = new List<Html>
        {
            Row(words["purpose"], consent.Purpose),
            Row(words["valid"], words.Period(consent.ValidFrom, consent.ValidTo)),
        };
        if (consent.Kind == ConsentKind.DisclosurePermission)
        {
            rows.InsertRange(0,
            [
                Row(words["direction"], words["direction." + JsonRules.CodeOf(consent.Direction!.Value)]),
                Row(words["recipients"], consent.RecipientUnits.Count == 0 ? words["recipients.all"] : string.Join('\n', consent.RecipientUnits.Select(NameOf))),
                Row(words["classes"], string.Join('\n', consent.Classes.Select(c => words["class." + JsonRules.CodeOf(c)]))),
            ]);
            if (consent.DataFrom is not null || consent.DataTo is not null) rows.Add(Row(words["data"], words.Period(consent.DataFrom, consent.DataTo)));
            if (consent.ServiceTasks.Count > 0) rows.Add(Row(words["tasks"], string.Join(", ", consent.ServiceTasks)));
        }
        var signed = new List<Html> { Row(words["giver"], giver), Row(words["signedOn"], words.Day(consent.SignedOn)), Row(words["form"], words["form." + JsonRules.CodeOf(consent.Form)]) };
        signed.AddRange(consent.GivenBy.OtherGuardians.Select(o => Row(words["otherGuardian"], $"{NameOf(o.GuardianId)}, {words.Day(o.SignedOn!.Value)}")));
        if (consent.GivenBy.OneGuardianSuffices is { } alone) signed.Add(Row(words["alone"], words["alone." + JsonRules.CodeOf(alone)]));
        if (consent.Competence is { } competence) signed.Add(Row(words["competence"], words[competence.Competent ? "competence.yes" : "competence.no"]));
        if (consent.Oral is { } oral) signed.Add(Row(words["confirmed"], $"{NameOf(oral.ConfirmedBy)}, {words.Day(oral.ConfirmedOn)}, {words["how." + JsonRules.CodeOf(oral.How)]}"));
        signed.Add(Row(words["receivedBy"], $"{NameOf(consent.ReceivedBy)}, {NameOf(consent.UnitId)}"));

        return Page(words, consent.Kind == ConsentKind.JointWork ? FormKind.JointWork : FormKind.DisclosurePermission, consent.InformationTextVersion, state, person, Table(rows), Table(signed), consent.Id);
    }

    /// <summary>A prohibition or veto as it was given.</summary>
    /// <param name="names">Of staff, units and guardians, by id: who is not there any more is shown by id.</param>
    public static ConsentFormPage Of(ProhibitionView prohibition, FormPerson person, IReadOnlyDictionary<Guid, string> names)
    {
        var words = new FormWords(prohibition.Language);
        string NameOf(Guid id) => names.TryGetValue(id, out var name) ? name : id.ToString();
        var rows = new List<Html>
        {
            prohibition.SingleDocuments
                ? Row(words["documents"], prohibition.Documents.Count == 0 ? words["documents.untold"] : string.Join('\n', prohibition.Documents.Select(d => $"{words["class." + JsonRules.CodeOf(d.Class)]} ({d.Id})")))
                : Row(words["classes"], prohibition.Classes.Count == 0 ? words["classes.all"] : string.Join('\n', prohibition.Classes.Select(c => words["class." + JsonRules.CodeOf(c)]))),
        };
        if (prohibition.Direction is { } direction)
        {
            rows.Insert(0, Row(words["direction"], words["direction." + JsonRules.CodeOf(direction)]));
            if (prohibition.ServiceTasks.Count > 0) rows.Add(Row(words["tasks"], string.Join(", ", prohibition.ServiceTasks)));
            rows.Add(Row(words["emergency"], words[prohibition.HoldsInEmergency ? "emergency.yes" : "emergency.no"]));
        }
        else
        {
            rows.Insert(0, Row(words["guardians"], prohibition.GuardianIds.Count == 0 ? words["guardians.all"] : string.Join('\n', prohibition.GuardianIds.Select(NameOf))));
            if (prohibition.Reason is { } reason) rows.Add(Row(words["reason"], reason));
        }
        var giver = prohibition.GivenBy.GuardianId is { } guardian ? $"{NameOf(guardian)}, {words["role." + prohibition.GivenBy.RoleCode]}" : person.Name;
        var signed = new List<Html> { Row(words["giver"], giver), Row(words["signedOn"], words.Day(prohibition.ToldOn)), Row(words["form"], words["form." + JsonRules.CodeOf(prohibition.Form)]) };
        if (prohibition.Competence is { } competence) signed.Add(Row(words["competence"], words[competence.Competent ? "competence.yes" : "competence.no"]));
        signed.Add(Row(words["receivedBy"], $"{NameOf(prohibition.ReceivedBy)}, {NameOf(prohibition.UnitId)}"));
        return Page(
            words, prohibition.Kind == ProhibitionKind.Disclosure ? FormKind.Prohibition : FormKind.Veto, prohibition.InformationTextVersion,
            prohibition.Withdrawal is { } withdrawal ? words.Format("withdrawn.prohibition", words.Day(withdrawal.ToldOn)) : null,
            person, Table(rows), Table(signed), prohibition.Id);
    }

    /// <summary>The form before it is signed, filled with who it is about.</summary>
    public static ConsentFormPage Blank(FormKind kind, string language, FormPerson person)
    {
        var words = new FormWords(language);
        var rows = new List<Html>();
        if (kind is FormKind.DisclosurePermission or FormKind.Prohibition)
            rows.Add(Choices(words["direction"], Enum.GetValues<Direction>().Select(d => words["direction." + JsonRules.CodeOf(d)])));
        var classes = Enum.GetValues<Direction>().SelectMany(ConsentTerms.ClassesOf).Select(c => words["class." + JsonRules.CodeOf(c)]);
        switch (kind)
        {
            case FormKind.DisclosurePermission:
                rows.Add(Choices(words["recipients"], [words["recipients.all"], words["recipients.these"]]));
                rows.Add(Choices(words["classes"], classes));
                rows.Add(Empty(words["data"]));
                break;
            case FormKind.Prohibition:
                rows.Add(Choices(words["classes"], [words["classes.all"], .. classes]));
                rows.Add(Empty(words["tasks"]));
                rows.Add(Empty(words["documents"]));
                rows.Add(Choices(words["emergency"], [words["emergency.yes"], words["emergency.no"]]));
                break;
            case FormKind.Veto:
                rows.Add(Choices(words["guardians"], [words["guardians.all"], words["guardians.these"]]));
                rows.Add(Choices(words["classes"], [words["classes.all"], words["classes.these"]]));
                rows.Add(Empty(words["reason"]));
                break;
        }
        if (kind is FormKind.JointWork or FormKind.DisclosurePermission)
        {
            rows.Add(Empty(words["purpose"]));
            rows.Add(Empty(words["valid"]));
        }
        var signed = new List<Html> { Empty(words["giver"]), Empty(words["signature"]) };
        // A child's guardians decide together (361/1983 5 §).
        if (person.Guardians > 1 && kind is (FormKind.JointWork or FormKind.DisclosurePermission)) signed.Add(Empty(words["otherGuardian"]));
        signed.Add(Empty(words["receivedBy"]));
        return Page(words, kind, InformationTexts.Newest, null, person, Table(rows), Table(signed), null);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var html = Html.Of($"""
            <!DOCTYPE html>
            <html lang="{_language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{_title}</title>
            <style>{new Html(Style)}</style>
            </head>
            <body>
            {_body}
            </body>
            </html>

            """).Text;
        var answer = httpContext.Response;
        answer.ContentType = "text/html; charset=utf-8";
        answer.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src '{StyleHash}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
        answer.Headers.ContentLanguage = _language;
        await answer.WriteAsync(html, httpContext.RequestAborted);
    }

    private static ConsentFormPage Page(
        FormWords words, FormKind kind, string? version, string? state, FormPerson person, Html scope, Html signatures, Guid? id)
    {
        // The first paragraph of an information text is its title; where none is recorded as given, the page has a title all the same.
        var paragraphs = InformationTexts.Find(version ?? InformationTexts.Newest, kind, words.Language).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var body = Html.Of($"""
            <main>
            <h1>{paragraphs[0]}</h1>
            {(state is null ? null : Html.Of($"""<p class="state">{state}</p>"""))}
            <h2>{words["client"]}</h2>
            {Table([Row(words["name"], person.Name), Row(words["identityCode"], person.IdentityCode)])}
            <h2>{words["information"]}</h2>
            {(version is null ? [words["information.none"]] : paragraphs.Skip(1)).Select(p => Html.Of($"<p>{p}</p>"))}
            <h2>{words["scope." + JsonRules.CodeOf(kind)]}</h2>
            {scope}
            <section class="sign">
            <h2>{words["signatures"]}</h2>
            {signatures}
            </section>
            </main>
            <footer>
            <p>{(version is null ? words["information.none"] : words.Format("version", version))}{(id is null ? null : Html.Of($" · {id.Value}"))}</p>
            <p>{words["copy"]}</p>
            </footer>
            """);
        return new ConsentFormPage(words.Language, paragraphs[0], body);
    }

    private static Html Table(IEnumerable<Html> rows) => Html.Of($"<table><tbody>{rows}</tbody></table>");

    private static Html Row(string head, string text) => Html.Of($"""<tr><th scope="row">{head}</th><td>{text}</td></tr>""");

    private static Html Empty(string head) => Html.Of($"""<tr class="empty"><th scope="row">{head}</th><td></td></tr>""");

    private static Html Choices(string head, IEnumerable<string> choices) =>
        Html.Of($"""<tr><th scope="row">{head}</th><td><ul class="choices">{choices.Select(c => Html.Of($"<li>{c}</li>"))}</ul></td></tr>""");
}

/// <summary>Who the form is about, as it stands on it. No address: the person may be under non-disclosure.</summary>
/// <param name="Guardians">How many guardians (31) decide together.</param>
internal sealed record FormPerson(string Name, string IdentityCode, int Guardians)
{
    public override string ToString() => nameof(FormPerson);
}
