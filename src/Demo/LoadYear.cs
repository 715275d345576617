using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Monipolku.Demo;

/// <summary>
/// <c>-- load-year &lt;year&gt; [--seed n]</c>: a county's year of intake, through the service's own API, with the service's clock set to each
/// day: what is in the database then has gone through every rule that a user's request goes through.
/// </summary>
public static class LoadYear
{
    private const int FirstYear = 2020;
    private const int LastYear = 2049;
    private const int ProgressEvery = 250;

    /// <summary>Null when it is no year that can be loaded.</summary>
    public static int? YearOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear ? year : null;

    /// <summary>The demo's settings and staff, and a clock that can be set. No record systems: nothing of intake goes there.</summary>
    public static void AddLoadYear(this WebApplicationBuilder builder, int year)
    {
        var settings = new Dictionary<string, string?>(DemoSignIn.Settings)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Identity:SignInsPerMinute"] = "100000",
            ["Limits:AccountPerMinute"] = "0",
            ["Limits:ClientPerMinute"] = "0",
            ["Limits:AddressPerMinute"] = "0",
        };
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = settings });
        // The progress shall be read, not each sign-in of each day; appsettings.json says otherwise for all providers.
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning);
        var clock = new SetClock(new DateOnly(year, 1, 1));
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<TimeProvider>(clock);
    }

    /// <summary>0 when the whole year is there, 1 otherwise.</summary>
    public static async Task<int> LoadYearAsync(this WebApplication app, int year)
    {
        try
        {
            await app.StartAsync();
            var service = new Uri(app.Urls.First());
            var seed = app.Configuration.GetValue("seed", 1);
            var load = new Load(() => new HttpClient { BaseAddress = service }, app.Services.GetRequiredService<SetClock>(), YearOfIntake.Of(year, seed), app.Lifetime.ApplicationStopping);
            await load.Play();
            return 0;
        }
        catch (Exception failure) when (failure is DemoFailedException or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync("The year could not be loaded: " + failure.Message);
            return 1;
        }
        finally
        {
            await app.StopAsync();
        }
    }

    /// <summary>The time of the day that is being loaded; it goes on from there as time does.</summary>
    private sealed class SetClock(DateOnly first) : TimeProvider
    {
        private DateTimeOffset _from = Morning(first);
        private long _since = Stopwatch.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _from + Stopwatch.GetElapsedTime(_since);

        public void Set(DateOnly day) => (_from, _since) = (Morning(day), Stopwatch.GetTimestamp());

        private static DateTimeOffset Morning(DateOnly day) => new(day, new TimeOnly(6, 0), TimeSpan.Zero);
    }

    private sealed class Load(Func<HttpClient> connect, SetClock clock, IReadOnlyList<Arrival> year, CancellationToken stopping)
    {
        private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(2);

        private readonly string[] _matters = new string[year.Count];
        private readonly JsonObject?[] _assessments = new JsonObject?[year.Count];
        private int _requests;

        public async Task Play()
        {
            var members = await DemoStaff.Prepare(connect);
            var started = Stopwatch.GetTimestamp();
            var arriving = 0;
            var byDecision = year.Select((arrival, i) => (arrival, i)).Where(a => a.arrival.Joins is null).ToLookup(a => a.arrival.DecidedOn, a => a.i);
            var byCompletion = year.Select((arrival, i) => (arrival, i)).Where(a => a.arrival.AssessedOn is not null).ToLookup(a => a.arrival.AssessedOn!.Value, a => a.i);
            var last = year.Max(a => a.AssessedOn ?? a.DecidedOn);
            for (var day = year[0].Day; arriving < year.Count || day <= last; day = day.AddDays(1))
            {
                var (today, completed) = (byDecision[day].ToList(), byCompletion[day].ToList());
                if (today.Count == 0 && completed.Count == 0 && year[Math.Min(arriving, year.Count - 1)].Day != day) continue;
                clock.Set(day);
                var curator = await SignIn("kaisa.kuraattori", members.Curator.Name);
                var duty = await SignIn("paula.paivystaja", members.DutyWorker.Name);
                var social = await SignIn("sari.sosiaali", members.SocialWorker.Name);
                for (; arriving < year.Count && year[arriving].Day == day; arriving++)
                {
                    // Told to stop, the service answers until the program ends it.
                    if (stopping.IsCancellationRequested) throw new DemoFailedException("it was stopped. Begin again in an empty folder.");
                    await Arrive(curator, duty, arriving);
                    if ((arriving + 1) % ProgressEvery == 0) Tell(day, arriving + 1, started);
                }
                foreach (var i in today) await Decide(duty, social, members.SocialWorker.Id, i, day);
                foreach (var i in completed) await Complete(social, i, day);
            }
            await Settle(await SignIn("paula.paivystaja", members.DutyWorker.Name), year.Count(a => a.AssessedOn is not null));
            Tell(last, year.Count, started);
        }

        private async Task Arrive(DemoApi curator, DemoApi duty, int i)
        {
            var arrival = year[i];
            var receipt = await curator.Create("/api/v1/intake/notifications", new
            {
                kind = arrival.Kind,
                person = new { identityCode = arrival.IdentityCode, givenNames = arrival.GivenNames, familyName = arrival.FamilyName },
                notifier = new { kind = "professional", code = "15", name = curator.Name },
                reasonCodes = new[] { arrival.Kind == "contact" ? "7" : arrival.Reason },
                description = "Kuvitteellinen ilmoitus kuormitusta varten.",
                consent = arrival.Kind == "contact" ? new { given = true } : null,
            });
            _matters[i] = arrival.Joins is { } opened ? _matters[opened] : receipt["id"]!.GetValue<string>();
            var path = "/api/v1/intake/matters/" + _matters[i];
            await duty.Change(HttpMethod.Put, path + "/urgency", new { code = arrival.Urgency, assessment = "Arvioitu heti." }, await duty.Get(path));
            _requests += 3;
        }

        private async Task Decide(DemoApi duty, DemoApi social, Guid ownerId, int i, DateOnly day)
        {
            var path = "/api/v1/intake/matters/" + _matters[i];
            var decision = year[i].Decision;
            await duty.Change(HttpMethod.Post, path + "/decision", new
            {
                decision,
                reasons = "Kuvitteellinen päätös.",
                ownerId,
                told = new[] { new { who = "guardian", how = "phone", on = day } },
                guidedTo = decision == "guideOnward" ? "Perheneuvola" : null,
                countyCode = decision == "transferToOtherCounty" ? "15" : null,
            }, await duty.Get(path));
            _requests += 2;
            if (year[i].AssessedOn is null) return;
            _assessments[i] = await social.Create("/api/v1/assessments", new { matterId = _matters[i], participants = new[] { ownerId } });
            _requests++;
        }

        private async Task Complete(DemoApi social, int i, DateOnly day)
        {
            var path = $"/api/v1/assessments/{_assessments[i]!["id"]}";
            var needs = year[i].Needs.Split(',', StringSplitOptions.RemoveEmptyEntries);
            var written = await social.Change(HttpMethod.Put, path + "/shared", new
            {
                clientView = new { text = "Kuvitteellinen näkemys.", howObtained = "Tapaaminen", clientPresent = true },
                needs = needs.Select(code => new { code, text = "Kuvitteellinen tarve." }),
                strengths = new[] { "Kuvitteellinen voimavara" },
                explained = new { rightsAndDuties = "Kerrottu.", optionsAndEffects = "Kerrottu.", howUnderstood = "Ymmärretty." },
                source = "Lapsi ja huoltaja",
                sources = new object[]
                {
                    new { told = "client", on = day },
                    new { told = "guardian", on = day, who = "Huoltaja", requestedBy = "Sosiaalityöntekijä", basis = "consent", purpose = "Perheen näkemys" },
                },
                involvement = new { child = new { how = "withGuardians", howAsked = "Tapaaminen" }, guardians = "Mukana tapaamisessa." },
                answers = new object[]
                {
                    new { linkId = "arrangement.special-support", flag = false },
                    new { linkId = "self-determination.heard", text = "Kuultu." },
                    new { linkId = "conclusions.text", text = "Kuvitteellinen johtopäätös." },
                    new { linkId = "conclusions.continues", flag = needs.Length > 0 },
                    new { linkId = "conclusions.own-worker", flag = needs.Length > 0 },
                },
            }, _assessments[i]!);
            written = await social.Change(HttpMethod.Put, path + "/parts/social", new { text = "Kuvitteellinen osuus.", sources = new[] { new { told = "writer", on = day } } }, written);
            await social.Change(HttpMethod.Post, path + "/complete", new
            {
                summary = "Kuvitteellinen yhteenveto.",
                summaryLanguage = "fi",
                howGiven = "Käyty läpi yhdessä",
                outcome = needs.Length > 0 ? "needsServices" : "noNeed",
                reason = needs.Length > 0 ? null : "Kuvitteellinen perustelu.",
            }, written);
            _requests += 3;
        }

        /// <summary>The completed assessments stop their matters' clocks by an event: the year is there when the last has.</summary>
        private async Task Settle(DemoApi duty, int assessed)
        {
            var until = Stopwatch.GetTimestamp() + (long)(LongestSettling.TotalSeconds * Stopwatch.Frequency);
            while ((await duty.Get($"/api/v1/intake/statistics?year={year[0].Day.Year}"))["whole"]!["completed"]!.GetValue<int>() < assessed)
            {
                if (Stopwatch.GetTimestamp() > until) throw new DemoFailedException("Assessments are completed, and their matters are not.");
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }

        private async Task<DemoApi> SignIn(string username, string name) =>
            await DemoApi.SignIn(connect, username, name, DemoSignIn.Password) ?? throw new DemoFailedException($"{username} cannot sign in.");

        private void Tell(DateOnly day, int arrived, long started) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{day:yyyy-MM-dd}  {arrived} of {year.Count} intakes, {_requests / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} requests/s"));
    }
}
