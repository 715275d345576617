using Monipolku.Platform;

namespace Monipolku.People;

internal static class PeopleRules
{
    public static Refusal? CheckIdentityCode(string code, DateOnly today, string path)
    {
        if (!Hetu.TryParse(code, out var hetu)) return PeopleRefusals.IdentityCodeWrong.At(path);
        return hetu.IsBornBy(today) ? null : PeopleRefusals.BirthDateInFuture.At(path);
    }
}
