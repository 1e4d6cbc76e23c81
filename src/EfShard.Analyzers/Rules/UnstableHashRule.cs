using System.Collections.Generic;
using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>EFS0009: a hash that is another one in the next process decides where rows are.</summary>
internal sealed class UnstableHashRule() : Rule(
    "EFS0009",
    "Placement by GetHashCode",
    "{0} differs between processes and versions of .NET: rows would be looked for where they are not. Use ShardKeyHash.Compute, which is the same everywhere.",
    Categories.Model,
    DiagnosticSeverity.Warning), IBlockRule
{
    public void Check(IOperation block, RuleContext context)
    {
        foreach (var hash in Hashes(block))
        {
            if (IsInStrategy(context.Symbol) || DecidesPlace(hash, block, context))
            {
                Report(hash, context);
            }
        }

        // A method of this file whose result names a shard.
        foreach (var call in block.DescendantsAndSelf().OfType<IInvocationOperation>().Where(IsRouting))
        {
            foreach (var helper in call.Values().SelectMany(v => v.DescendantsAndSelf()).OfType<IInvocationOperation>())
            {
                foreach (var hash in MethodBodies.Find(helper) is { } body ? Hashes(body) : [])
                {
                    context.Report(this, helper.Syntax, Name(hash));
                }
            }
        }
    }

    private void Report(IInvocationOperation hash, RuleContext context) => context.Report(this, hash.Syntax, Name(hash));

    private static string Name(IInvocationOperation hash)
        => hash.TargetMethod.Name == "GetHashCode" ? "GetHashCode()" : $"HashCode.{hash.TargetMethod.Name}";

    private static IEnumerable<IInvocationOperation> Hashes(IOperation body)
        => body.DescendantsAndSelf().OfType<IInvocationOperation>().Where(call =>
            call.TargetMethod is { Name: "GetHashCode", Parameters.IsEmpty: true, ReturnType.SpecialType: SpecialType.System_Int32 }
            || (call.TargetMethod is { Name: "Combine" or "ToHashCode" } && call.TargetMethod.ContainingType.Is("System", "HashCode")));

    private static bool IsInStrategy(ISymbol symbol)
        => symbol.Name != "GetHashCode" && symbol.ContainingType.BasesAndSelf().Skip(1).Any(type => type.Is("EfShard.Strategies", "ShardStrategy"));

    private static bool DecidesPlace(IOperation hash, IOperation block, RuleContext context)
    {
        for (var (current, parent) = (hash, hash.Parent); parent is not null && current != block; (current, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IArgumentOperation { Parent: IInvocationOperation call } argument when IsRouting(call) && argument.Value != call.Receiver():
                case IAssignmentOperation { Target: IPropertyReferenceOperation target } assignment when assignment.Value == current && IsShardKey(target, context):
                    return true;
            }
        }

        return false;
    }

    private static bool IsShardKey(IPropertyReferenceOperation target, RuleContext context)
        => target.Property.ContainingType is { } type && context.Models.ForEntity(type).Find(type) is { IsSharded: true } entity && entity.Placement.Key.Contains(target.Property.Name);

    private static bool IsRouting(IInvocationOperation call)
        => call.TargetMethod.Name is "OnShard" or "UseShard" or "WithShardKey" or "AddShard" or "ShardOf" or "ShardOfAsync" or "Shards" or "Strategy" or "Range" or "Below" or "Rest" or "UnshardedOn" or "From"
            && (call.TargetMethod.ContainingNamespace.Is("EfShard") || call.TargetMethod.ContainingNamespace.Is("EfShard.Strategies")
                || call.TargetMethod.ContainingType.Name == "ShardingQueryableExtensions");
}
