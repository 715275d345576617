using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monipolku.Fhir.R4;
using Task = Monipolku.Fhir.R4.Task;

/// <summary>
/// Reads and writes a transaction of about 50 kB, the size of a joint plan with its consents, against System.Text.Json.Nodes on
/// the same bytes. Our reading includes all validation. The nodes are lazy: unread ones are copied from their source text, which
/// is the least that anything can do; so they are measured once more with every value read.
/// </summary>
internal static class FhirBenchmark
{
    private const int Rounds = 7;

    // Both sides escape only what JSON requires.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1);

    public static void Run()
    {
        var json = FhirJson.Serialize(Transaction());
        var output = new ArrayBufferWriter<byte>(json.Length * 2);
        var bundle = FhirJson.Parse<Bundle>(json);
        var node = JsonNode.Parse(json)!;
        (string Name, Action Work)[] cases =
        [
            ("JsonNode parse + write", () => Write(JsonNode.Parse(json)!, output)),
            ("Fhir.R4 parse + write", () => Write(FhirJson.Parse<Bundle>(json), output)),
            ("JsonNode, all nodes read", () =>
            {
                var read = JsonNode.Parse(json)!;
                ReadAll(read);
                Write(read, output);
            }),
            ("JsonNode parse", () => JsonNode.Parse(json)),
            ("Fhir.R4 parse", () => FhirJson.Parse<Bundle>(json)),
            ("JsonNode write", () => Write(node, output)),
            ("Fhir.R4 write", () => Write(bundle, output)),
            ("Fhir.R4 validate", () => FhirValidator.Validate(bundle)),
            ("Fhir.R4 canonical", () => FhirJson.SerializeCanonical(bundle)),
        ];

        Print($"FHIR transaction of {json.Length} bytes, {bundle.Entry.Count} entries; median of {Rounds} rounds");
        Print($"{"",-24}{"us",9}{"MB/s",9}{"kB alloc",10}");
        var times = new double[cases.Length][];
        // The rounds of all cases alternate, so that a busy moment of the machine hits them alike. The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < cases.Length; i++)
            {
                var time = Measure(cases[i].Work);
                if (round == 0) times[i] = new double[Rounds];
                else times[i][round - 1] = time;
            }
        }
        for (var i = 0; i < cases.Length; i++)
        {
            Array.Sort(times[i]);
            var median = times[i][Rounds / 2];
            Print($"{cases[i].Name,-24}{median,9:F0}{json.Length / median,9:F0}{Allocated(cases[i].Work) / 1024.0,10:F0}");
        }
        Print($"parse + write takes {times[1][Rounds / 2] / times[0][Rounds / 2]:F2} of the time of unread nodes, {times[1][Rounds / 2] / times[2][Rounds / 2]:F2} of that of read ones");
    }

    /// <summary>Looks at every value once, as any use of the nodes does.</summary>
    private static int ReadAll(JsonNode? node) => node switch
    {
        JsonObject o => o.Sum(m => ReadAll(m.Value)),
        JsonArray a => a.Sum(ReadAll),
        JsonValue v => v.TryGetValue<string>(out var text) ? text.Length : 1,
        _ => 0,
    };

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Write(JsonNode node, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(output, Relaxed);
        node.WriteTo(writer);
    }

    private static void Write(Resource resource, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        FhirJson.Serialize(resource, output);
    }

    /// <summary>Microseconds for one call, over a second of calls.</summary>
    private static double Measure(Action work)
    {
        var calls = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < RoundTime; calls++) work();
        return clock.Elapsed.TotalMicroseconds / calls;
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Bundle Transaction()
    {
        var bundle = new Bundle { Type = Bundle.BundleType.Transaction };
        var person = Entry(bundle, "Patient", new Patient
        {
            Identifier = [new() { Use = Identifier.IdentifierUse.Official, System = "urn:oid:1.2.246.21", Value = "020516C903K" }],
            Name = [new() { Use = HumanName.NameUse.Official, Family = "Esimerkki", Given = ["Väinö", "Olavi"] }],
            Telecom = [new() { System = ContactPoint.ContactPointSystem.Phone, Value = "+358 50 000 0000", Use = ContactPoint.ContactPointUse.Mobile }],
            Gender = AdministrativeGender.Male,
            BirthDate = "2016-05-02",
            Address = [new() { Line = ["Esimerkkikatu 1 A 2"], PostalCode = "67100", City = "Kokkola", Country = "FI" }],
        });
        var team = Entry(bundle, "CareTeam", new CareTeam
        {
            Status = CareTeam.CareTeamStatus.Active,
            Subject = person,
            Participant =
            [
                .. Enumerable.Range(0, 6).Select(i => new CareTeam.ParticipantComponent
                {
                    Role = [Concept("https://monipolku.example/role", $"role-{i}", "Työparin jäsen")],
                    Member = new() { Reference = $"PractitionerRole/{i}", Display = "Sosiaaliohjaaja, lapsiperheiden palvelut" },
                    Period = new() { Start = "2026-03-02" },
                }),
            ],
        });
        var plan = new CarePlan
        {
            Status = RequestStatus.Active,
            Intent = CarePlan.CarePlanIntent.Plan,
            Subject = person,
            CareTeam = [team],
            Title = "Yhteinen suunnitelma",
            Period = new() { Start = "2026-03-02", End = "2026-09-01" },
        };
        var planReference = Entry(bundle, "CarePlan", plan);
        for (var i = 0; i < 16; i++)
        {
            var goal = Entry(bundle, "Goal", new Goal
            {
                LifecycleStatus = Goal.GoalLifecycleStatus.Active,
                Description = new() { Text = "Perhe saa tukea arkeen ja lapsi käy koulussa säännöllisesti viikosta toiseen." },
                Subject = person,
                Start = (Date)"2026-03-02",
                Target = [new() { Measure = Concept("http://loinc.org", "72133-2", "Toimintakyky"), Detail = new Quantity { Value = 3.50m, Unit = "pistettä", System = "http://unitsofmeasure.org", Code = "1" }, Due = (Date)"2026-06-01" }],
            });
            plan.Goal.Add(goal);
            var task = Entry(bundle, "Task", new Task
            {
                Identifier = [new() { System = "urn:ietf:rfc:3986", Value = $"urn:uuid:0190163d-8694-739b-aea5-966c26f8ad{i:00}" }],
                Status = Task.TaskStatus.Requested,
                Intent = Task.TaskIntent.Order,
                Priority = RequestPriority.Routine,
                Code = Concept("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", "Fulfill the focal request"),
                Description = "Sovi tapaaminen työparin kanssa ja kirjaa lapsen oma näkemys ennen seuraavaa verkostokokousta.",
                For = person,
                BasedOn = [planReference],
                AuthoredOn = "2026-03-02T09:15:00+02:00",
                LastModified = "2026-03-02T09:15:00+02:00",
                Requester = new() { Reference = "PractitionerRole/1" },
                Owner = new() { Reference = "PractitionerRole/2" },
                Restriction = new() { Period = new() { End = "2026-04-01" } },
            });
            plan.Activity.Add(new() { Reference = task });
            Entry(bundle, "Observation", new Observation
            {
                Status = ObservationStatus.Final,
                Category = [Concept("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")],
                Code = Concept("http://loinc.org", "72133-2", "Toimintakyky"),
                Subject = person,
                Effective = (FhirDateTime)"2026-03-02",
                Value = new Quantity { Value = 2.50m, Unit = "pistettä" },
                Note = [new() { Text = "Arvio tehtiin yhdessä lapsen ja huoltajan kanssa kotikäynnillä." }],
            });
        }
        foreach (var direction in (string[])["1", "2"])
        {
            var consent = Entry(bundle, "Consent", new Consent
            {
                Status = Consent.ConsentState.Active,
                Scope = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent"),
                Category = [Concept("https://monipolku.example/direction", direction, "Suunta")],
                Patient = person,
                DateTime = "2026-03-02T09:00:00+02:00",
                Policy = [new() { Uri = "https://monipolku.example/policy" }],
            });
            Entry(bundle, "Provenance", new Provenance
            {
                Target = [consent],
                Recorded = "2026-03-02T09:00:01.125+02:00",
                Agent = [new() { Role = [Concept("http://gen.kanta.fi/figen-cs-provenancerolecategory", "12", "Asiakas")], Who = person }],
            });
        }
        return bundle;
    }

    private static ResourceReference Entry(Bundle bundle, string type, Resource resource)
    {
        var url = $"urn:uuid:0190163d-8694-739b-aea5-{bundle.Entry.Count:x12}";
        bundle.Entry.Add(new()
        {
            FullUrl = url,
            Resource = resource,
            Request = new() { Method = Bundle.HTTPVerb.POST, Url = type, IfNoneExist = $"identifier=urn:ietf:rfc:3986|{url}" },
        });
        return new() { Reference = url, Type = type };
    }

    private static CodeableConcept Concept(string system, string code, string display) =>
        new() { Coding = [new() { System = system, Code = code, Display = display }] };
}
