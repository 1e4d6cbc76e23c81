using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EfShard.Analyzers.Rules;

/// <summary>What a rule has besides what it checks: the models, the options, and where to report. One place is reported once a rule.</summary>
internal sealed class RuleContext
{
    private readonly SharedModels _models;
    private readonly AnalyzerConfigOptionsProvider _options;
    private readonly Action<Diagnostic> _report;
    private readonly HashSet<(string, SyntaxNode)> _reported = [];

    public RuleContext(
        SharedModels models, ISymbol symbol, AnalyzerConfigOptionsProvider options, Action<Diagnostic> report, CancellationToken cancellationToken)
        => (_models, Symbol, _options, _report, CancellationToken) = (models, symbol, options, report, cancellationToken);

    public ShardingModels Models => _models.Value;

    /// <summary>Whether the EfShard at hand has <c>HasShardedId()</c>.</summary>
    public bool HasShardedIds => Models.Source.HasShardedIds;

    /// <summary>The method, property or type that is looked at.</summary>
    public ISymbol Symbol { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>A number of the <c>.editorconfig</c>.</summary>
    public long Number(SyntaxNode syntax, string key, long otherwise)
        => _options.GetOptions(syntax.SyntaxTree).TryGetValue(key, out var text) && long.TryParse(text, out var number) ? number : otherwise;

    public void Report(Rule rule, SyntaxNode syntax, params object[] arguments) => Report(rule, syntax, syntax.GetLocation(), arguments);

    public void Report(Rule rule, SyntaxNode syntax, Location location, params object[] arguments)
    {
        if (_reported.Add((rule.Descriptor.Id, syntax)))
        {
            _report(Diagnostic.Create(rule.Descriptor, location, arguments));
        }
    }

    /// <summary>Reports with what a code fix needs to know.</summary>
    public void Report(Rule rule, SyntaxNode syntax, ImmutableDictionary<string, string?> properties, params object[] arguments)
    {
        if (_reported.Add((rule.Descriptor.Id, syntax)))
        {
            _report(Diagnostic.Create(rule.Descriptor, syntax.GetLocation(), properties, arguments));
        }
    }
}
