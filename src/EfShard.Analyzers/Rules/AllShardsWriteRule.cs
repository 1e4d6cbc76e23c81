using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0003: a bulk statement that runs on all shards without saying so.</summary>
internal sealed class AllShardsWriteRule() : Rule(
    "EFS0003",
    "Bulk write without a condition on the shard key",
    "{0} runs on all shards, which are not one transaction: nothing limits the shard key of '{1}' ({2}). Add a condition on it or, if all are meant, AllShards().",
    Categories.Writes,
    DiagnosticSeverity.Warning), IQueryRule
{
    public void Check(QueryReading reading, RuleContext context)
    {
        if (reading.Terminal is Terminal.Update or Terminal.Delete
            && !reading.AsksAllShards
            && reading.TerminalSyntax is { } syntax
            && reading.AskingAll().FirstOrDefault(source => source.IsSet) is { } source)
        {
            var name = reading.Terminal is Terminal.Update ? "ExecuteUpdate" : "ExecuteDelete";
            context.Report(this, syntax, name, source.Entity.Name, string.Join(", ", source.Placement.Key));
        }
    }
}
