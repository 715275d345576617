using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Monipolku.Fhir.R4;

/// <summary>A simple value that, like every element, may carry an id and extensions, and may have them without a value.</summary>
public abstract class PrimitiveType : DataType
{
    internal abstract bool HasValue { get; }

    /// <summary>Takes the JSON value the reader stands on; false when the JSON type is wrong.</summary>
    internal abstract bool ReadValue(ref FhirReader r);

    internal abstract void WriteValue(FhirWriter w);

    internal override void CheckRules(Walker v)
    {
        if (!HasValue) return;
        v.HasChild();
        CheckFormat(v);
    }

    private protected abstract void CheckFormat(Walker v);
}

/// <summary>A primitive kept exactly as its text.</summary>
public abstract class TextPrimitive : PrimitiveType
{
    public string? Value { get; set; }

    public override string? ToString() => Value;

    internal override bool HasValue => Value is not null;

    internal override bool ReadValue(ref FhirReader r)
    {
        if (r.Json.TokenType != JsonTokenType.String) return false;
        Value = r.GetString();
        return true;
    }

    internal override void WriteValue(FhirWriter w) => w.String(Value);

    private protected override void CheckFormat(Walker v)
    {
        if (FormatError(Value) is { } rule) v.BadValue(rule);
    }

    /// <summary>The rule that the text breaks, or null.</summary>
    private protected abstract string? FormatError(ReadOnlySpan<char> text);
}

public sealed class FhirString : TextPrimitive
{
    public override string TypeName => "string";
    internal override DataTypes TypeFlag => DataTypes.String;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Text(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirString?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Markdown : TextPrimitive
{
    public override string TypeName => "markdown";
    internal override DataTypes TypeFlag => DataTypes.Markdown;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Text(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Markdown?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Code : TextPrimitive
{
    public override string TypeName => "code";
    internal override DataTypes TypeFlag => DataTypes.Code;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Code(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Code?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Id : TextPrimitive
{
    public override string TypeName => "id";
    internal override DataTypes TypeFlag => DataTypes.Id;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Id(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Id?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class FhirUri : TextPrimitive
{
    public override string TypeName => "uri";
    internal override DataTypes TypeFlag => DataTypes.Uri;
    private protected override void CheckFormat(Walker v)
    {
        base.CheckFormat(v);
        v.Mention(Value!);
    }
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Uri(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirUri?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class FhirUrl : TextPrimitive
{
    public override string TypeName => "url";
    internal override DataTypes TypeFlag => DataTypes.Url;
    private protected override void CheckFormat(Walker v)
    {
        base.CheckFormat(v);
        v.Mention(Value!);
    }
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Uri(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirUrl?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Canonical : TextPrimitive
{
    public override string TypeName => "canonical";
    internal override DataTypes TypeFlag => DataTypes.Canonical;
    private protected override void CheckFormat(Walker v)
    {
        base.CheckFormat(v);
        v.Mention(Value!);
    }
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Uri(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Canonical?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Oid : TextPrimitive
{
    public override string TypeName => "oid";
    internal override DataTypes TypeFlag => DataTypes.Oid;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Oid(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Oid?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Uuid : TextPrimitive
{
    public override string TypeName => "uuid";
    internal override DataTypes TypeFlag => DataTypes.Uuid;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Uuid(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Uuid?(string? value) => value is null ? null : new() { Value = value };
}

public sealed class Base64Binary : TextPrimitive
{
    public override string TypeName => "base64Binary";
    internal override DataTypes TypeFlag => DataTypes.Base64Binary;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Base64(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Base64Binary?(byte[]? value) => value is null ? null : new() { Value = Convert.ToBase64String(value) };

    /// <summary>The decoded bytes.</summary>
    /// <exception cref="FormatException">The text is not base64; a validated resource never has such.</exception>
    public byte[]? ToBytes() => Value is null ? null : Convert.FromBase64String(Value);
}

/// <summary>A date of year, month or day precision, kept as written.</summary>
public sealed class Date : TextPrimitive
{
    public override string TypeName => "date";
    internal override DataTypes TypeFlag => DataTypes.Date;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Date(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Date?(string? value) => value is null ? null : new() { Value = value };
    public static implicit operator Date(DateOnly value) => new() { Value = value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };

    /// <summary>The day, or null when there is none: no value or only a year or month.</summary>
    public DateOnly? ToDateOnly() =>
        DateOnly.TryParseExact(Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>A date, or a date with a time and an offset, kept as written.</summary>
public sealed class FhirDateTime : TextPrimitive
{
    public override string TypeName => "dateTime";
    internal override DataTypes TypeFlag => DataTypes.DateTime;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.DateTime(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirDateTime?(string? value) => value is null ? null : new() { Value = value };
    public static implicit operator FhirDateTime(DateTimeOffset value) => new() { Value = Formats.Write(value) };

    /// <summary>The moment, or null when the text has no time of day (or a leap second, which .NET cannot hold).</summary>
    public DateTimeOffset? ToDateTimeOffset() => Formats.ReadMoment(Value);
}

/// <summary>A moment at least to the second, with an offset, kept as written.</summary>
public sealed class Instant : TextPrimitive
{
    public override string TypeName => "instant";
    internal override DataTypes TypeFlag => DataTypes.Instant;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Instant(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Instant?(string? value) => value is null ? null : new() { Value = value };
    public static implicit operator Instant(DateTimeOffset value) => new() { Value = Formats.Write(value) };

    /// <summary>The moment, or null when there is none (or a leap second, which .NET cannot hold).</summary>
    public DateTimeOffset? ToDateTimeOffset() => Formats.ReadMoment(Value);
}

/// <summary>A time of day, kept as written.</summary>
public sealed class Time : TextPrimitive
{
    public override string TypeName => "time";
    internal override DataTypes TypeFlag => DataTypes.Time;
    private protected override string? FormatError(ReadOnlySpan<char> text) => Formats.Time(text);
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Time?(string? value) => value is null ? null : new() { Value = value };
    public static implicit operator Time(TimeOnly value) => new() { Value = value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) };
}

/// <summary>A decimal number. Its digits are kept as written, because 1.0 and 1.00 differ in precision.</summary>
public sealed class FhirDecimal : PrimitiveType
{
    /// <summary>The number as written in JSON.</summary>
    public string? Text { get; private set; }

    /// <summary>The number, or null when there is none or it does not fit in <see cref="decimal"/>.</summary>
    public decimal? Value
    {
        get => decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
        set => Text = value?.ToString(CultureInfo.InvariantCulture);
    }

    public override string TypeName => "decimal";
    public override string? ToString() => Text;
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirDecimal?(decimal? value) => value is null ? null : new() { Value = value };

    internal override DataTypes TypeFlag => DataTypes.Decimal;
    internal override bool HasValue => Text is not null;

    internal override bool ReadValue(ref FhirReader r)
    {
        if (r.Json.TokenType != JsonTokenType.Number) return false;
        Text = Encoding.ASCII.GetString(r.Json.ValueSpan);
        return true;
    }

    internal override void WriteValue(FhirWriter w)
    {
        Span<byte> digits = stackalloc byte[64];
        w.Ascii(Encoding.ASCII.TryGetBytes(Text, digits, out var length) ? digits[..length] : Encoding.ASCII.GetBytes(Text!));
    }

    // JSON's own grammar of numbers is the decimal's, so nothing is left to check.
    private protected override void CheckFormat(Walker v) { }
}

public sealed class FhirBoolean : PrimitiveType
{
    public bool? Value { get; set; }

    public override string TypeName => "boolean";
    public override string? ToString() => Value switch { true => "true", false => "false", null => null };
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator FhirBoolean?(bool? value) => value is null ? null : new() { Value = value };

    internal override DataTypes TypeFlag => DataTypes.Boolean;
    internal override bool HasValue => Value is not null;

    internal override bool ReadValue(ref FhirReader r)
    {
        if (r.Json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        Value = r.Json.TokenType == JsonTokenType.True;
        return true;
    }

    internal override void WriteValue(FhirWriter w) => w.Ascii(Value!.Value ? "true"u8 : "false"u8);
    private protected override void CheckFormat(Walker v) { }
}

/// <summary>A whole number of 32 bits.</summary>
public abstract class WholeNumber : PrimitiveType
{
    public int? Value { get; set; }

    public override string? ToString() => Value?.ToString(CultureInfo.InvariantCulture);

    internal override bool HasValue => Value is not null;

    internal override bool ReadValue(ref FhirReader r)
    {
        if (r.Json.TokenType != JsonTokenType.Number || !r.Json.TryGetInt32(out var value)) return false;
        Value = value;
        return true;
    }

    internal override void WriteValue(FhirWriter w)
    {
        Span<byte> digits = stackalloc byte[11];
        Value!.Value.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        w.Ascii(digits[..length]);
    }
}

public sealed class Integer : WholeNumber
{
    public override string TypeName => "integer";
    internal override DataTypes TypeFlag => DataTypes.Integer;
    private protected override void CheckFormat(Walker v) { }
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Integer?(int? value) => value is null ? null : new() { Value = value };
}

public sealed class PositiveInt : WholeNumber
{
    public override string TypeName => "positiveInt";
    internal override DataTypes TypeFlag => DataTypes.PositiveInt;
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator PositiveInt?(int? value) => value is null ? null : new() { Value = value };

    private protected override void CheckFormat(Walker v)
    {
        if (Value < 1) v.BadValue("A positiveInt is at least 1.");
    }
}

public sealed class UnsignedInt : WholeNumber
{
    public override string TypeName => "unsignedInt";
    internal override DataTypes TypeFlag => DataTypes.UnsignedInt;
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator UnsignedInt?(int? value) => value is null ? null : new() { Value = value };

    private protected override void CheckFormat(Walker v)
    {
        if (Value < 0) v.BadValue("An unsignedInt is at least 0.");
    }
}

/// <summary>A code of a required binding. Text outside the value set is kept (<see cref="Text"/>) and refused by validation.</summary>
public sealed class Code<T> : PrimitiveType where T : struct, Enum
{
    private string? _unknown;

    public T? Value { get; set; }

    /// <summary>The code as it stands in JSON.</summary>
    public string? Text => Value is { } value ? EnumCodes<T>.Text(value) : _unknown;

    public override string TypeName => "code";
    public override string? ToString() => Text;
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Code<T>?(T? value) => value is null ? null : new() { Value = value };

    internal override DataTypes TypeFlag => DataTypes.Code;
    internal override bool HasValue => Value is not null || _unknown is not null;

    internal override bool ReadValue(ref FhirReader r)
    {
        if (r.Json.TokenType != JsonTokenType.String) return false;
        if (!r.Json.ValueIsEscaped && EnumCodes<T>.TryRead(r.Json.ValueSpan, out var known))
        {
            Value = known;
            return true;
        }
        var text = r.GetString();
        if (EnumCodes<T>.TryRead(Encoding.UTF8.GetBytes(text), out known)) Value = known;
        else _unknown = text;
        return true;
    }

    internal override void WriteValue(FhirWriter w)
    {
        if (Value is { } value) w.Code(EnumCodes<T>.Utf8(value));
        else w.String(_unknown);
    }

    private protected override void CheckFormat(Walker v)
    {
        if (Value is null) v.Add(OperationOutcome.IssueType.CodeInvalid, $"The code is not in the required value set {typeof(T).Name}.");
    }
}
