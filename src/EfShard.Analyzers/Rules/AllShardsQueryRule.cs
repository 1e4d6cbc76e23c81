using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0002: a query that asks all shards without saying so.</summary>
internal sealed class AllShardsQueryRule() : Rule(
    "EFS0002",
    "Query without a condition on the shard key",
    "This asks all shards: nothing limits the shard key of '{0}' ({1}). Add a condition on it or, if all are meant, AllShards().",
    Categories.Queries,
    DiagnosticSeverity.Info), IQueryRule
{
    public void Check(QueryReading reading, RuleContext context)
    {
        if (!reading.AsksAllShards && Asking(reading) is { } source)
        {
            context.Report(this, source.Syntax, source.Entity.Name, string.Join(", ", source.Placement.Key));
        }
    }

    private static Source? Asking(QueryReading reading) => reading.Terminal switch
    {
        Terminal.Read => reading.AskingAll().FirstOrDefault(source => source.IsSet),
        // Find has the primary key, which may contain the shard key.
        Terminal.Find => reading.AskingAll().FirstOrDefault(source => !source.Entity.PrimaryKey.IsEmpty && !source.Entity.IsPlacedBy(source.Entity.PrimaryKey)),
        _ => null,
    };
}
