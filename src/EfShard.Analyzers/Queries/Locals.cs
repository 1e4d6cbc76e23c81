using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>The values of local variables that have but one.</summary>
internal static class Locals
{
    /// <summary>What the variable is initialised with; null if it may be something else by now.</summary>
    public static IOperation? FindValue(ILocalReferenceOperation reference)
    {
        IOperation? value = null;
        foreach (var operation in reference.Root().DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, reference.Local):
                    value = (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;
                    break;
                case IAssignmentOperation { Target: var target } when target.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(t => Same(t.Local, reference.Local) && IsTarget(t)):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } } when Same(passed, reference.Local):
                    return null;
            }
        }

        return value is not null && !value.DescendantsAndSelf().Contains(reference) ? value : null;
    }

    private static bool IsTarget(ILocalReferenceOperation reference) => reference.Parent is IAssignmentOperation or ITupleOperation;

    private static bool Same(ISymbol left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
