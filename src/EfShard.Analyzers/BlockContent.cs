using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers;

/// <summary>What a body has that any rule may look at, told in one cheap walk: most bodies have nothing.</summary>
internal sealed record BlockContent(bool HasQueries, bool IsWorthReading)
{
    public static BlockContent Of(IOperation block)
    {
        var hasQueries = false;
        var isWorthReading = false;
        foreach (var operation in block.DescendantsAndSelf())
        {
            hasQueries |= operation is IMemberReferenceOperation or IParameterReferenceOperation or IInvocationOperation
                && operation.Type is INamedTypeSymbol { TypeArguments.Length: > 0 } type && type.QueryElement() is not null;
            hasQueries |= operation is IInvocationOperation { TargetMethod: { Name: "Find" or "FindAsync", TypeArguments.Length: 1 } };
            isWorthReading |= operation is IInvocationOperation or IAssignmentOperation or IIncrementOrDecrementOperation;
            if (hasQueries && isWorthReading)
            {
                break;
            }
        }

        return new BlockContent(hasQueries, hasQueries || isWorthReading);
    }
}
