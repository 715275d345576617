using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Plans.Contracts;
using Monipolku.Platform;
using Monipolku.Platform.Secrets;

namespace Monipolku.Plans;

/// <summary>Joint plan: own worker, work pair, team, goals, actions, reviews; and the client's case coordinator.</summary>
public static class PlansModule
{
    public static void AddPlans(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<PlansDb, PlansDbPostgreSql>("plans_");
        builder.Services.AddProtectedColumn("plans_plans", nameof(Plan.DraftSecret), PlanSecrets.DraftPurpose);
        builder.Services.AddProtectedColumn("plans_versions", nameof(ApprovedPlan.DocumentSecret), PlanSecrets.DocumentPurpose);
        builder.Services.AddProtectedColumn("plans_notes", nameof(PlanNote.TextSecret), PlanNote.Purpose);
        builder.Services.AddProtectedColumn("plans_notes", nameof(PlanNote.SourcesSecret), PlanNote.SourcesPurpose);
        builder.Services.AddProtectedColumn("plans_own_words", nameof(OwnWords.TextSecret), OwnWords.Purpose);
        builder.Services.AddProtectedColumn("plans_opened_notes", nameof(OpenedNote.ReasonSecret), OpenedNote.Purpose);
        builder.Services.AddProtectedColumn("plans_coordinators", nameof(CaseCoordinator.GroundsSecret), CaseCoordinator.GroundsPurpose);
        builder.Services.AddProtectedColumn("plans_coordinators", nameof(CaseCoordinator.EndReasonSecret), CaseCoordinator.EndReasonPurpose);
        var outdated = builder.Configuration.GetValue("Plans:NotesOutdatedAfterMonths", 24);
        if (outdated is < 1 or > 1200) throw new SettingException("Plans:NotesOutdatedAfterMonths", "must be 1 to 1200 months");
        builder.Services.AddSingleton(new NoteSettings(outdated));
        builder.Services.AddValidation();
        builder.Services.AddSingleton<PlanSecrets>();
        builder.Services.AddScoped<PlanBasis>();
        builder.Services.AddScoped<IPlanVersions, PlanVersions>();
        builder.Services.AddScoped<IOverviewChapter, PlanChapter>();
        builder.Services.AddScoped<IRecordItems, PlanItems>();
        builder.Services.AddScoped<IOverviewChapter, CoordinatorChapter>();
    }

    public static void MapPlans(this WebApplication app)
    {
        var api = app.MapApi("Plans");
        CreatePlan.Map(api);
        ChangePlan.Map(api);
        ApprovePlan.Map(api);
        ReadPlan.Map(api);
        ReadPlanDraft.Map(api);
        ReadPlanVersion.Map(api);
        ListPlans.Map(api);
        WritePlanNote.Map(api);
        ListPlanNotes.Map(api);
        OpenPlanNote.Map(api);
        ListNoteOpenings.Map(api);
        NameCoordinator.Map(api);
        EndCoordinator.Map(api);
        ReadCoordinator.Map(api);
        ListCoordinators.Map(api);
        ListCoordinated.Map(api);
        WriteOwnWords.Map(api);
        ListOwnWords.Map(api);
    }
}
