using Microsoft.CodeAnalysis.Text;

namespace EfShard.Analyzers.Tests.Verifying;

/// <summary>Source with <c>[|marked spans|]</c>, which may be nested.</summary>
internal sealed record Markup(string Source, IReadOnlyList<TextSpan> Spans)
{
    public static Markup Parse(string marked)
    {
        var source = new System.Text.StringBuilder();
        var open = new Stack<int>();
        var spans = new List<TextSpan>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (marked[i] == '[' && i + 1 < marked.Length && marked[i + 1] == '|')
            {
                open.Push(source.Length);
                i++;
            }
            else if (marked[i] == '|' && i + 1 < marked.Length && marked[i + 1] == ']')
            {
                spans.Add(TextSpan.FromBounds(open.Pop(), source.Length));
                i++;
            }
            else
            {
                source.Append(marked[i]);
            }
        }

        return open.Count == 0 ? new Markup(source.ToString(), [.. spans.OrderBy(span => span.Start)]) : throw new FormatException("A [| is not closed.");
    }
}
