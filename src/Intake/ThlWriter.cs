using System.Globalization;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>
/// The parts that THL's documents of intake share. What a schema requires and nobody has recorded is remembered by its name there; nothing is
/// made up for it.
/// </summary>
/// <param name="Notifier">Null where the reader may not know who notified.</param>
/// <param name="AuthorOrNull">The staff member who wrote it.</param>
/// <param name="HasEarlier">Whether something was told about the person before this notification.</param>
internal sealed record ThlWriter(
    PersonRecord Person, IntakeMatter Matter, IntakeNotification Notification, NotifierIdentity? Notifier, StaffMember? AuthorOrNull, UnitOfCare? Unit,
    IntakeSecrets Secrets, bool HasEarlier)
{
    private readonly List<string> _missing = [];

    public NotificationDetails? Details { get; } = Secrets.ReadDetails(Notification);

    public bool IsOver75 => Matter.ArrivedOn >= Person.BirthDate.AddYears(IntakeMatter.AgeOfStatutoryStart);

    public override string ToString() => $"{nameof(ThlWriter)} {Matter.Id}";

    /// <summary>Null when all is there.</summary>
    public Refusal? Incomplete() => _missing.Count == 0 ? null : IntakeRefusals.DocumentIncomplete with
    {
        Path = "$." + _missing[0],
        Text = "What THL's document requires has not been recorded: "
            + string.Join("; ", _missing.GroupBy(OperationFor).Select(of => $"{string.Join(", ", of)} is added with {of.Key}")) + ".",
    };

    /// <summary>The estimate's own; else what is known of who wrote it, or what the notifier left out.</summary>
    private string OperationFor(string missing) => missing switch
    {
        "toimenpiteet" or "palvelutehtava" when Matter is { Decision: not null, AwaitsUrgency: false } =>
            nameof(AssessUrgency) + ", the same code and assessment with what was left out",
        "toimenpiteet" or "palvelutehtava" or "arvio_asian_kiireellisyydesta" => nameof(AssessUrgency),
        "laatija" => Matter.Urgency is null ? nameof(AssessUrgency) : "ChangeStaff, first and family name of who wrote it",
        _ => nameof(SupplementNotification),
    };

    public bool Has(SupportGround ground) => Matter.SupportGrounds.Contains(ground);

    public static JsonObject? Address(string? street, string? postalCode, string? city) =>
        ThlJson.Of(("lahiosoite", street), ("postinumero", postalCode), ("postitoimipaikka", city));

    public JsonObject Client(bool withContact, params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var client = ThlJson.Client(Person.FamilyName, Person.GivenNames, Person.IdentityCode);
        foreach (var (name, value) in more)
            if (value is not null) client.Add(name, value);
        if (!withContact) return client;
        client.Add("turvakielto", Person.NonDisclosure);
        // Under turvakielto where somebody lives stays out of what is passed on.
        if (!Person.NonDisclosure && Person.Contact is { } contact
            && ThlJson.Of(("osoite", ThlJson.List(Address(contact.Street, contact.PostalCode, contact.City))), ("puhelinnumero", contact.Phone)) is { } reached)
            client.Add("yhteystiedot", reached);
        return client;
    }

    public string Age()
    {
        var years = Notification.ArrivedOn.Year - Person.BirthDate.Year;
        if (Notification.ArrivedOn < Person.BirthDate.AddYears(years)) years--;
        return years.ToString(CultureInfo.InvariantCulture);
    }

    public JsonArray? Guardians() => Person.Guardians.Count == 0 ? null : [.. Person.Guardians.Select(g => (JsonNode)GuardianOf(g))];

    public JsonArray? Custody() => Person.Guardians.Count == 0 ? null : [.. Person.Guardians.Select(g => (JsonNode)new JsonObject { ["huoltaja"] = GuardianOf(g) })];

    public string Description() => Secrets.ReadDescription(Notification);

    /// <summary>The notifier's name, title and phone as far as told and as the reader may know; whoever notifies of themself is known by their own record.</summary>
    public JsonObject? NotifierIfKnown()
    {
        if (Notifier is null) return null;
        var told = Notifier.Name is { } name ? ThlJson.Split(name) : null;
        if (told is null && Notification is { NotifierKind: NotifierKind.Private, NotifierCode: Codes.PersonThemself, AboutUnborn: false }) told = (Person.FamilyName, Person.GivenNames);
        // One word is all that was told: THL wants both fields filled.
        return (told ?? (Notifier.Name is { } word ? (word, "-") : null)) is { } whole ? Reached(whole, Notifier) : null;
    }

    public JsonObject? NotifierWithPhone()
    {
        if (Notifier?.Phone is null) _missing.Add("yhteystiedot.puhelinnumero");
        return NotifierNamed();
    }

    /// <summary>As a professional of social care.</summary>
    public JsonObject? NotifierAsStaff()
    {
        var notifier = NotifierNamed();
        notifier?.Remove("organisaatio");
        return notifier;
    }

    public JsonObject? NotifierCode() => Code(Codes.NotifierSet, Notification.NotifierCode);

    public JsonArray? NeedsOfSupport(bool required)
    {
        var codes = ReasonsOf(Codes.NeedOfSupportSet);
        if (required && codes is null) _missing.Add("asiasisalto");
        return codes;
    }

    /// <summary>Of the notification; else what the estimate found.</summary>
    public JsonArray? ChildWelfareReasons() => ReasonsOf(Codes.ChildWelfareReasonSet)
        ?? (Matter.Urgency?.ChildWelfareReasons is { Count: > 0 } found ? [.. found.Select(code => (JsonNode)Code(Codes.ChildWelfareReasonSet, code)!)] : null);

    public JsonObject? Urgency()
    {
        if (Matter.Urgency is { } urgency) return Code(Codes.UrgencySet, urgency.Code);
        _missing.Add("arvio_asian_kiireellisyydesta");
        return null;
    }

    public string? UrgencyReason() => Matter.Urgency is { } urgency ? Secrets.Read(urgency) : null;

    public string? AssessedOn() => Matter.Urgency is { } urgency ? ThlJson.Date(WorkingDays.DateOf(urgency.AssessedAt)) : null;

    public string? DecisionReasons() => Matter.Decision is { } decision ? Secrets.Read(decision) : null;

    public JsonObject? Housing() => Details?.Housing is { } housing ? ThlJson.Coded("1.2.246.537.6.1203", housing.Code, housing.Name) : null;

    public JsonObject? ContactWay() => Matter.Urgency?.ContactWay is { } way ? ThlJson.Coded("1.2.246.537.6.1250", way.Code, way.Name) : null;

    public JsonArray? Services() => Matter.Urgency?.Services is { Count: > 0 } services
        ? [.. services.Select(s => (JsonNode)ThlJson.Coded("1.2.246.537.6.1222", s.Code, s.Name))] : null;

    /// <summary>What the worker thinks is needed.</summary>
    public JsonArray? NeededServices() => ThlJson.Of(("palvelutehtava", ServiceTaskIfAny()), ("sosiaalipalvelu", Services())) is { } needed ? [needed] : null;

    private JsonObject? ServiceTaskIfAny() => Matter.Urgency?.ServiceTask is { } task ? ThlJson.Coded("1.2.246.537.6.1221", task.Code, task.Name) : null;

    public JsonObject? ServiceTask()
    {
        if (ServiceTaskIfAny() is { } task) return task;
        _missing.Add("palvelutehtava");
        return null;
    }

    public JsonArray? Measures()
    {
        if (Matter.Urgency?.Measures is { Count: > 0 } measures) return [.. measures.Select(m => (JsonNode)ThlJson.Coded("1.2.246.537.6.1219", m.Code, m.Name))];
        _missing.Add("toimenpiteet");
        return null;
    }

    public string? ActionsIfAny() => Matter.Urgency is { } urgency ? Secrets.ReadActions(urgency) : null;

    /// <summary>What has been done, in words; else the measures' names.</summary>
    public string? Actions()
    {
        if (ActionsIfAny() is { } actions) return actions;
        if (Matter.Urgency?.Measures is { Count: > 0 } measures) return string.Join(", ", measures.Select(m => m.Name));
        _missing.Add("toimenpiteet");
        return null;
    }

    public JsonObject? AuthorIfAny() => AuthorOrNull is null ? null : Author();

    public JsonObject? Author()
    {
        if (AuthorOrNull is null || ThlJson.Split(AuthorOrNull.Name) is not { } name)
        {
            _missing.Add("laatija");
            return null;
        }
        var author = ThlJson.Named(name.Family, name.Given);
        if (Unit is not null) author.Add("palveluyksikko", ThlJson.Coded("1.2.246.537.6.202", Unit.OrganizationOid, Unit.Name));
        return author;
    }

    private JsonObject? NotifierNamed()
    {
        if (NotifierIfKnown() is { } known) return known;
        _missing.Add("ilmoittaja.sukunimi");
        return null;
    }

    private JsonObject GuardianOf(GuardianRecord guardian)
    {
        var json = ThlJson.Named(guardian.FamilyName, guardian.GivenNames);
        if (!Person.NonDisclosure && guardian.Phone is { } phone) json.Add("yhteystiedot", new JsonObject { ["puhelinnumero"] = phone });
        return json;
    }

    private JsonArray? ReasonsOf(string set)
    {
        var codes = IntakeNotification.AllReasons(Notification.ReasonCodes, Notification.Supplements);
        return Codes.ReasonSetOf(Notification.Kind) != set || codes.Count == 0 ? null : [.. codes.Select(code => (JsonNode)Code(set, code)!)];
    }

    private static JsonObject Reached((string Family, string Given) name, NotifierIdentity notifier)
    {
        var person = ThlJson.Named(name.Family, name.Given);
        if (notifier.Title is { } title) person.Add("tehtavanimike", title);
        if (notifier.Organization is { } organization) person.Add("organisaatio", organization);
        if (notifier.Phone is { } phone) person.Add("yhteystiedot", new JsonObject { ["puhelinnumero"] = phone });
        return person;
    }

    private static JsonObject? Code(string set, string code) => Codes.NameOf(set, code) is { } name ? ThlJson.Coded(set, code, name) : null;
}
