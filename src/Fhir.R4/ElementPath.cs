using System.Globalization;
using System.Text;

namespace Monipolku.Fhir.R4;

/// <summary>Where a reader or walker is. Becomes text only when there is something to report.</summary>
internal sealed class ElementPath
{
    private (string Name, int Index)[] _steps = new (string, int)[24];
    private int _depth;

    /// <param name="name">The element.</param>
    /// <param name="index">Its place in its list; -1 when it is not in a list.</param>
    public void Push(string name, int index = -1)
    {
        if (_depth == _steps.Length) Array.Resize(ref _steps, _depth * 2);
        _steps[_depth++] = (name, index);
    }

    public void Pop() => _depth--;

    public void Reset() => _depth = 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps.AsSpan(0, _depth))
        {
            if (text.Length > 0) text.Append('.');
            text.Append(name);
            if (index >= 0) text.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }
        return text.ToString();
    }
}
