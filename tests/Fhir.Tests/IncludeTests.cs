using System.Net;
using System.Text.Json.Nodes;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.Fhir.Tests;

/// <summary>What a search takes along: decided by its own type's right and scope.</summary>
public class IncludeTests
{
    [Theory, EveryDatabase]
    public async Task What_a_search_takes_along_is_what_a_read_shows(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var client = story.SocialWorker.Client;
        var (patient, goal) = ($"patient={story.PersonId}", (await client.Fhir($"Goal?patient={story.PersonId}"))["entry"]![0]!["resource"]!.Text("id"));
        var (person, plan, team, referral, task) =
            ($"Patient/{story.PersonId}", $"CarePlan/{story.PlanId}", $"CareTeam/{story.PlanId}", $"ServiceRequest/{story.ReferralId}", $"Task/{story.ReferralId}");
        string[] pair = [$"Practitioner/{story.Nurse.Id}", $"Practitioner/{story.SocialWorker.Id}"];
        foreach (var (search, included) in (ValueTuple<string, string[]>[])
        [
            ($"CarePlan?{patient}&_include=CarePlan:goal", ["Goal/" + goal]),
            ($"CarePlan?{patient}&_include=CarePlan:goal:Goal", ["Goal/" + goal]),
            ($"CarePlan?{patient}&_include=CarePlan:care-team&_include=CarePlan:goal&_include=CarePlan:patient&_include=CarePlan:patient", [team, "Goal/" + goal, person]),
            ($"CarePlan?{patient}&_include=CarePlan:subject", [person]),
            ($"CarePlan?{patient}&_include=CarePlan:performer", pair),
            ($"CarePlan?{patient}&_revinclude=ServiceRequest:based-on", [referral]),
            ($"Goal?{patient}&_revinclude=CarePlan:goal&_include=Goal:subject", [plan, person]),
            ($"CareTeam?{patient}&_revinclude=CarePlan:care-team", [plan]),
            ($"CareTeam?{patient}&_include=CareTeam:participant", [.. pair.Append($"Practitioner/{story.Coordinator.Id}")]),
            ($"ServiceRequest?{patient}&_include=ServiceRequest:based-on&_revinclude=Task:focus", [plan, task]),
            ($"ServiceRequest?{patient}&_include=ServiceRequest:requester&_include=ServiceRequest:performer", [pair[1], $"Organization/{story.Provider.UnitId}"]),
            ($"Task?{patient}&_include=Task:focus&_include=Task:patient&_include=Task:owner", [referral, person, $"Practitioner/{story.Provider.Id}"]),
            ($"Task?{patient}&_include=Task:owner:Organization", []),
            ($"Consent?{patient}&_include=Consent:patient&_include=Consent:organization", [person, $"Organization/{story.SocialWorker.UnitId}"]),
            ($"Consent?{patient}&_include=Consent:consentor&_revinclude=Provenance:target", [person, $"Provenance/{story.JointWork.Id()}-1"]),
            ($"Provenance?target={story.JointWork.Id()}&_include=Provenance:target&_include=Provenance:agent", [$"Consent/{story.JointWork.Id()}", pair[1], $"Organization/{story.SocialWorker.UnitId}"]),
            ($"QuestionnaireResponse?{patient}&_include=QuestionnaireResponse:author", [pair[1]]),
            ($"PractitionerRole?_id={story.Nurse.Id}&_include=PractitionerRole:practitioner&_include=PractitionerRole:organization", [pair[0], $"Organization/{story.Nurse.UnitId}"]),
            ($"CarePlan?{patient}&_count=0&_include=CarePlan:goal", []),
            ($"CarePlan?_id={Guid.NewGuid()}&_include=CarePlan:goal&_revinclude=ServiceRequest:based-on", []),
        ])
        {
            var bundle = await client.Fhir(search);
            Included(bundle).ShouldBe([.. included.Order(StringComparer.Ordinal)], search);
            var matches = Entries(bundle).Where(e => e["search"]!.Text("mode") == "match").ToList();
            bundle["total"]!.GetValue<int>().ShouldBe(search.Contains("_count=0", StringComparison.Ordinal) ? 1 : matches.Count, search);
            foreach (var entry in Entries(bundle))
            {
                var resource = entry["resource"]!;
                entry.Text("fullUrl").ShouldBe($"{story.Host.Address}fhir/{resource.Text("resourceType")}/{resource.Text("id")}");
                JsonNode.DeepEquals(await client.Fhir($"{resource.Text("resourceType")}/{resource.Text("id")}"), resource).ShouldBeTrue(search);
            }
            // By form the same, and so by its own link.
            using var form = await client.PostAsync($"/fhir/{search.Split('?')[0]}/_search", new FormUrlEncodedContent(
                search.Split('?')[1].Split('&').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(p[0], p[1]))));
            JsonNode.DeepEquals(await form.Resource(HttpStatusCode.OK), bundle).ShouldBeTrue(search);
            JsonNode.DeepEquals(await client.Fhir(bundle["link"]![0]!.Text("url")), bundle).ShouldBeTrue(search);
        }
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_in_the_list_is_refused(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Decided, database);
        foreach (var wrong in (string[])
        [
            "_include=*", "_include=CarePlan:*", "_include=", "_include=goal", "_include=CarePlan:encounter", "_include=Goal:patient", "_include=CarePlan:goal:Task",
            "_include=CarePlan:goal,CarePlan:care-team", "_include:iterate=CarePlan:goal", "_revinclude=CarePlan:goal", "_revinclude=Task:focus", "_revinclude=Provenance:target",
            "_revinclude=*", "_include=careplan:goal", "_revinclude=ServiceRequest:patient",
        ])
        {
            await story.SocialWorker.Client.Get($"CarePlan?patient={story.PersonId}&{wrong}", HttpStatusCode.BadRequest, "not-supported");
        }
        await story.SocialWorker.Client.Get("CarePlan?_include=CarePlan:goal", HttpStatusCode.BadRequest, "too-costly");
    }

    [Theory, EveryDatabase]
    public async Task Each_type_taken_along_needs_its_own_scope_and_right(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var search = $"CarePlan?patient={story.PersonId}&_include=CarePlan:goal&_include=CarePlan:care-team&_include=CarePlan:patient&_include=CarePlan:performer&_revinclude=ServiceRequest:based-on";
        async Task<string[]> Types(TestStaff staff, string scope) =>
            [.. Included(await (await story.Host.As(staff.Subject, scope)).Fhir(search)).Select(reference => reference.Split('/')[0]).Distinct()];

        (await Types(story.SocialWorker, "user/*.rs")).ShouldBe(["CareTeam", "Goal", "Patient", "Practitioner", "ServiceRequest"]);
        (await Types(story.SocialWorker, "user/CarePlan.rs")).ShouldBeEmpty();
        (await Types(story.SocialWorker, "user/CarePlan.rs user/Goal.s user/CareTeam.r user/Patient.cud")).ShouldBe(["Goal"]);
        (await Types(story.SocialWorker, "user/CarePlan.s user/CareTeam.s?category=LA28865-6 user/ServiceRequest.s?category=none")).ShouldBe(["CareTeam"]);
        (await Types(story.SocialWorker, "user/CarePlan.s user/CareTeam.s?category=none")).ShouldBeEmpty();

        // The other sector may see the referral, and of the plan nothing once the consent has been withdrawn: neither by the one nor by the other way.
        var nurse = story.Nurse.Client;
        var (forth, back) = ($"ServiceRequest?patient={story.PersonId}&_include=ServiceRequest:based-on", $"Task?patient={story.PersonId}&_include=Task:focus&_include=Task:patient");
        Included(await nurse.Fhir(forth)).ShouldBe([$"CarePlan/{story.PlanId}"]);
        await story.Withdraw();
        var after = await nurse.Fhir(forth);
        (Included(after).Count, after["total"]!.GetValue<int>()).ShouldBe((0, 1));
        Included(await nurse.Fhir(search)).ShouldBeEmpty();
        Included(await nurse.Fhir(back)).ShouldBe([$"Patient/{story.PersonId}", $"ServiceRequest/{story.ReferralId}"]);
        Included(await story.SocialWorker.Client.Fhir(forth)).ShouldBe([$"CarePlan/{story.PlanId}"]);
    }

    [Theory, EveryDatabase]
    public async Task A_guardian_is_taken_nowhere_that_the_child_keeps_from_them(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        var hanna = await VersionTests.Guardian(story);
        var client = story.SocialWorker.Client;
        await client.Change(HttpMethod.Put, $"/api/v1/people/{story.PersonId}/contact",
            new { contact = new { phone = "+358401112223" }, language = "fi" }, await client.Get($"/api/v1/people/{story.PersonId}"));
        var forth = $"ServiceRequest?patient={story.PersonId}&_include=ServiceRequest:based-on&_include=ServiceRequest:patient&_revinclude=Task:focus";
        Included(await hanna.Fhir(forth)).ShouldBe([$"CarePlan/{story.PlanId}", $"Patient/{story.PersonId}", $"Task/{story.ReferralId}"]);
        (await hanna.Fhir(forth)).ToJsonString().ShouldContain("358401112223");

        foreach (var hidden in (string[])["jointPlan", "person", "referral"])
        {
            await client.Post("/api/v1/prohibitions", new
            {
                personId = story.PersonId,
                kind = "guardians",
                givenBy = new { client = true },
                classes = new[] { hidden },
                reason = "Nuori ei halua huoltajan tietävän.",
                notAgainstInterest = true,
                competence = new { assessed = true, competent = true },
            });
            var found = await hanna.Fhir(forth);
            Included(found).ShouldBe(hidden == "referral" ? [] : [$"Patient/{story.PersonId}", $"Task/{story.ReferralId}"], hidden);
            found.ToJsonString().ShouldNotContain(story.PlanId.ToString());
            found.ToJsonString().Contains("358401112223", StringComparison.Ordinal).ShouldBe(hidden == "jointPlan");
        }
    }

    [Theory, EveryDatabase]
    public async Task Pages_take_along_what_is_theirs_and_the_queries_stay_as_many(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Planned, database);
        async Task<JsonObject> Add() => await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart);
        await Add();
        var search = $"Consent?patient={story.PersonId}&_include=Consent:patient&_include=Consent:organization&_include=Consent:consentor&_revinclude=Provenance:target";
        async Task<int> Queries() => (await QueryLog.Of(story.SocialWorker.Client.SendAsync, new HttpRequestMessage(HttpMethod.Get, "/fhir/" + search))).Count;
        var few = await Queries();
        // The caller to each right, what is found, and each type that is taken along.
        few.ShouldBe(9);
        for (var i = 0; i < 3; i++) await Add();
        (await Queries()).ShouldBe(few);

        var (client, next, pages) = (story.SocialWorker.Client, $"/fhir/{search}&_count=2", new List<JsonObject>());
        while (next is not null)
        {
            pages.Add(await client.Fhir(next));
            next = pages[^1]["link"]!.AsArray().FirstOrDefault(l => l!.Text("relation") == "next")?.Text("url");
        }
        pages.Count.ShouldBe(3);
        foreach (var page in pages)
        {
            page["total"]!.GetValue<int>().ShouldBe(5);
            var consents = Entries(page).Where(e => e["search"]!.Text("mode") == "match").Select(e => e["resource"]!.Text("id")).ToList();
            Included(page).Where(reference => reference.StartsWith("Provenance/", StringComparison.Ordinal)).Select(reference => reference[11..47]).ShouldBe(consents);
            Included(page).ShouldContain($"Patient/{story.PersonId}");
        }
    }

    private static IEnumerable<JsonObject> Entries(JsonObject bundle) => bundle["entry"]?.AsArray().Select(e => e!.AsObject()) ?? [];

    private static List<string> Included(JsonObject bundle) =>
    [
        .. Entries(bundle).Where(e => e["search"]!.Text("mode") == "include")
            .Select(e => $"{e["resource"]!.Text("resourceType")}/{e["resource"]!.Text("id")}"),
    ];
}
