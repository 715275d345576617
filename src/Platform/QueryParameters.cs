using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Monipolku.Platform;

/// <summary>
/// An operation takes the query parameters of its handler, each once. The framework ignores others: a misspelt filter would answer
/// with too much.
/// </summary>
internal static class QueryParameters
{
    private const int LongestNameShown = 40;
    private static readonly MethodInfo ReadsAny = typeof(QueryParameters).GetMethod(nameof(Reads), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static EndpointFilterDelegate RefuseUnknown(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = context.MethodInfo.GetParameters().Where(IsSimple).ToDictionary(p => p.Name!, Reader, StringComparer.OrdinalIgnoreCase);
        var instants = context.MethodInfo.GetParameters().Where(p => (Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType) == typeof(DateTimeOffset))
            .Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return invocation =>
        {
            var request = invocation.HttpContext.Request;
            foreach (var (name, values) in request.Query)
            {
                if (!known.TryGetValue(name, out var reads) || request.RouteValues.ContainsKey(name)) return Refused(PlatformRefusals.ParameterUnknown, name);
                if (values.Count > 1) return Refused(PlatformRefusals.ParameterRepeated, name);
                // Of a parameter that may be left out, the framework's binding says 400 and no name.
                if (values[0] is not { Length: > 0 } text) continue;
                if (!reads(text)) throw new BadHttpRequestException($"The parameter \"{name}\" is of the wrong form.");
                // The framework would take it for UTC, who wrote it perhaps for Helsinki's.
                if (instants.Contains(name) && !Milliseconds.HasZone(text)) return Refused(PlatformRefusals.InvalidRequest with { Text = Milliseconds.WithoutZone }, name);
            }
            return next(invocation);
        };
    }

    /// <summary>What the framework binds from the address: text, and whatever is parsed from text.</summary>
    private static bool IsSimple(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken));
    }

    private static Func<string, bool> Reader(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) ? _ => true : ReadsAny.MakeGenericMethod(type).CreateDelegate<Func<string, bool>>();
    }

    private static bool Reads<T>(string text) where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static ValueTask<object?> Refused(Refusal refusal, string name) => ValueTask.FromResult<object?>(refusal.At(Shown(name)).ToProblem());

    /// <summary>Without digits: a caller may have put an identity code there.</summary>
    private static string Shown(string name) =>
        name.Length is > 0 and <= LongestNameShown && name.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or '.' or ':') ? name : "?";
}
