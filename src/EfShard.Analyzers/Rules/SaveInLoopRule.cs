using System.Linq;
using EfShard.Analyzers.Model;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0010: a loop that saves row by row what lives on several shards.</summary>
internal sealed class SaveInLoopRule() : Rule(
    "EFS0010",
    "SaveChanges in a loop over shards",
    "{0} for each '{1}' is a transaction each, on one shard after another: a failure leaves some saved and others not. Group the rows by ShardOf(row) and save once a shard.",
    Categories.Writes,
    DiagnosticSeverity.Warning), IBlockRule
{
    public void Check(IOperation block, RuleContext context)
    {
        foreach (var call in block.DescendantsAndSelf().OfType<IInvocationOperation>().Where(IsSave))
        {
            if (LoopAround(call) is { } loop && EntityOf(loop, context) is { } entity)
            {
                context.Report(this, JoinSyntax.Of(call), call.TargetMethod.Name, entity);
            }
        }
    }

    private static bool IsSave(IInvocationOperation call)
        => call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync" && call.TargetMethod.ContainingType.IsDbContext() && !PinnedShard.Encloses(call);

    // The next loop, in the same function.
    private static IForEachLoopOperation? LoopAround(IOperation call)
    {
        for (var parent = call.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation loop)
            {
                // A context that is made for each turn saves what it alone tracks: still a transaction each.
                return loop;
            }
        }

        return null;
    }

    private static string? EntityOf(IForEachLoopOperation loop, RuleContext context)
    {
        if (loop.Locals is not [var variable] || loop.Collection.Bare() is var rows && IsOfOneShard(rows, context))
        {
            return null;
        }

        return context.Models.ForEntity(variable.Type).Find(variable.Type) is { IsSharded: true } entity ? entity.Name : CreatedByRow(loop, variable, context);
    }

    // Rows that are made of something else, their shard key too.
    private static string? CreatedByRow(IForEachLoopOperation loop, ILocalSymbol variable, RuleContext context)
        => (from creation in loop.Body.Descendants().OfType<IObjectCreationOperation>()
            where creation.Type is not null
            let entity = context.Models.ForEntity(creation.Type!).Find(creation.Type!)
            where entity.IsSharded
            from assignment in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? []
            where assignment.Target is IPropertyReferenceOperation target
                && entity.Placement.Key.Contains(target.Property.Name)
                && assignment.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(r => SymbolEqualityComparer.Default.Equals(r.Local, variable))
            select entity.Name).FirstOrDefault();

    // A query with its shard key, or the rows that belong to one other row.
    private static bool IsOfOneShard(IOperation rows, RuleContext context) => rows switch
    {
        ILocalReferenceOperation local when Locals.FindValue(local) is { } value => IsOfOneShard(value.Bare(), context),
        IPropertyReferenceOperation { Property: var navigation, Instance.Type: { } owner } => LivesWithOwner(navigation, owner, context),
        IInvocationOperation call when call.Type.QueryElement() is not null || Operators.TerminalOf(call) is Terminal.Read
            => QueryReader.Read(call, context.Models, [], context.CancellationToken) is { Spine: { IsEmpty: false } } reading
                && (reading.IsOnOneShard || reading.Spine.All(source => source.IsOpaque || reading.IsPinned(source))),
        _ => false,
    };

    private static bool LivesWithOwner(IPropertySymbol navigation, ITypeSymbol owner, RuleContext context)
        => context.Models.ForEntity(owner).FindRelationship(navigation, owner) is { } relationship
            && (relationship.ShowsShard || relationship.Promise is Promise.Colocated);
}
