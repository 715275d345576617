using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

// "For evaluation purposes": the API that runs for a request's body by itself has no other name yet, and tests cover what it does here.
#pragma warning disable ASP0029

namespace Monipolku.Platform;

/// <summary>Reads the rows of a batch each by itself: one that is wrong gets its own refusal and leaves the others alone.</summary>
public sealed class JsonRows(IServiceProvider services, IOptions<ValidationOptions> validation)
{
    /// <summary>The row as the body of a request is read: strict JSON, then the rules that stand on the record's members.</summary>
    /// <returns>The row, or what is wrong with its path within the row.</returns>
    public async Task<(T? Row, Refusal? Refusal)> Read<T>(JsonElement json, CancellationToken ct) where T : class
    {
        T? row;
        try
        {
            row = json.Deserialize<T>(JsonRules.Options);
        }
        catch (JsonException wrong)
        {
            return (null, Problems.OfJson(wrong));
        }
        if (row is null) return (null, PlatformRefusals.MalformedJson.At("$"));
        if (!validation.Value.TryGetValidatableTypeInfo(typeof(T), out var rules)) throw new InvalidOperationException($"{typeof(T).Name} states no rules.");
        var context = new ValidateContext { ValidationOptions = validation.Value, ValidationContext = new ValidationContext(row, services, items: null) };
        await rules.ValidateAsync(row, context, ct);
        if (context.ValidationErrors is not { Count: > 0 } errors) return (row, null);
        var (member, texts) = errors.First();
        return (null, PlatformRefusals.InvalidRequest with { Text = texts[0], Path = Problems.JsonPath(member) });
    }
}
