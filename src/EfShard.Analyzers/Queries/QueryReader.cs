using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using EfShard.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>
///     Comes in: an operation that is a query. Goes out: a <see cref="QueryReading" />. Reads the query as EF Core would, operator by operator:
///     <see cref="OperatorReader" /> knows the operators, <see cref="PredicateReader" /> the conditions, <see cref="NavigationReader" /> the
///     navigations; this class knows expressions. What is not understood is <see cref="Shape.Nothing" />, its parts are read nevertheless.
/// </summary>
internal sealed class QueryReader
{
    private const int DeepestInlining = 4;
    private const int DeepestNesting = 20;

    private readonly Dictionary<ISymbol, Shape> _variables = new(SymbolEqualityComparer.Default);
    private readonly Stack<ValueList<Source>> _scopes = new();
    private readonly Dictionary<ISymbol, ITypeSymbol> _typeArguments = new(SymbolEqualityComparer.Default);
    private readonly OperatorReader _operators;
    private readonly CancellationToken _cancellationToken;
    private int _depth;

    private QueryReader(QueryReading reading, ShardingModels models, HashSet<IOperation> consumed, CancellationToken cancellationToken)
    {
        (Reading, Models, Consumed, _cancellationToken) = (reading, models, consumed, cancellationToken);
        Navigations = new NavigationReader(this);
        Predicates = new PredicateReader(this);
        _operators = new OperatorReader(this);
    }

    public QueryReading Reading { get; }

    public ShardingModels Models { get; }

    public NavigationReader Navigations { get; }

    public PredicateReader Predicates { get; }

    /// <summary>The operations that were read: no queries of their own.</summary>
    public HashSet<IOperation> Consumed { get; }

    /// <summary>Whether a method is read through that is judged for itself. Generic code is not: there nobody knows the entities.</summary>
    public bool IsInOtherMethod { get; private set; }

    /// <summary>What stands for everything that is read from another place of the source: the call that led there.</summary>
    public SyntaxNode? Anchor { get; private set; }

    /// <param name="root">The query.</param>
    /// <param name="models">The compilation's models.</param>
    /// <param name="consumed">Gets the operations that were read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static QueryReading Read(IOperation root, ShardingModels models, HashSet<IOperation> consumed, CancellationToken cancellationToken)
    {
        var reading = new QueryReading(root) { IsOnOneShard = PinnedShard.Encloses(root) };
        var reader = new QueryReader(reading, models, consumed, cancellationToken);
        if (reader.Read(root) is Shape.OfQuery { Query: var query } && Operators.TerminalOf(root) is Terminal.None)
        {
            reader.Finish(query);
        }

        return reading;
    }

    /// <summary>The whole query is read: what it returns is read from it.</summary>
    public void Finish(Query query)
    {
        foreach (var source in query.Element.Entities.ToList())
        {
            Navigations.Touch(source);
        }

        Reading.Joins.AddRange(query.Includes);
        Reading.Spine = query.Spine;
    }

    public Shape Read(IOperation operation)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        Consumed.Add(operation);
        switch (operation)
        {
            case IConversionOperation { OperatorMethod: null } conversion:
                return Read(conversion.Operand);
            case IParenthesizedOperation or ITranslatedQueryOperation or IDelegateCreationOperation or IAwaitOperation:
                return operation.ChildOperations.Select(Read).ToList().LastOrDefault() ?? Shape.Nothing.Instance;
            case { ConstantValue: { HasValue: true, Value: var constant } }:
                return new Shape.OfValue(("constant", constant));
            case IParameterReferenceOperation reference:
                return Variable(reference.Parameter, reference);
            case ILocalReferenceOperation reference:
                return Local(reference);
            case IMemberReferenceOperation reference:
                return Member(reference);
            case IInvocationOperation call:
                return Call(call);
            case IAnonymousObjectCreationOperation creation:
                return Record(creation.Initializers.OfType<ISimpleAssignmentOperation>().Select(a => (((IMemberReferenceOperation)a.Target).Member.Name, Read(a.Value))));
            case IObjectCreationOperation creation:
                return Record(Members(creation));
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                Read(conditional.Condition);
                return Either(Read(conditional.WhenTrue), Read(whenFalse));
            case ICoalesceOperation coalesce:
                return Either(Read(coalesce.Value), Read(coalesce.WhenNull));
            case IConditionalAccessInstanceOperation or IInstanceReferenceOperation:
                return new Shape.OfValue(operation.Kind);
            case IAnonymousFunctionOperation:
                return Shape.Nothing.Instance;
            default:
                foreach (var child in operation.ChildOperations)
                {
                    Read(child);
                }

                return Shape.Nothing.Instance;
        }
    }

    /// <summary>Reads a lambda's result with what its parameters stand for, in the scope of a query's sources.</summary>
    public Shape Lambda(IOperation argument, ValueList<Source> scope, params Shape[] parameters)
        => Lambda(argument, scope, Read, parameters) ?? Shape.Nothing.Instance;

    /// <summary>Reads a lambda's result in one's own way; default if the argument is no lambda that can be seen.</summary>
    public T? Lambda<T>(IOperation argument, ValueList<Source> scope, Func<IOperation, T> read, params Shape[] parameters)
        where T : class
    {
        Mark(argument);
        if (Lambdas.Find(argument) is not { } lambda || lambda.Result() is not { } result || _scopes.Count > DeepestNesting)
        {
            return null;
        }

        for (var i = 0; i < lambda.Symbol.Parameters.Length && i < parameters.Length; i++)
        {
            _variables[lambda.Symbol.Parameters[i]] = parameters[i];
        }

        return Elsewhere(argument, lambda.Syntax, () =>
        {
            _scopes.Push(scope);
            var value = read(result);
            _scopes.Pop();
            return value;
        });
    }

    /// <summary>A new occurrence of an entity. Inside a lambda it is joined with the query around it.</summary>
    public Shape.OfQuery NewQuery(ITypeSymbol element, ShardingModel model, IOperation operation, bool isSet)
    {
        if (_typeArguments.TryGetValue(element, out var closed))
        {
            (element, model) = (closed, Models.ForEntity(closed));
        }

        var source = new Source(model.Find(element), model, Anchor ?? operation.Syntax) { IsSet = isSet, IsOpaque = !isSet };
        Reading.Sources.Add(source);
        if (_scopes.Count > 0)
        {
            Reading.Joins.Add(new JoinSite(JoinKind.Subquery, _scopes.Peek(), [source], source.Syntax) { IsOfOtherMethod = IsInOtherMethod });
        }

        return new Shape.OfQuery(new Query(new Shape.OfEntity([source]), [source]));
    }

    public void Mark(IOperation operation) => Consumed.UnionWith(operation.DescendantsAndSelf().TakeWhile(o => o is not IAnonymousFunctionOperation));

    private static Shape Either(Shape left, Shape right) => left is Shape.OfEntity or Shape.OfQuery ? left : right is Shape.OfEntity or Shape.OfQuery ? right : Shape.Nothing.Instance;

    private Shape Variable(ISymbol symbol, IOperation reference)
        => _variables.TryGetValue(symbol, out var shape) ? shape
            : reference.Type.QueryElement() is { } element ? NewQuery(element, Models.ForEntity(element), reference, isSet: false)
            : new Shape.OfValue(symbol);

    private Shape Local(ILocalReferenceOperation reference)
        => !_variables.ContainsKey(reference.Local) && reference.Type.QueryElement() is not null && Locals.FindValue(reference) is { } value && _depth < DeepestInlining
            ? Deeper(() => Read(value))
            : Variable(reference.Local, reference);

    private Shape Member(IMemberReferenceOperation reference)
    {
        if (reference.Type.DbSetElement() is { } entity)
        {
            if (reference.Instance is { } context)
            {
                Mark(context);
            }

            return NewQuery(entity, SetModel(entity, reference.Instance?.Type ?? reference.Member.ContainingType), reference, isSet: true);
        }

        var on = reference.Instance is null ? new Shape.OfValue(reference.Member.ContainingType) : Read(reference.Instance);
        if (on is Shape.OfValue or Shape.Nothing && reference.Type.QueryElement() is { } element)
        {
            Close(reference.Member.ContainingType);
            return Lambdas.BodyOf(reference) is { } body && _depth < DeepestInlining
                ? ReadThrough(reference, body)
                : NewQuery(element, Models.ForEntity(element), reference, isSet: false);
        }

        var name = reference.Member.Name;
        return on switch
        {
            Shape.OfEntity entities => Navigations.Read(entities, reference.Member, Anchor ?? reference.Syntax),
            Shape.OfRecord record => record.Members.TryGetValue(name, out var member) ? member : Shape.Nothing.Instance,
            Shape.OfColumn column when name == "Value" => column,
            Shape.OfQuery { Key: { } key } when name == "Key" => key,
            Shape.OfValue value => new Shape.OfValue((value.Key, name)),
            _ => Shape.Nothing.Instance,
        };
    }

    private Shape Call(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "Set" or "Find" or "FindAsync", TypeArguments: [var entity] } && call.TargetMethod.ContainingType.IsDbContext())
        {
            Mark(call);
            return NewQuery(entity, SetModel(entity, call.Instance?.Type), call, isSet: true);
        }

        if (call.TargetMethod is { Name: "Property", ContainingType.Name: "EF" } && call.Arguments.Length == 2)
        {
            return Read(call.Arguments[0].Value) is Shape.OfEntity on && call.Arguments[1].Value.ConstantStrings() is [var name]
                ? Navigations.ReadColumn(on, name)
                : Shape.Nothing.Instance;
        }

        if (Operators.IsOperator(call) && call.Receiver() is { } receiver)
        {
            return Read(receiver) is Shape.OfQuery query ? _operators.Read(call, query) : ReadArguments(call);
        }

        return call.Type.QueryElement() is { } element ? Composed(call, element) : ReadArguments(call);
    }

    // A method that makes a query of others: read through if its body is in sight, otherwise it may limit them by anything.
    private Shape Composed(IInvocationOperation call, ITypeSymbol element)
    {
        if (call.Instance is { } instance)
        {
            Mark(instance);
        }

        var arguments = call.Arguments.Where(a => a.Parameter is not null).Select(a => (Parameter: a.Parameter!, Shape: Read(a.Value), a.Value)).ToList();
        if (Lambdas.BodyOf(call) is { } body && _depth < DeepestInlining)
        {
            Close(call.TargetMethod.ContainingType);
            Close(call.TargetMethod.OriginalDefinition.TypeParameters, call.TargetMethod.TypeArguments);
            foreach (var (parameter, shape, value) in arguments)
            {
                _variables[parameter.OriginalDefinition] = shape is Shape.Nothing ? new Shape.OfValue(value) : shape;
            }

            return ReadThrough(call, body);
        }

        var given = arguments.Select(a => a.Shape).OfType<Shape.OfQuery>()
            .FirstOrDefault(q => q.Query.Element is Shape.OfEntity { Sources: [var source] } && SymbolEqualityComparer.Default.Equals(source.Entity.Type, element));
        foreach (var source in arguments.SelectMany(a => a.Shape.AllSources))
        {
            source.IsOpaque = true;
        }

        return given ?? NewQuery(element, Models.ForEntity(element), call, isSet: false);
    }

    // Inside generic code the entity is a type parameter: it is what the code was called for.
    private void Close(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            Close(type.OriginalDefinition.TypeParameters, type.TypeArguments);
        }
    }

    private void Close(IReadOnlyList<ITypeParameterSymbol> parameters, IReadOnlyList<ITypeSymbol> arguments)
    {
        for (var i = 0; i < parameters.Count && i < arguments.Count; i++)
        {
            if (arguments[i] is INamedTypeSymbol)
            {
                _typeArguments[parameters[i]] = arguments[i];
            }
        }
    }

    private Shape ReadArguments(IInvocationOperation call)
    {
        foreach (var child in call.ChildOperations)
        {
            Read(child is IArgumentOperation argument ? argument.Value : child);
        }

        return Shape.Nothing.Instance;
    }

    private ShardingModel SetModel(ITypeSymbol entity, ITypeSymbol? context)
        => context is null || context.Is(Symbols.EntityFrameworkCore, "DbContext") || context is ITypeParameterSymbol ? Models.ForEntity(entity) : Models.For(context);

    private IEnumerable<(string, Shape)> Members(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            var name = argument.Parameter?.Name ?? "";
            var property = creation.Type.AllProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
            yield return (property?.Name ?? name, Read(argument.Value));
        }

        foreach (var assignment in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
        {
            yield return (assignment.Target is IMemberReferenceOperation target ? target.Member.Name : "", Read(assignment.Value));
        }
    }

    private static Shape Record(IEnumerable<(string Name, Shape Shape)> members)
    {
        var record = new Dictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var (name, shape) in members)
        {
            record[name] = shape;
        }

        return new Shape.OfRecord(record);
    }

    private Shape ReadThrough(IOperation from, IOperation body)
    {
        var isInOtherMethod = IsInOtherMethod;
        IsInOtherMethod = _typeArguments.Count == 0;
        var shape = Elsewhere(from, body.Syntax, () => Deeper(() => Read(body)));
        IsInOtherMethod = isInOtherMethod;
        return shape;
    }

    private T Elsewhere<T>(IOperation from, SyntaxNode to, Func<T> read)
    {
        var anchor = Anchor;
        Anchor ??= from.Syntax.Contains(to) ? null : from.Syntax;
        var value = read();
        Anchor = anchor;
        return value;
    }

    private T Deeper<T>(Func<T> read)
    {
        _depth++;
        var value = read();
        _depth--;
        return value;
    }
}
