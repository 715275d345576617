using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Monipolku.Platform;

/// <summary>
/// Finished HTML. Written as an interpolated text: what stands in it is taken as it is, what is put into it is encoded, unless it is
/// HTML already. Attributes stand between double quotes.
/// </summary>
public sealed record Html(string Text)
{
    public static readonly Html Nothing = new("");

    public static Html Of(Builder builder) => new(builder.ToString());

    [InterpolatedStringHandler]
    public readonly ref struct Builder
    {
        // Letters of every script stay readable; < > & " ' are encoded whatever is allowed here.
        private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

        private readonly StringBuilder _text;

        public Builder(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? text) => _text.Append(text is null ? "" : Encoder.Encode(text));

        public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Guid id) => _text.Append(id.ToString());

        public void AppendFormatted(Html? html) => _text.Append(html?.Text);

        public void AppendFormatted(IEnumerable<Html> all)
        {
            foreach (var html in all) _text.Append(html.Text);
        }

        public override string ToString() => _text.ToString();
    }
}
