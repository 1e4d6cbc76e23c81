using System.Collections.Generic;
using System.Linq;
using System.Threading;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>
///     Comes in: the body of a method. Goes out: a reading for each query in it. A query that is kept in a variable is read where the variable
///     is used, with what is added there; one inside another one's lambda is part of that one.
/// </summary>
internal sealed class QueryFinder
{
    private readonly ShardingModels _models;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<IOperation> _consumed = [];
    private readonly List<QueryReading> _found = [];

    private QueryFinder(ShardingModels models, CancellationToken cancellationToken) => (_models, _cancellationToken) = (models, cancellationToken);

    public static IReadOnlyList<QueryReading> Find(IOperation body, ShardingModels models, CancellationToken cancellationToken)
    {
        var finder = new QueryFinder(models, cancellationToken);
        finder.Visit(body);
        return finder._found;
    }

    private void Visit(IOperation operation)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (IsExpressionLambda(operation))
        {
            return;
        }

        if (!_consumed.Contains(operation) && IsQuery(operation) && !IsKept(operation))
        {
            Add(operation);
        }

        foreach (var child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    private void Add(IOperation query)
    {
        var reading = QueryReader.Read(query, _models, _consumed, _cancellationToken);
        reading.Terminal = IsEnumerated(query) ? Terminal.Read : IsFind(query) || (query.NextCall() is { } next && IsFind(next)) ? Terminal.Find : Operators.TerminalOf(query);
        reading.TerminalSyntax = reading.Terminal is not Terminal.None && query is IInvocationOperation call ? JoinSyntax.Of(call) : query.Syntax;
        _found.Add(reading);
    }

    private static bool IsQuery(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Type.QueryElement() is not null
            || (IsFind(call) && call.TargetMethod.TypeArguments.Length == 1)
            || (Operators.TerminalOf(call) is not Terminal.None && call.Receiver()?.Bare().Type.QueryElement() is not null),
        IMemberReferenceOperation or ILocalReferenceOperation or ITranslatedQueryOperation => operation.Type.QueryElement() is not null,
        _ => false,
    };

    private static bool IsFind(IOperation operation)
        => operation is IInvocationOperation { TargetMethod: { Name: "Find" or "FindAsync", ContainingType: { } type } } && (type.IsDbContext() || type.DbSetElement() is not null);

    // The value of a variable: judged where that is used. A set by itself is no query yet.
    private static bool IsKept(IOperation operation)
    {
        var current = operation;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            current = current.Parent;
        }

        return Operators.TerminalOf(operation) is Terminal.None
            && (current.Parent is IVariableInitializerOperation
                || (current.Parent is IAssignmentOperation { Target: var target } && (target == current || target is ILocalReferenceOperation)));
    }

    private static bool IsEnumerated(IOperation operation)
    {
        var current = operation;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            current = current.Parent;
        }

        return current.Parent is IForEachLoopOperation loop && loop.Collection == current;
    }

    // EF.CompileQuery's lambda is a query of its own: a chain that ends in it is read like any other.
    private static bool IsExpressionLambda(IOperation operation)
        => operation is IConversionOperation { Type: { Name: "Expression" } type, Operand: IAnonymousFunctionOperation or IDelegateCreationOperation }
            && type.ContainingNamespace.Is("System.Linq.Expressions")
            && operation.Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "EF", Name: "CompileQuery" or "CompileAsyncQuery" } } };
}
