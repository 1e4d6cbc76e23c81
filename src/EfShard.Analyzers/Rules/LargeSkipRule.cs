using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0007: pages far down a list that all shards have a part of.</summary>
internal sealed class LargeSkipRule() : Rule(
    "EFS0007",
    "Large Skip over all shards",
    "Each shard reads and sends the {0} rows of '{1}' that are skipped here, and those that are taken. Page by key: Where(x => x.Key > last).OrderBy(x => x.Key).Take(n).",
    Categories.Queries,
    DiagnosticSeverity.Warning), IQueryRule
{
    /// <summary>The option of <c>.editorconfig</c> that says from how many rows on a Skip is large.</summary>
    public const string Option = "efshard_large_skip";

    private const long Large = 1_000;

    public void Check(QueryReading reading, RuleContext context)
    {
        foreach (var skip in reading.Skips.Where(skip => skip.Count >= context.Number(skip.Syntax, Option, Large)))
        {
            if (skip.Query.Spine.FirstOrDefault(source => source.IsSet && source.Entity.IsSharded && !source.IsOpaque && !reading.IsPinned(source)) is { } source)
            {
                context.Report(this, skip.Syntax, skip.Count, source.Entity.Name);
            }
        }
    }
}
