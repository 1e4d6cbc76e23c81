using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     What is known to hold for every row that matters at some place of a statement: equalities between columns (as a union-find) and
///     the predicates that they were read from. A child scope knows what its parent knows, and may learn more without telling it.
/// </summary>
internal sealed class FactScope
{
    private readonly Dictionary<ColumnRef, ColumnRef> _representatives;
    private readonly List<SqlExpression> _conjuncts;
    private readonly Dictionary<object, ColumnRef> _valued;
    private readonly bool _nullKeysExist;

    /// <summary>Makes a scope that knows nothing.</summary>
    /// <param name="nullKeysExist">
    ///     Whether rows may exist without a shard key, or without the row that they would live with. Null-safe equality then proves nothing: the
    ///     null of an outer join without a match would equal the null of a row that lives in the fixed place of such rows, or anywhere.
    /// </param>
    public FactScope(bool nullKeysExist)
    {
        _nullKeysExist = nullKeysExist;
        _representatives = [];
        _conjuncts = [];
        _valued = [];
    }

    private FactScope(FactScope parent)
    {
        _nullKeysExist = parent._nullKeysExist;
        _representatives = new Dictionary<ColumnRef, ColumnRef>(parent._representatives);
        _conjuncts = [.. parent._conjuncts];
        _valued = new Dictionary<object, ColumnRef>(parent._valued);
    }

    /// <summary>Every predicate that holds, split at its ANDs.</summary>
    public IReadOnlyList<SqlExpression> Conjuncts => _conjuncts;

    public FactScope CreateChild() => new(this);

    /// <summary>
    ///     A scope that knows the same but for the columns of some tables: what is asked of a derived table's output does not limit the rows that
    ///     its limit or window looks at.
    /// </summary>
    public FactScope Without(IReadOnlySet<string> aliases)
    {
        var scope = new FactScope(_nullKeysExist);
        scope._conjuncts.AddRange(_conjuncts);
        foreach (var group in _representatives.Keys.Concat(_representatives.Values).Distinct().Where(c => !aliases.Contains(c.Alias)).GroupBy(Find))
        {
            var first = group.First();
            foreach (var other in group.Skip(1))
            {
                scope.Unite(first, other);
            }
        }

        foreach (var (value, column) in _valued.Where(pair => !aliases.Contains(pair.Value.Alias)))
        {
            scope._valued.Add(value, column);
        }

        return scope;
    }

    /// <summary>Learns that a predicate is true.</summary>
    public void Assume(SqlExpression? predicate)
    {
        switch (predicate)
        {
            case null:
                break;
            case SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction:
                Assume(conjunction.Left);
                Assume(conjunction.Right);
                break;
            default:
                _conjuncts.Add(predicate);
                if (ValueEquality.TryRead(predicate, out var column, out var value))
                {
                    // Two columns that equal the same value equal each other.
                    if (!_valued.TryAdd(value, column))
                    {
                        Unite(_valued[value], column);
                    }
                }
                else if (ColumnEquality.TryRead(predicate, acceptNullSafe: !_nullKeysExist, out var left, out var right))
                {
                    Unite(left, right);
                }

                break;
        }
    }

    /// <summary>Learns that two columns always have the same value (a derived table's column and the column it projects).</summary>
    public void Unite(ColumnRef left, ColumnRef right)
    {
        var (a, b) = (Find(left), Find(right));
        if (a != b)
        {
            _representatives[a] = b;
        }
    }

    public bool AreEqual(ColumnRef left, ColumnRef right) => Find(left) == Find(right);

    /// <summary>The position of the column, in a list, that always has the value of an expression.</summary>
    public int? FindEqual(SqlExpression expression, IReadOnlyList<ColumnRef> columns)
    {
        if (ColumnEquality.AsColumn(expression) is { } column)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (AreEqual(column, columns[i]))
                {
                    return i;
                }
            }
        }

        return null;
    }

    private ColumnRef Find(ColumnRef column)
    {
        while (_representatives.TryGetValue(column, out var next))
        {
            column = next;
        }

        return column;
    }
}
