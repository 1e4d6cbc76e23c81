using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>Whether code runs while <c>UseShard</c> pins one shard.</summary>
internal static class PinnedShard
{
    public static bool Encloses(IOperation operation)
    {
        for (var (current, parent) = (operation, operation.Parent); parent is not null; (current, parent) = (parent, parent.Parent))
        {
            var pins = parent switch
            {
                IUsingOperation { Resources: var resources } => resources != current && Calls(resources),
                IBlockOperation block => block.Operations.TakeWhile(o => o != current).Any(o => o is IUsingDeclarationOperation or IExpressionStatementOperation or IVariableDeclarationGroupOperation && Calls(o)),
                _ => false,
            };
            if (pins)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Calls(IOperation operation) => operation.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name == "UseShard");
}
