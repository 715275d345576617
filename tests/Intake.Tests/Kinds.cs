using System.Text.Json.Nodes;
using Monipolku.Testing;

namespace Monipolku.Intake.Tests;

/// <summary>A right notification of each kind that asks for more than a child-welfare notification does.</summary>
internal static class Kinds
{
    public static JsonObject Contact(string? identityCode = null)
    {
        var body = IntakeSteps.Notification(identityCode ?? TestHetu.New(40));
        body["kind"] = "contact";
        body["reasonCodes"] = new JsonArray("9");
        body["consent"] = new JsonObject { ["given"] = true };
        return body;
    }

    public static JsonObject Anticipatory(string? identityCode = null)
    {
        var body = IntakeSteps.Notification(identityCode ?? TestHetu.New(28));
        body["kind"] = "anticipatoryNotification";
        body["reasonCodes"] = new JsonArray("8");
        body["unbornChild"] = new JsonObject
        {
            ["expectedOn"] = "2026-12-24",
            ["motherTold"] = true,
            ["otherParentTold"] = false,
            ["otherParent"] = new JsonObject { ["givenNames"] = "Toivo", ["familyName"] = "Toinen" },
        };
        return body;
    }

    public static JsonObject Notice(string? identityCode = null)
    {
        var body = Contact(identityCode);
        body["kind"] = "noticeToAuthority";
        body["recipient"] = new JsonObject { ["organization"] = "Nuorisopsykiatrian poliklinikka", ["postalCode"] = "67100", ["city"] = "Kokkola" };
        return body;
    }

    /// <summary>The client's own, over the county's open form.</summary>
    public static JsonObject OwnContact(string? identityCode = null)
    {
        var body = Contact(identityCode);
        body["channel"] = "ownContact";
        body["notifier"] = new JsonObject { ["kind"] = "private", ["code"] = "1", ["name"] = "Aino Aikuinen", ["phone"] = "+358401234567" };
        body.Remove("consent");
        return body;
    }
}
