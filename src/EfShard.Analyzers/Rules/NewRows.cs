using System.Linq;
using EfShard.Analyzers.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>Tells rows that no context knows yet from those that one may track.</summary>
internal static class NewRows
{
    /// <summary>Whether the variable's row may be tracked where it is assigned to: it is not one that was just made, or it was passed on before.</summary>
    public static bool MayBeTracked(ILocalReferenceOperation local, IOperation assignment)
        => Locals.FindValue(local)?.Bare() switch
        {
            IObjectCreationOperation => IsPassedOnBefore(local, assignment),
            IInvocationOperation call => !ReadsWithoutTracking(call),
            _ => true,
        };

    private static bool ReadsWithoutTracking(IInvocationOperation call)
    {
        for (IOperation? current = call; current is IInvocationOperation earlier; current = earlier.Receiver()?.Bare())
        {
            if (earlier.TargetMethod.Name is "AsNoTracking" or "AsNoTrackingWithIdentityResolution")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPassedOnBefore(ILocalReferenceOperation local, IOperation assignment)
        => local.Root().Descendants().OfType<ILocalReferenceOperation>().Any(other =>
            SymbolEqualityComparer.Default.Equals(other.Local, local.Local)
            && other != local
            && IsPassedOn(other)
            && (other.Syntax.SpanStart < assignment.Syntax.SpanStart || ShareLoop(other, assignment, local.Local)));

    private static bool IsPassedOn(ILocalReferenceOperation reference)
    {
        IOperation current = reference;
        while (current.Parent is IConversionOperation)
        {
            current = current.Parent;
        }

        return current.Parent is IArgumentOperation or IReturnOperation or IArrayInitializerOperation or IVariableInitializerOperation
            || (current.Parent is IAssignmentOperation assignment && assignment.Value == current);
    }

    // A loop around both, which the row outlives, runs the later one before the earlier one.
    private static bool ShareLoop(IOperation left, IOperation right, ILocalSymbol row)
    {
        for (var parent = left.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && parent.Syntax.Span.Contains(right.Syntax.Span) && row.DeclaringSyntaxReferences.All(d => !parent.Syntax.Span.Contains(d.Span)))
            {
                return true;
            }
        }

        return false;
    }
}
