using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Monipolku.Access.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.OpenApi;
using Monipolku.Platform.Secrets;

namespace Monipolku.Access;

/// <summary>What the staff register knows of somebody.</summary>
/// <param name="Name">As colleagues and clients know them; 2 to 200 characters in one line.</param>
/// <param name="Roles">1 to 10; what they may do.</param>
/// <param name="UnitId">The work team, which access follows.</param>
/// <param name="EmployerUnitId">The unit that pays the salary, where it is another one than the work team.</param>
/// <param name="Area">Area that the work covers (alue), as the county calls it; at most 100 characters.</param>
/// <param name="Qualification">What they are qualified for: when its licence has ended, no client's record opens.</param>
/// <param name="IdentityCode">Their own identity code: their own and their relatives' records are then closed to them as staff. Kept as a keyed hash only.</param>
/// <param name="ValidFrom">First day of work, Europe/Helsinki; at once when left out.</param>
/// <param name="ValidTo">Last day; until further notice when left out.</param>
public record StaffDetails(
    [property: Visible, OneLine, StringLength(200, MinimumLength = 2)] string Name,
    [property: MinLength(1), MaxLength(10)] IReadOnlyList<Role> Roles,
    Guid UnitId,
    Guid? EmployerUnitId = null,
    [property: Visible, OneLine, StringLength(100, MinimumLength = 1)] string? Area = null,
    Qualification? Qualification = null,
    [property: StringLength(11, MinimumLength = 11)] string? IdentityCode = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null)
{
    public override string ToString() => nameof(StaffDetails);

    /// <summary>Null when name, dates and identity code are sound.</summary>
    internal Refusal? Check() => Wrongs().FirstOrDefault();

    /// <summary>All that is wrong with name, dates and identity code.</summary>
    internal IEnumerable<Refusal> Wrongs()
    {
        if (Hetu.StandsIn(Name)) yield return AccessRefusals.IdentityCodeInName;
        if (ValidTo < ValidFrom) yield return AccessRefusals.ValidityBackwards.At("$.validTo");
        if (Qualification is { } q && q.LicenceTo < q.LicenceFrom) yield return AccessRefusals.ValidityBackwards.At("$.qualification.licenceTo");
        if (IdentityCode is not null && !Hetu.TryParse(IdentityCode, out _)) yield return AccessRefusals.IdentityCodeWrong.At("$.identityCode");
    }
}

/// <param name="Subject">The <c>sub</c> that the sign-in service puts into this person's tokens.</param>
public sealed record RegisterStaffRequest(
    [property: Visible, OneLine, Subject, StringLength(200, MinimumLength = 2)] string Subject,
    string Name,
    IReadOnlyList<Role> Roles,
    Guid UnitId,
    Guid? EmployerUnitId = null,
    string? Area = null,
    Qualification? Qualification = null,
    string? IdentityCode = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null) : StaffDetails(Name, Roles, UnitId, EmployerUnitId, Area, Qualification, IdentityCode, ValidFrom, ValidTo)
{
    public override string ToString() => nameof(RegisterStaffRequest);
}

/// <param name="From">When the work began here; null when not told.</param>
/// <param name="Until">When it ended or will end; null until further notice.</param>
public sealed record StaffView(
    Guid Id, string Subject, string Name, IReadOnlyList<Role> Roles, Guid UnitId, Guid? EmployerUnitId, string? Area, Qualification? Qualification,
    DateTimeOffset? From, DateTimeOffset? Until, int Version) : IVersioned
{
    internal static StaffView Of(Staff s) => new(
        s.Id, s.Subject, s.Name, s.Roles, s.UnitId, s.EmployerUnitId, s.Area, s.Qualification, s.From, s.Until, s.Version);
}

/// <summary>Adds a staff member to a unit.</summary>
internal static class RegisterStaff
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff", Handle)
        .WithName(nameof(RegisterStaff))
        .WithSummary("Add a staff member")
        .WithExample(new RegisterStaffRequest("sari.sosiaali", "Sari Sosiaali", [Role.SocialWorker], Guid.Parse("0192f0c1-7c1e-7000-8000-000000000002")))
        .Requires(Rights.AdministerAccess)
        .OneOfTwoAtOnce(AccessRefusals.SubjectTaken)
        .Idempotent<AccessDb>();

    private static async Task<Results<Created<StaffView>, ProblemHttpResult>> Handle(
        RegisterStaffRequest request, Idempotency idempotency, Caller caller, AccessDb db, SecretText secrets, IAccessGate gate, TimeProvider clock,
        CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.AdministerAccess, null, ct);
        if (access.Refusal is { } no) return no.ToProblem();
        if ((request.Check() ?? await CheckUnits(request, db, ct)) is { } wrong) return wrong.ToProblem();
        if (await db.TakenSubjects.AnyAsync(t => t.Subject == request.Subject, ct)) return AccessRefusals.SubjectTaken.ToProblem();

        var staff = Staff.New(Guid.CreateVersion7(clock.GetUtcNow()), request.Subject, request, secrets);
        db.Staff.Add(staff);
        db.TakenSubjects.Add(new TakenSubject(staff.Subject));
        return await db.SaveCreatedAsync(idempotency, $"/api/v1/staff/{staff.Id}", StaffView.Of(staff), ct);
    }

    internal static async Task<Refusal?> CheckUnits(StaffDetails details, AccessDb db, CancellationToken ct)
    {
        Guid[] asked = details.EmployerUnitId is { } employer ? [details.UnitId, employer] : [details.UnitId];
        var known = await db.Units.Where(u => asked.Contains(u.Id) && u.Until == null).Select(u => u.Id).ToListAsync(ct);
        if (!known.Contains(details.UnitId)) return AccessRefusals.UnitUnknown;
        return asked.Except(known).Any() ? AccessRefusals.UnitUnknown.At("$.employerUnitId") : null;
    }
}
