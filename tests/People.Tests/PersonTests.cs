using System.Net;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Testing;

namespace Monipolku.People.Tests;

public class PersonTests
{
    [Theory, EveryDatabase]
    public async Task Search_answers_an_unknown_code_like_somebody_elses_client(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);

        await worker.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = TestHetu.New() })
            .ShouldRefuse(HttpStatusCode.Forbidden, "access.no-relationship");
    }

    [Theory, EveryDatabase]
    public async Task Wrong_check_character_is_named_by_its_path(DatabaseProvider database)
    {
        var host = await TestHost.Shared(database);
        var worker = await host.AddStaff(Sector.Social, Role.SocialWorker);

        var problem = await worker.Client.SendJson(HttpMethod.Post, "/api/v1/people/search", new { identityCode = "010190-999X" })
            .ShouldRefuse(HttpStatusCode.BadRequest, "people.identity-code-wrong");

        problem["errors"]!.AsObject().ShouldContainKey("$.identityCode");
    }
}
