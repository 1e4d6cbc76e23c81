using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EfShard.Analyzers.Tests.Verifying;

/// <summary>The same <c>.editorconfig</c> for every file.</summary>
internal sealed class FixedOptions(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions => new Values(values);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values(values);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(values);

    private sealed class Values(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
