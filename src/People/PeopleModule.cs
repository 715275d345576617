using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.People.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.People;

/// <summary>Who the client is: identity code, guardians, non-disclosure, contact, language.</summary>
public static class PeopleModule
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<PeopleDb, PeopleDbPostgreSql>("people_");
        builder.Services.AddProtectedColumn("people_persons", nameof(Person.IdentityCodeSecret), PersonSecrets.IdentityCodePurpose);
        builder.Services.AddProtectedColumn("people_persons", nameof(Person.ContactSecret), PersonSecrets.ContactPurpose);
        builder.Services.AddProtectedColumn("people_persons", nameof(Person.Guardians), PersonSecrets.IdentityCodePurpose, PersonSecrets.ContactPurpose);
        builder.Services.AddValidation();
        builder.Services.AddScoped<IPeople, PeopleRegister>();
        builder.Services.AddScoped<IPersonDirectory, PersonDirectory>();
        builder.Services.AddScoped<IRepresentation, Representation>();
        builder.Services.AddSingleton<PersonSecrets>();
    }

    public static void MapPeople(this WebApplication app)
    {
        var api = app.MapApi("People");
        ReadPerson.Map(api);
        ReadOverview.Map(api);
        ReadContact.Map(api);
        FindPerson.Map(api);
        AddGuardian.Map(api);
        ChangeContact.Map(api);
    }
}
