using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EfShard.Analyzers.Tests.Verifying;

/// <summary>Runs the analyzer over sources.</summary>
internal static class Analysis
{
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(Compilation compilation, IReadOnlyDictionary<string, string>? options = null)
    {
        var analyzerOptions = new AnalyzerOptions([], new FixedOptions(options ?? new Dictionary<string, string>()));
        var diagnostics = await compilation.WithAnalyzers([new ShardingAnalyzer()], analyzerOptions).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(diagnostics, d => d.Id == "AD0001");
        return diagnostics;
    }

    /// <summary>The marked spans, and no others, are reported by the rule. The sources must compile.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> VerifyAsync(string rule, params string[] marked)
    {
        var parsed = marked.Select(Markup.Parse).ToList();
        var compilation = Compilations.MustCompile(Compilations.Of([.. parsed.Select(p => p.Source)]));
        var found = (await RunAsync(compilation)).Where(d => d.Id == rule).OrderBy(d => d.Location.SourceSpan.Start).ToList();
        var trees = compilation.SyntaxTrees.ToList();
        for (var i = 0; i < parsed.Count; i++)
        {
            var source = parsed[i].Source;
            Assert.Equal(Texts(parsed[i].Spans, source), Texts(found.Where(d => d.Location.SourceTree == trees[i]).Select(d => d.Location.SourceSpan), source));
        }

        return found;
    }

    private static IEnumerable<string> Texts(IEnumerable<TextSpan> spans, string source)
        => spans.OrderBy(s => s.Start).ThenBy(s => s.End).Select(s => $"{source[..s.Start].Count(c => c == '\n') + 1}: {source.Substring(s.Start, s.Length)}");
}
