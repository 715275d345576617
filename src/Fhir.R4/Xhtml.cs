using System.Collections.Frozen;
using System.Xml;

namespace Monipolku.Fhir.R4;

/// <summary>
/// The narrative's rules txt-1 and txt-2: the basic formatting of HTML 4 and nothing active. Narrative is shown in browsers, so what
/// is not on the lists is refused, not cleaned.
/// </summary>
internal static class Xhtml
{
    private const string Namespace = "http://www.w3.org/1999/xhtml";

    private static readonly FrozenSet<string> Elements = FrozenSet.Create(
        "div", "p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "b", "em", "i", "strong", "small", "big", "tt", "dfn", "q",
        "var", "abbr", "acronym", "cite", "blockquote", "hr", "address", "bdo", "kbd", "sub", "sup", "ul", "ol", "li", "dl", "dt", "dd",
        "pre", "table", "caption", "colgroup", "col", "thead", "tr", "tfoot", "tbody", "th", "td", "code", "samp", "img", "map", "area");

    private static readonly FrozenSet<string> Attributes = FrozenSet.Create(
        "title", "style", "class", "id", "lang", "xml:lang", "dir", "accesskey", "tabindex", "span", "width", "height", "align", "valign",
        "char", "charoff", "abbr", "axis", "headers", "scope", "rowspan", "colspan", "border", "cellpadding", "cellspacing", "summary",
        "href", "name", "src", "alt", "xmlns", "xmlns:xml", "type", "start", "value", "cite", "usemap", "shape", "coords", "nohref");

    public static string? Check(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
            reader.MoveToContent();
            if (reader.LocalName != "div" || reader.NamespaceURI != Namespace) return "The narrative is a div element of XHTML.";
            var hasContent = false;
            do
            {
                if (reader.Depth > FhirReader.MaxDepth) return "The narrative is nested too deep.";
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) hasContent = true;
                if (reader.NodeType is XmlNodeType.ProcessingInstruction) return "txt-1: the narrative holds a processing instruction.";
                if (reader.NodeType != XmlNodeType.Element) continue;
                hasContent |= reader.LocalName == "img";
                if (reader.NamespaceURI != Namespace || !Elements.Contains(reader.LocalName)) return "txt-1: the narrative holds an element that is not allowed.";
                while (reader.MoveToNextAttribute())
                {
                    if (!Attributes.Contains(reader.Name)) return "txt-1: the narrative holds an attribute that is not allowed.";
                    if (reader.Name is "href" or "src" or "cite" && !IsPassive(reader.Value)) return "txt-1: the narrative holds a link that could run.";
                }
                reader.MoveToElement();
            }
            while (reader.Read());
            return hasContent ? null : "txt-2: the narrative has no content.";
        }
        catch (XmlException)
        {
            return "The narrative is not well-formed XHTML.";
        }
    }

    private static bool IsPassive(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || url.AsSpan(0, colon).ContainsAny('/', '#', '?')) return true;
        return url[..colon].ToLowerInvariant() is "http" or "https" or "mailto" or "tel" or "urn"
            || url.StartsWith("data:image/", StringComparison.Ordinal);
    }
}
