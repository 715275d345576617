using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Consents.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Reactions;
using Monipolku.Testing;

namespace Monipolku.Referrals.Tests;

public class ConsentWithdrawnTests
{
    [Theory, EveryDatabase]
    public async Task Question_that_waits_for_its_answer_is_stopped(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());
        await story.Withdraw();

        await story.Host.DrainAsync();

        var stopped = await story.SocialWorker.Client.Get($"/api/v1/referrals/{routed.Id()}");
        (stopped.Text("status"), stopped.Text("statusReason")).ShouldBe(("cancelled", "The client has withdrawn the consent to joint work."));
        await story.Provider.Read(routed).ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Service_that_has_accepted_goes_on(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Referred, database);
        await story.Withdraw();

        await story.Host.DrainAsync();

        (await story.Provider.Client.Get($"/api/v1/referrals/{story.ReferralId}")).Text("status").ShouldBe("accepted");
    }

    [Theory, EveryDatabase]
    public async Task Withdrawn_permission_and_a_consent_given_anew_leave_it_alone(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var routed = await story.RouteReferral(await story.DraftReferral());
        await story.Withdraw(await story.Permit(Direction.HealthToSocial, DataClass.HealthAssessmentPart));
        await story.Withdraw();
        await story.Consent();

        await story.Host.DrainAsync();

        (await story.Provider.Client.Get($"/api/v1/referrals/{routed.Id()}")).Text("status").ShouldBe("requested");
    }

    [Theory, EveryDatabase]
    public async Task Event_that_comes_twice_stops_once(DatabaseProvider database)
    {
        var story = await Story.At(Chapter.Consented, database);
        var first = await story.RouteReferral(await story.DraftReferral());
        var withdrawn = await story.Withdraw();
        var happened = new ConsentEnded(Guid.CreateVersion7(), story.PersonId, withdrawn.Id(), withdrawn["version"]!.GetValue<int>(), Withdrawn: true);

        await React(story, happened);
        await React(story, happened);

        var stopped = await story.SocialWorker.Client.Get($"/api/v1/referrals/{first.Id()}");
        (stopped.Text("status"), stopped["version"]!.GetValue<int>()).ShouldBe(("cancelled", 3));
    }

    private static async Task React(Story story, ConsentEnded happened)
    {
        await using var scope = story.Host.Services.CreateAsyncScope();
        var reaction = scope.ServiceProvider.GetRequiredService<StopReferralsOnConsentEnded>();
        await reaction.Handle(happened, default);
    }
}
