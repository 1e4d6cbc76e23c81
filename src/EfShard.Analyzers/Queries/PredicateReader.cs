using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>Comes in: a predicate. Goes out: what must hold for the rows that it lets through. Subqueries in it are read on the way.</summary>
internal sealed class PredicateReader
{
    private readonly QueryReader _reader;

    public PredicateReader(QueryReader reader) => _reader = reader;

    public Conditions Read(IOperation predicate) => Read(predicate, isNegated: false);

    private Conditions Read(IOperation predicate, bool isNegated)
    {
        _reader.Consumed.Add(predicate);
        switch (predicate)
        {
            case IConversionOperation { OperatorMethod: null } conversion:
                return Read(conversion.Operand, isNegated);
            case IParenthesizedOperation parenthesized:
                return Read(parenthesized.Operand, isNegated);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Read(not.Operand, !isNegated);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } and:
                return isNegated ? Read(and.LeftOperand, true).Or(Read(and.RightOperand, true)) : Read(and.LeftOperand, false).And(Read(and.RightOperand, false));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } or:
                return isNegated ? Read(or.LeftOperand, true).And(Read(or.RightOperand, true)) : Read(or.LeftOperand, false).Or(Read(or.RightOperand, false));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality:
                return Compare(equality, isNegated);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } range:
                return Range(_reader.Read(range.LeftOperand), _reader.Read(range.RightOperand));
            case IInvocationOperation call when !isNegated:
                return Call(call);
            default:
                return _reader.Read(predicate) is Shape.OfColumn flag ? new Conditions([], flag.Columns) : Conditions.None;
        }
    }

    private Conditions Compare(IBinaryOperation comparison, bool isNegated)
    {
        var left = _reader.Read(comparison.LeftOperand);
        var right = _reader.Read(comparison.RightOperand);
        var isNullTest = IsNull(comparison.LeftOperand) || IsNull(comparison.RightOperand);
        return comparison.OperatorKind is BinaryOperatorKind.Equals == isNegated || (isNullTest && (left is Shape.OfEntity || right is Shape.OfEntity))
            ? Conditions.None
            : Conditions.Equal(left, right);
    }

    private Conditions Call(IInvocationOperation call)
    {
        var values = call.Values();
        switch (call.TargetMethod.Name)
        {
            case "Equals" when call.Instance is { } instance && values is [var other, ..]:
                return Conditions.Equal(_reader.Read(instance), _reader.Read(other));
            case "Equals" when values is [var left, var right]:
                return Conditions.Equal(_reader.Read(left), _reader.Read(right));
            case "Contains" when (call.Receiver() ?? call.Arguments.FirstOrDefault()?.Value) is { } list && values is [.., _]:
                return Contains(_reader.Read(list), _reader.Read(values.First(v => v != list)));
            default:
                return _reader.Read(call) is Shape.OfColumn flag ? new Conditions([], flag.Columns) : Conditions.None;
        }
    }

    // x IN (values), or x IN (SELECT ...): then the two are joined.
    private static Conditions Contains(Shape list, Shape item) => list switch
    {
        Shape.OfQuery query => Conditions.Equal(query.Query.Element, item),
        Shape.OfColumn => Conditions.None,
        _ => Conditions.Equal(item, Shape.Nothing.Instance),
    };

    private static Conditions Range(Shape left, Shape right) => (left, right) switch
    {
        (Shape.OfColumn, Shape.OfColumn) => Conditions.None,
        (Shape.OfColumn column, _) => new Conditions([], column.Columns),
        (_, Shape.OfColumn column) => new Conditions([], column.Columns),
        _ => Conditions.None,
    };

    private static bool IsNull(IOperation operation) => operation.Bare().ConstantValue is { HasValue: true, Value: null };
}
