using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monipolku.Access.Contracts;
using Monipolku.Intake.Contracts;
using Monipolku.Intake.Reactions;
using Monipolku.Platform;
using Monipolku.Platform.Outbox;
using Monipolku.Platform.Secrets;

namespace Monipolku.Intake;

/// <summary>Notifications and contacts, their clocks, and the duty worker's decisions.</summary>
public static class IntakeModule
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.AddModuleDb<IntakeDb, IntakeDbPostgreSql>("intake_");
        builder.Services.AddProtectedColumn("intake_notifications", nameof(IntakeNotification.NotifierSecret), IntakeSecrets.NotifierPurpose);
        builder.Services.AddProtectedColumn("intake_notifications", nameof(IntakeNotification.DescriptionSecret), IntakeSecrets.DescriptionPurpose);
        builder.Services.AddProtectedColumn("intake_notifications", nameof(IntakeNotification.Supplements), IntakeSecrets.SupplementPurpose);
        builder.Services.AddProtectedColumn("intake_notifications", nameof(IntakeNotification.DetailsSecret), IntakeSecrets.DetailsPurpose);
        builder.Services.AddProtectedColumn("intake_matters", nameof(IntakeMatter.Urgency), IntakeSecrets.UrgencyPurpose);
        builder.Services.AddProtectedColumn("intake_matters", nameof(IntakeMatter.Decision), IntakeSecrets.ReasonsPurpose);
        builder.Services.AddProtectedColumn("intake_hand_overs", nameof(HandOver.NoteSecret), IntakeSecrets.HandOverPurpose);
        builder.Services.AddProtectedColumn("intake_matters", nameof(IntakeMatter.UndoneDecisions), IntakeSecrets.ReasonsPurpose);
        builder.Services.AddProtectedColumn("intake_sibling_links", nameof(SiblingLink.ReasonSecret), IntakeSecrets.ReasonsPurpose);
        builder.Services.AddProtectedColumn("intake_sibling_links", nameof(SiblingLink.EndReasonSecret), IntakeSecrets.ReasonsPurpose);
        builder.Services.AddProtectedColumn("intake_dismissed_duplicates", nameof(DismissedDuplicate.ReasonSecret), IntakeSecrets.ReasonsPurpose);
        builder.Services.AddScoped<IRecordItems, MatterItems>();
        builder.Services.AddValidation();
        builder.Services.AddScoped<IIntakeMatters, IntakeMatters>();
        builder.Services.AddScoped<IOverviewChapter, MatterChapter>();
        builder.Services.AddSingleton<IntakeSecrets>();
        builder.Services.AddSingleton<IRefusalTexts, IntakeTexts>();
        builder.Services.AddSingleton<ArrivalRules>();
        builder.Services.AddSingleton(Ceilings.From(builder.Configuration));
        builder.Services.AddSingleton<ClockWatch>();
        if (builder.Configuration.GetValue("Clocks:Enabled", true)) builder.Services.AddPeriodic<ClockWatch>();
        builder.Services.AddReaction<AssessmentCompleted, StopClockOnAssessmentCompleted>();
        builder.Services.AddReaction<AssessmentWritten, WatchAssessmentOnAssessmentWritten>();
        builder.Services.AddReaction<AssessmentStepTaken, MarkProgressOnAssessmentStepTaken>();
        builder.Services.AddReaction<MatterDecided, WatchAssessmentOnMatterDecided>();
        builder.Services.AddReaction<MatterDecided, MoveAlertsOnMatterDecided>();
    }

    public static void MapIntake(this WebApplication app)
    {
        var api = app.MapApi("Intake");
        ReadGuidance.Map(api);
        ReadIntakeStatistics.Map(api);
        FileNotification.Map(api);
        FileNotifications.Map(api);
        ReadNotification.Map(api);
        ListNotifications.Map(api);
        SupplementNotification.Map(api);
        ListMatters.Map(api);
        ReadQueue.Map(api);
        ReadMatter.Map(api);
        ReadDocument.Map(api);
        AssessUrgency.Map(api);
        DecideMatter.Map(api);
        RecordImplementation.Map(api);
        ListClockChanges.Map(api);
        ListAlerts.Map(api);
        AcknowledgeAlert.Map(api);
        ReadCaseload.Map(api);
        PlanDutyWeek.Map(api);
        ChangeDutyWeek.Map(api);
        ListDutyWeeks.Map(api);
        HandOverMatters.Map(api);
        ListHandOvers.Map(api);
        OfferTalkSlot.Map(api);
        ListTalkSlots.Map(api);
        BookTalkSlot.Map(api);
        ReleaseTalkSlot.Map(api);
        WithdrawTalkSlot.Map(api);
        ListHolidays.Map(api);
        AddHoliday.Map(api);
        RemoveHoliday.Map(api);
        ListRuleSets.Map(api);
        AddRuleSet.Map(api);
        ListProcessDefinitions.Map(api);
        PublishProcessDefinition.Map(api);
        ReadProcessDefinition.Map(api);
        ListActionCards.Map(api);
        ReadSteps.Map(api);
        MarkStepDone.Map(api);
        ReadCriteria.Map(api);
        ReadForecast.Map(api);
        UndoJoin.Map(api);
        TickTold.Map(api);
        TakeBackTold.Map(api);
        LinkSiblings.Map(api);
        EndSiblingLink.Map(api);
        ListSiblings.Map(api);
        ListDuplicates.Map(api);
        DismissDuplicate.Map(api);
        MergeMatter.Map(api);
    }
}
