using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Assessments.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Assessments;

/// <summary>
/// A completed assessment as THL's document 1506.1005 (child and family) or 1506.1012 (working age), valid against THL's JSON Schema. An
/// answer goes to the field that its question of the template names; the rest is here.
/// </summary>
internal sealed class ThlDocument
{
    private const string Arrangement = "palvelutarpeen_arviointia_koskevat_tiedot/";
    private const string Conclusions = "johtopaatokset_ja_jatkotoimet/";

    private readonly JsonObject _body = [];
    private readonly IReadOnlyDictionary<Guid, UnitOfCare> _units;

    private ThlDocument(IReadOnlyDictionary<Guid, UnitOfCare> units) => _units = units;

    public const string ChildAndFamilyOid = "1.2.246.537.6.1506.1005";
    public const string WorkingAgeOid = "1.2.246.537.6.1506.1012";

    public static string OidOf(AssessmentKind kind) => kind == AssessmentKind.ChildAndFamily ? ChildAndFamilyOid : WorkingAgeOid;

    /// <param name="requests">Of authorities that were asked to take part, with their answers.</param>
    /// <param name="units">The units among those asked, by their ids.</param>
    /// <param name="arrivedOn">When the matter became pending.</param>
    public static JsonObject Of(
        Assessment assessment, SharedPart part, Summary summary, AssessmentTemplate template, PersonRecord person,
        IReadOnlyList<ParticipationView> requests, IReadOnlyList<AbsenceView> absences,
        IReadOnlyDictionary<Guid, UnitOfCare> units, DateOnly arrivedOn)
    {
        var (document, child) = (new ThlDocument(units), assessment.Kind == AssessmentKind.ChildAndFamily);
        var client = ThlJson.Client(person.FamilyName, person.GivenNames, person.IdentityCode);
        document._body["asiakas"] = child ? new JsonArray(client) : client;
        document.Set("asian_vireilletuloa_koskevat_tiedot/vireilletulopaiva", ThlJson.Date(arrivedOn));
        document.Set(Arrangement + "palvelutarpeen_arvioinnin_aloittamispaiva", ThlJson.Date(WorkingDays.DateOf(assessment.StartedAt)));
        document.AddAnswers(part, template);
        document.Append(Arrangement + "palvelutarpeen_arviointiin_osallistuneet_henkilot",
            [.. summary.Authors!.Select(a => $"{a.Name}, {TitleOf(a.Role)}"), .. requests.Where(r => r.Status == ParticipationStatus.Joined).Select(document.NameOf)]);
        document.AddAbsent(requests, absences, assessment.CompletedOn!.Value, child);
        document.AddInvolvement(part, child);
        document.AddViews(part, requests, child);
        if (part.Needs.Count > 0)
            document.Set(Conclusions + "ammattihenkilon_arvio_tuen_tarpeesta", Codes(part.Needs.Select(n => n.Code).Distinct(), "urn:oid:" + SupportNeedCodes.Oid, c => SupportNeedCodes.Find(c)!.Fi));
        document._body["paivamaara"] = ThlJson.Date(assessment.CompletedOn!.Value);
        document._body["laatija"] = new JsonArray([.. summary.Authors!.Select(AuthorOf)]);
        return new JsonObject { [child ? "lapsen_ja_perheen_palvelutarpeen_arvio" : "tyoikaisten_palvelutarpeen_arvio"] = document._body };
    }

    private void AddAnswers(SharedPart part, AssessmentTemplate template)
    {
        var answers = (part.Answers ?? []).ToDictionary(a => a.LinkId);
        foreach (var question in template.Groups.SelectMany(g => g.Questions))
        {
            if (question.Document is not { } field || !answers.TryGetValue(question.LinkId, out var answer)) continue;
            // The shipped templates use fields of these two types, and no edition can use others.
            Set(field, answer.Flag is { } flag ? JsonValue.Create(flag) : JsonValue.Create(answer.Text));
        }
    }

    /// <summary>Who declined, or was silent beyond the last day for the answer: for working age THL has a code list.</summary>
    private void AddAbsent(IReadOnlyList<ParticipationView> requests, IReadOnlyList<AbsenceView> absences, DateOnly completedOn, bool child)
    {
        var away = requests.Where(r => r.Status == ParticipationStatus.Declined || (r.Status == ParticipationStatus.Lapsed && r.AnswerBy < completedOn)).ToList();
        var staff = absences.Select(a => $"{TitleOf(a.Participant.Role)}: {a.Reason}");
        if (child)
        {
            Append(Arrangement + "arvioinnista_poisjaaneet_henkilot", [.. away.Select(r => r.Text is { } reason ? $"{NameOf(r)}: {reason}" : NameOf(r)).Distinct(), .. staff]);
            return;
        }
        if (away.Count > 0)
            Set(Arrangement + "arvioinnista_poisjaaneet_viranomaistahot", Codes(away.Select(r => r.AuthorityCode).Distinct(), AuthorityCodes.System, c => AuthorityCodes.Find(c)!.Fi));
        Append(Arrangement + "arvioinnista_poisjaaneet_muut_henkilot_tai_tahot", [.. staff]);
    }

    /// <summary>Who of the family was there, how, and how the child was asked: after what the template's answers say of the same.</summary>
    private void AddInvolvement(SharedPart part, bool child)
    {
        var view = part.ClientView;
        if (view.ClientPresent) Append(Arrangement + "palvelutarpeen_arviointiin_osallistuneet_henkilot", [view.Remote ? "asiakas (etäyhteydellä)" : "asiakas"]);
        else if (view.ReasonNotPresent is { } reason)
        {
            Append(Arrangement + (child ? "arvioinnista_poisjaaneet_henkilot" : "arvioinnista_poisjaaneet_muut_henkilot_tai_tahot"), [$"asiakas: {reason}"]);
            Append(Arrangement + "kuvaus_arvioinnin_toteuttamisesta", [$"Asiakkaan näkemys selvitettiin: {view.HowObtained}"]);
        }
        if (part.Involvement is not { } involvement) return;
        if (involvement.Guardians is { } guardians) Append(Arrangement + "kuvaus_arvioinnin_toteuttamisesta", [$"Huoltajat: {guardians}"]);
        if (involvement.ClosePersons is { } close) Append(Arrangement + "kuvaus_arvioinnin_toteuttamisesta", [$"Muut läheiset: {close}"]);
        if (child && involvement.Child is { } heard)
            Append("lapsen_tarpeet_ja_arki/lapsen_osallisuus", [heard.How switch
            {
                ChildHearing.Alone => $"Lasta kuultiin ilman huoltajia: {heard.HowAsked}",
                ChildHearing.WithGuardians => $"Lasta kuultiin huoltajien kanssa: {heard.HowAsked}",
                ChildHearing.DidNotWant => $"Lapsi ei halunnut kertoa näkemystään: {heard.HowAsked}",
                _ => $"Lapselta ei kysytty: {heard.ReasonNotAsked}",
            }]);
    }

    private void AddViews(SharedPart part, IReadOnlyList<ParticipationView> requests, bool child)
    {
        if (!child)
        {
            Append(Conclusions + "asiakkaan_ja_hanen_laheisensa_arvio_tuen_ja_palvelujen_tarpeestaan",
                part.GuardianView is { } near ? [part.ClientView.Text, near.Text] : [part.ClientView.Text]);
            return;
        }
        Set(Conclusions + "lapsen_arvio_tuen_ja_palvelujen_tarpeesta", part.ClientView.Text);
        if (part.GuardianView is { } guardian) Set(Conclusions + "vanhemman_arvio_tuen_ja_palvelujen_tarpeesta", guardian.Text);
        Append(Conclusions + "muiden_yhteistyotahojen_arvio_tuen_ja_palvelujen_tarpeesta",
            [.. requests.Where(r => r is { Status: ParticipationStatus.Joined, Text: not null }).Select(r => $"{NameOf(r)}: {r.Text}")]);
    }

    /// <summary>Sets the field at that path; a segment with <c>[]</c> is a list with one object.</summary>
    private void Set(string path, JsonNode? value)
    {
        var (parent, name) = Parent(path);
        parent[name] = value;
    }

    /// <summary>Adds lines to a text field.</summary>
    private void Append(string path, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        var (parent, name) = Parent(path);
        parent[name] = string.Join('\n', parent[name] is { } before ? lines.Prepend(before.GetValue<string>()) : lines);
    }

    private (JsonObject Parent, string Name) Parent(string path)
    {
        var segments = path.Split('/');
        var parent = _body;
        foreach (var segment in segments[..^1])
        {
            var list = segment.EndsWith("[]", StringComparison.Ordinal);
            var name = list ? segment[..^2] : segment;
            if (parent[name] is null) parent[name] = list ? new JsonArray(new JsonObject()) : new JsonObject();
            parent = list ? parent[name]![0]!.AsObject() : parent[name]!.AsObject();
        }
        return (parent, segments[^1]);
    }

    private static JsonArray Codes(IEnumerable<string> codes, string system, Func<string, string> nameOf) =>
        new([.. codes.Select(c => new JsonObject { ["system"] = system, ["code"] = c, ["display"] = nameOf(c) })]);

    private static JsonObject AuthorOf(Author author)
    {
        // A register of one name: THL wants both fields filled.
        var name = ThlJson.Split(author.Name) ?? (author.Name, "-");
        var json = ThlJson.Named(name.Family, name.Given);
        json.Add("tehtavanimike", TitleOf(author.Role));
        return json;
    }

    private string NameOf(ParticipationView request) =>
        request.AuthorityName ?? (request.UnitId is { } unit && _units.TryGetValue(unit, out var asked) ? asked.Name : request.Authority.Fi);

    private static string TitleOf(Role role) => role switch
    {
        Role.SocialWorker => "sosiaalityöntekijä",
        Role.PsychiatricNurse => "psykiatrinen sairaanhoitaja",
        Role.DutyWorker => "päivystävä sosiaalityöntekijä",
        _ => "koordinaattori",
    };
}
