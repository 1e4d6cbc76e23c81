using EfShard.Analyzers.Model;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0001: a join of rows that live on different shards.</summary>
internal sealed class CrossShardJoinRule() : Rule(
    "EFS0001",
    "Join between shards",
    "{0} '{1}' ({2}) with '{3}' ({4}): their rows live on different shards. {5}",
    Categories.Queries,
    DiagnosticSeverity.Warning), IQueryRule
{
    public void Check(QueryReading reading, RuleContext context)
    {
        foreach (var join in reading.Joins)
        {
            if (!join.IsOfOtherMethod && reading.ApartOf(join) is var (left, right))
            {
                context.Report(this, join.Syntax, Verb(join.Kind), left.Entity.Name, left.Placement, right.Entity.Name, right.Placement, Advice(left, right));
            }
        }
    }

    private static string Verb(JoinKind kind) => kind switch
    {
        JoinKind.Join => "This joins",
        JoinKind.CrossJoin => "This combines",
        JoinKind.Include => "This Include joins",
        JoinKind.Navigation => "This navigation joins",
        _ => "This subquery reads",
    };

    private static string Advice(Source left, Source right) => (left.Placement, right.Placement) switch
    {
        ({ IsSharded: false }, _) => $"Make '{left.Entity.Name}' a reference table (ToReferenceTable), or read it first.",
        (_, { IsSharded: false }) => $"Make '{right.Entity.Name}' a reference table (ToReferenceTable), or read it first.",
        ({ Group: var a }, { Group: var b }) when a != b => "Put both into one group (InGroup) with the same key, or make the smaller one a reference table.",
        ({ Key: { IsEmpty: false } a }, { Key: { IsEmpty: false } b }) when a.Count == b.Count
            => $"To keep it on one shard, join on the shard keys too ({left.Entity.Name}.{a[0]} == {right.Entity.Name}.{b[0]}), or shard one by what it is joined by.",
        _ => "To keep it on one shard, shard both by the same key and join on it, or declare the relationship IsColocated() if its rows always live together.",
    };
}
