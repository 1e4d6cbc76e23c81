using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers;

/// <summary>Questions about operations that every rule asks.</summary>
internal static class Operations
{
    /// <summary>The value itself, without conversions, parentheses and the shell of a query expression.</summary>
    public static IOperation Bare(this IOperation operation) => operation switch
    {
        IConversionOperation { OperatorMethod: null } conversion => conversion.Operand.Bare(),
        IParenthesizedOperation parenthesized => parenthesized.Operand.Bare(),
        ITranslatedQueryOperation query => query.Operation.Bare(),
        IDelegateCreationOperation creation => creation.Target.Bare(),
        IAwaitOperation await => await.Operation.Bare(),
        _ => operation,
    };

    /// <summary>What the method is called on; for an extension method, its first argument.</summary>
    public static IOperation? Receiver(this IInvocationOperation call)
        => call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value : null);

    /// <summary>The arguments in the order of the parameters, without an extension method's receiver.</summary>
    public static ValueList<IOperation> Values(this IInvocationOperation call)
        => [.. call.Arguments
            .Where(a => a.Parameter is not null && !(call.Instance is null && call.TargetMethod.IsExtensionMethod && a.Parameter.Ordinal == 0))
            .OrderBy(a => a.Parameter!.Ordinal)
            .Select(a => a.Value)];

    /// <summary>The call that this operation is the receiver of; null if it is not.</summary>
    public static IInvocationOperation? NextCall(this IOperation operation)
    {
        var current = operation;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation)
        {
            current = current.Parent;
        }

        return current.Parent is IInvocationOperation call && call.Receiver() is { } receiver && receiver.Bare() == operation ? call : null;
    }

    /// <summary>The lambda's one result; null if it has a body of statements.</summary>
    public static IOperation? Result(this IAnonymousFunctionOperation lambda)
        => lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } value }, ..] ? value
            : lambda.Body.Operations is [IExpressionStatementOperation statement, ..] ? statement.Operation
            : null;

    /// <summary>The name of the member that a lambda reads, or the names of those in its anonymous type; empty if it does anything else.</summary>
    public static ValueList<string> MemberNames(this IOperation operation)
    {
        if (operation.Bare() is not IAnonymousFunctionOperation lambda || lambda.Result() is not { } result)
        {
            return [];
        }

        return result.Bare() switch
        {
            IMemberReferenceOperation member => [member.Member.Name],
            IAnonymousObjectCreationOperation creation when creation.Initializers.All(i => i is ISimpleAssignmentOperation { Value: var value } && value.Bare() is IMemberReferenceOperation)
                => [.. creation.Initializers.Select(i => ((IMemberReferenceOperation)((ISimpleAssignmentOperation)i).Value.Bare()).Member.Name)],
            _ => [],
        };
    }

    /// <summary>The constant strings of an argument, also of <c>params</c>; empty if one of them is not constant.</summary>
    public static ValueList<string> ConstantStrings(this IOperation operation)
    {
        var bare = operation.Bare();
        if (bare.ConstantValue is { HasValue: true, Value: string text })
        {
            return [text];
        }

        IEnumerable<IOperation>? elements = bare switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            _ => null,
        };
        var values = elements?.Select(e => e.Bare().ConstantValue is { HasValue: true, Value: string name } ? name : null).ToList() ?? [];
        return values.Contains(null) ? [] : [.. values.OfType<string>()];
    }

    /// <summary>The property names that the arguments of a call give, by lambda or as strings.</summary>
    public static ValueList<string> PropertyNames(this IInvocationOperation call)
    {
        var values = call.Values();
        if (values.Count == 0)
        {
            return [];
        }

        var members = values[0].MemberNames();
        if (!members.IsEmpty)
        {
            return members;
        }

        var names = values.Select(v => v.ConstantStrings()).ToList();
        return names.Any(n => n.IsEmpty) && names.Count == 1 ? [] : [.. names.SelectMany(n => n)];
    }

    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is not null)
        {
            operation = operation.Parent;
        }

        return operation;
    }
}
