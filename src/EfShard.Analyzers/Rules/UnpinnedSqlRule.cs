using System;
using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0008: SQL whose shard nobody can tell, and reads that need not see what was just written.</summary>
internal sealed class UnpinnedSqlRule() : Rule(
    "EFS0008",
    "Statement that may miss rows",
    "{0}",
    Categories.Queries,
    DiagnosticSeverity.Warning), IQueryRule, IBlockRule
{
    public void Check(QueryReading reading, RuleContext context)
    {
        if (reading.Terminal is Terminal.None || reading.IsOnOneShard || reading.NamesTables)
        {
            return;
        }

        foreach (var sql in reading.RawSql)
        {
            if (sql.Query.Spine.FirstOrDefault(source => source.Entity.IsSharded) is { } source)
            {
                context.Report(this, sql.Syntax, $"{sql.Method} on '{source.Entity.Name}', which is sharded, names no shard: what SQL reads can't be seen. Add OnShard(name), or run it inside UseShard(name).");
            }
        }
    }

    public void Check(IOperation block, RuleContext context)
    {
        foreach (var call in block.DescendantsAndSelf().OfType<IInvocationOperation>())
        {
            if (IsSqlOfDatabase(call) && !PinnedShard.Encloses(call) && !IsOnShard(call) && context.Models.IsSharded(ContextOf(call)))
            {
                context.Report(this, JoinSyntax.Of(call), $"{call.TargetMethod.Name} on a sharded context names no shard: it would run on any. Run it inside UseShard(name), once a shard if it is meant for all.");
            }
            else if (IsEventual(call) && WriteBefore(call) is { } write)
            {
                context.Report(this, JoinSyntax.Of(call), $"This reads at Eventual right after {write.TargetMethod.Name}: a replica may not have the rows yet. Read your own writes at ReadYourWrites, the default.");
            }
        }
    }

    private static bool IsSqlOfDatabase(IInvocationOperation call)
        => call.TargetMethod.ContainingType.Name == "RelationalDatabaseFacadeExtensions"
            && (call.TargetMethod.Name.StartsWith("ExecuteSql", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("SqlQuery", StringComparison.Ordinal));

    private static bool IsOnShard(IInvocationOperation call)
    {
        for (var next = call.NextCall(); next is not null; next = next.NextCall())
        {
            if (next.TargetMethod.Name is "OnShard" or "GatherTables")
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? ContextOf(IInvocationOperation call)
        => call.Receiver()?.Bare() is IPropertyReferenceOperation { Property.Name: "Database", Instance: { Type: var type } } ? type : null;

    private static bool IsEventual(IInvocationOperation call)
        => call.TargetMethod.Name == "WithConsistency" && call.Values() is [var level, ..] && level.Bare() is IMemberReferenceOperation { Member.Name: "Eventual" };

    private static IInvocationOperation? WriteBefore(IInvocationOperation read)
        => read.Root().Descendants().OfType<IInvocationOperation>().LastOrDefault(call =>
            call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync" or "ExecuteUpdate" or "ExecuteUpdateAsync" or "ExecuteDelete" or "ExecuteDeleteAsync"
            && call.Syntax.Span.End <= read.Syntax.Span.End
            && call.Syntax.SpanStart < read.Syntax.SpanStart
            && RunsBefore(call, read)
            && SymbolEqualityComparer.Default.Equals(Origin(call), Origin(read)));

    // The block that the write stands in goes on to the read: not the other branch of a condition, not another lambda.
    private static bool RunsBefore(IOperation write, IOperation read)
    {
        var block = write.Parent;
        while (block is not null and not IBlockOperation)
        {
            block = block.Parent;
        }

        return block is not null && block.Syntax.Span.Contains(read.Syntax.Span);
    }

    // The variable, field or parameter of the context.
    private static ISymbol? Origin(IInvocationOperation call)
    {
        IOperation? current = call;
        while (true)
        {
            switch (current?.Bare())
            {
                case IInvocationOperation earlier:
                    current = earlier.Receiver();
                    break;
                case IPropertyReferenceOperation { Instance: { } instance } property when property.Type.DbSetElement() is not null:
                    current = instance;
                    break;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IMemberReferenceOperation member:
                    return member.Member;
                case IInstanceReferenceOperation instance:
                    return instance.Type;
                default:
                    return null;
            }
        }
    }
}
