using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Monipolku.Access.Contracts;
using Monipolku.Platform;

namespace Monipolku.Intake;

/// <summary>What a notifier should know before they notify.</summary>
/// <param name="Language">fi, sv or en, by Accept-Language; English where none is asked.</param>
/// <param name="Process">What happens after a notification, step by step.</param>
public sealed record GuidanceView(string Language, IReadOnlyList<string> Process, IReadOnlyList<GuidanceTopic> Topics);

/// <param name="Kind">The kind that it guides; of a variant the kind that it usually is.</param>
/// <param name="Variant">Null where the topic is the kind itself.</param>
/// <param name="Law">The paragraph: <c>LSL 25 §</c>; null where a variant has none of its own.</param>
/// <param name="When">When to notify.</param>
/// <param name="Tell">What to tell, as far as known.</param>
public sealed record GuidanceTopic(MatterKind Kind, NotificationVariant? Variant, string? Law, string Title, string When, string Tell);

/// <summary>Guidance for notifiers, in GuidanceTexts.resx (English), .fi.resx and .sv.resx.</summary>
internal static class ReadGuidance
{
    private const int Steps = 4;

    private static readonly ResourceManager Texts = new("Monipolku.Intake.GuidanceTexts", typeof(ReadGuidance).Assembly);

    private static readonly IReadOnlyList<(MatterKind Kind, NotificationVariant? Variant, string? Law)> Topics =
    [
        (MatterKind.ChildWelfareNotification, null, "LSL 25 §"),
        (MatterKind.ChildWelfareNotification, NotificationVariant.ViolenceAgainstChild, "LSL 25 §"),
        (MatterKind.ChildWelfareNotification, NotificationVariant.CustodyDispute, null),
        (MatterKind.JointRequestWithFamily, null, "LSL 25 a §"),
        (MatterKind.AnticipatoryNotification, NotificationVariant.Anticipatory, "LSL 25 c §"),
        (MatterKind.Contact, null, "SHL 35 §"),
        (MatterKind.NoticeToAuthority, null, "SHL 40 §"),
    ];

    private static readonly Dictionary<string, GuidanceView> ByLanguage = Languages.All.ToDictionary(language => language, Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/intake/guidance", Handle)
        .WithName(nameof(ReadGuidance))
        .WithSummary("Read when and how to notify, and what happens then; in fi, sv or en by Accept-Language")
        .Requires(Rights.ReadDirectory);

    private static async Task<Results<Ok<GuidanceView>, ProblemHttpResult>> Handle(HttpRequest request, Caller caller, IAccessGate gate, CancellationToken ct)
    {
        var access = await gate.Decide(caller, Rights.ReadDirectory, null, ct);
        return access.Refusal is { } no ? no.ToProblem() : TypedResults.Ok(ByLanguage[Languages.Of(request)]);
    }

    private static GuidanceView Write(string language)
    {
        return new GuidanceView(
            language,
            [.. Enumerable.Range(1, Steps).Select(step => Text($"process.{step}"))],
            [.. Topics.Select(t => new GuidanceTopic(t.Kind, t.Variant, t.Law, Of(t, "title"), Of(t, "when"), Of(t, "tell")))]);

        string Of((MatterKind Kind, NotificationVariant? Variant, string?) topic, string part) =>
            Text($"{JsonRules.CodeOf(topic.Variant is { } variant ? variant : topic.Kind)}.{part}");

        string Text(string name) => Texts.GetString(name, CultureInfo.GetCultureInfo(language))
            ?? throw new MissingManifestResourceException($"The guidance text {name} is missing.");
    }
}
