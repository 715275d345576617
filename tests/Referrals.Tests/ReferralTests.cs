using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Referrals.Contracts;

namespace Monipolku.Referrals.Tests;

/// <summary>The rules of the noun, without a host.</summary>
public class ReferralTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 9, 15);
    private static readonly Actor Requester = new(Guid.NewGuid(), Guid.NewGuid(), Sector.Social, [Role.SocialWorker]);
    private static readonly Actor Receiver = new(Guid.NewGuid(), Guid.NewGuid(), Sector.Health, [Role.ServiceProvider]);
    private static readonly Actor Other = new(Guid.NewGuid(), Guid.NewGuid(), Sector.Health, [Role.ServiceProvider]);

    [Fact]
    public void Loop_closes_with_an_outcome()
    {
        var referral = Draft();

        referral.RouteTo(Receiver.UnitId, true, Now).ShouldBeNull();
        (referral.Status, referral.ReceivingUnitId, referral.OwnerId, referral.Version)
            .ShouldBe((ReferralStatus.Requested, Receiver.UnitId, null, 2));
        referral.Accept(Receiver, Today.AddDays(3), Now).ShouldBeNull();
        (referral.Status, referral.OwnerId, referral.StartsOn).ShouldBe((ReferralStatus.Accepted, Receiver.StaffId, Today.AddDays(3)));
        referral.Start(Receiver, Now).ShouldBeNull();
        (referral.Status, referral.StartsOn).ShouldBe((ReferralStatus.InProgress, Today.AddDays(3)));
        referral.Complete(Receiver, Now.AddDays(60)).ShouldBeNull();
        (referral.Status, referral.Version, referral.ChangedAt).ShouldBe((ReferralStatus.Completed, 5, Now.AddDays(60)));
    }

    [Fact]
    public void Start_tells_the_day_where_acceptance_did_not()
    {
        var referral = In(ReferralStatus.Accepted);
        referral.Start(Receiver, Now.AddDays(2)).ShouldBeNull();
        referral.StartsOn.ShouldBe(Today.AddDays(2));
    }

    [Fact]
    public void Routing_needs_consent()
    {
        var referral = Draft();
        referral.RouteTo(Receiver.UnitId, false, Now).ShouldBe(ReferralsRefusals.ConsentMissing);
        (referral.Status, referral.ReceivingUnitId, referral.Version).ShouldBe((ReferralStatus.Draft, null, 1));
    }

    [Fact]
    public void Rejection_gives_it_back_with_who_has_it_next()
    {
        var referral = In(ReferralStatus.Requested);

        referral.Reject(Receiver, Other.UnitId, null, Now).ShouldBeNull();
        (referral.Status, referral.BounceCount, referral.NextUnitId, referral.OwnerId).ShouldBe((ReferralStatus.Rejected, 1, Other.UnitId, null));

        referral.RouteTo(Other.UnitId, true, Now).ShouldBeNull();
        (referral.Status, referral.NextUnitId, referral.ReceivingUnitId).ShouldBe((ReferralStatus.Requested, null, Other.UnitId));
        referral.Reject(Other, null, Requester.StaffId, Now).ShouldBeNull();
        (referral.BounceCount, referral.NextUnitId, referral.NextOwnerId).ShouldBe((2, null, Requester.StaffId));
    }

    [Fact]
    public void Rejection_names_exactly_one_next()
    {
        In(ReferralStatus.Requested).Reject(Receiver, null, null, Now).ShouldBe(ReferralsRefusals.NextMissing);
        In(ReferralStatus.Requested).Reject(Receiver, Other.UnitId, Other.StaffId, Now).ShouldBe(ReferralsRefusals.NextMissing);
        In(ReferralStatus.Requested).Reject(Receiver, Receiver.UnitId, null, Now).ShouldBe(ReferralsRefusals.NextUnitIsThis);
    }

    [Fact]
    public void Only_the_receiver_answers_and_only_the_requester_cancels()
    {
        In(ReferralStatus.Requested).Accept(Other, null, Now).ShouldBe(ReferralsRefusals.NotReceiver);
        In(ReferralStatus.Requested).Accept(Requester, null, Now).ShouldBe(ReferralsRefusals.NotReceiver);
        In(ReferralStatus.Requested).Reject(Other, Guid.NewGuid(), null, Now).ShouldBe(ReferralsRefusals.NotReceiver);
        In(ReferralStatus.Accepted).Start(Requester, Now).ShouldBe(ReferralsRefusals.NotReceiver);
        In(ReferralStatus.InProgress).Complete(Requester, Now).ShouldBe(ReferralsRefusals.NotReceiver);
        In(ReferralStatus.Requested).Cancel(Receiver, false, Now).ShouldBe(ReferralsRefusals.NotRequester);
    }

    [Fact]
    public void Service_starts_today_or_within_a_year()
    {
        In(ReferralStatus.Requested).Accept(Receiver, Today.AddDays(-1), Now).ShouldBe(ReferralsRefusals.StartOutOfRange);
        In(ReferralStatus.Requested).Accept(Receiver, Today.AddYears(1).AddDays(1), Now).ShouldBe(ReferralsRefusals.StartOutOfRange);
        In(ReferralStatus.Requested).Accept(Receiver, Today, Now).ShouldBeNull();
        In(ReferralStatus.Requested).Accept(Receiver, null, Now).ShouldBeNull();
    }

    public static TheoryData<ReferralStatus, string> EveryStateAndOperation()
    {
        var data = new TheoryData<ReferralStatus, string>();
        foreach (var status in Enum.GetValues<ReferralStatus>())
        {
            foreach (var operation in Operations.Keys) data.Add(status, operation);
        }
        return data;
    }

    [Theory, MemberData(nameof(EveryStateAndOperation))]
    public void Each_state_takes_what_it_allows_and_refuses_the_rest(ReferralStatus status, string operation)
    {
        var referral = In(status);
        var version = referral.Version;
        var allowed = Referral.AllowedIn(status);

        var refusal = Operations[operation](referral);

        if (allowed.Contains(operation))
        {
            refusal.ShouldBeNull();
            referral.Version.ShouldBe(version + 1);
        }
        else
        {
            (refusal!.Status, refusal.Code).ShouldBe((409, "referrals.wrong-state"));
            refusal.Allowed.ShouldBe(allowed);
            (referral.Status, referral.Version).ShouldBe((status, version));
        }
    }

    [Fact]
    public void Every_operation_is_allowed_somewhere_and_every_allowed_one_exists() =>
        Enum.GetValues<ReferralStatus>().SelectMany(Referral.AllowedIn).ToHashSet().ShouldBe(Operations.Keys, ignoreOrder: true);

    private static readonly Dictionary<string, Func<Referral, Refusal?>> Operations = new()
    {
        ["route"] = r => r.RouteTo(Receiver.UnitId, true, Now),
        ["accept"] = r => r.Accept(Receiver, null, Now),
        ["reject"] = r => r.Reject(Receiver, Other.UnitId, null, Now),
        ["start"] = r => r.Start(Receiver, Now),
        ["complete"] = r => r.Complete(Receiver, Now),
        ["cancel"] = r => r.Cancel(Requester, false, Now),
        ["plan"] = r => r.LinkTo(Guid.NewGuid(), Now),
    };

    private static Referral Draft() => new()
    {
        Id = Guid.NewGuid(),
        PersonId = Guid.NewGuid(),
        MatterId = Guid.NewGuid(),
        TextsSecret = "",
        RequestedBy = Requester.StaffId,
        RequestingUnitId = Requester.UnitId,
        RequestedAt = Now,
        ChangedAt = Now,
    };

    private static Referral In(ReferralStatus status)
    {
        var referral = Draft();
        string[] way = status switch
        {
            ReferralStatus.Draft => [],
            ReferralStatus.Requested => ["route"],
            ReferralStatus.Accepted => ["route", "accept"],
            ReferralStatus.Rejected => ["route", "reject"],
            ReferralStatus.InProgress => ["route", "accept", "start"],
            ReferralStatus.Completed => ["route", "accept", "start", "complete"],
            _ => ["cancel"],
        };
        foreach (var step in way) Operations[step](referral).ShouldBeNull();
        referral.Status.ShouldBe(status);
        return referral;
    }
}
