using System.Collections.Generic;
using System.Linq;

namespace EfShard.Analyzers.Queries;

/// <summary>What must hold for a row to get through a predicate.</summary>
internal sealed record Conditions(ValueList<(object Left, object Right)> Equalities, ValueList<Column> Bound)
{
    public static Conditions None { get; } = new([], []);

    /// <summary>Both hold.</summary>
    public Conditions And(Conditions other) => new(Equalities.Concat(other.Equalities), Bound.Concat(other.Bound));

    /// <summary>One of them holds.</summary>
    public Conditions Or(Conditions other) => new([.. Equalities.Intersect(other.Equalities)], [.. Bound.Intersect(other.Bound)]);

    public void AddTo(Facts facts)
    {
        foreach (var (left, right) in Equalities)
        {
            facts.Equate(left, right);
        }

        foreach (var column in Bound)
        {
            facts.Bind(column);
        }
    }

    /// <summary>Each pair of columns is equal.</summary>
    public static Conditions Equal(Shape left, Shape right) => (left, right) switch
    {
        (Shape.OfColumn a, Shape.OfColumn b) => new([.. from x in a.Columns from y in b.Columns select ((object)x, (object)y)], []),
        (Shape.OfColumn a, Shape.OfValue value) => new([.. a.Columns.Select(x => ((object)x, value.Key))], a.Columns),
        (Shape.OfValue, Shape.OfColumn) => Equal(right, left),
        (Shape.OfColumn a, Shape.Nothing) => new([], a.Columns),
        (Shape.Nothing, Shape.OfColumn) => Equal(right, left),
        (Shape.OfEntity a, Shape.OfEntity b) => All(
            from x in a.Sources
            from y in b.Sources
            where x.Entity.PrimaryKey.SequenceEqual(y.Entity.PrimaryKey)
            from name in x.Entity.PrimaryKey
            select Equal(new Shape.OfColumn([new Column(x, name)]), new Shape.OfColumn([new Column(y, name)]))),
        (Shape.OfEntity a, Shape.OfValue value) => All(
            from x in a.Sources
            from name in x.Entity.PrimaryKey
            select Equal(new Shape.OfColumn([new Column(x, name)]), new Shape.OfValue((value.Key, name)))),
        (Shape.OfValue, Shape.OfEntity) => Equal(right, left),
        (Shape.OfRecord a, Shape.OfRecord b) => All(a.Members.Keys.Intersect(b.Members.Keys).Select(name => Equal(a.Members[name], b.Members[name]))),
        _ => None,
    };

    private static Conditions All(IEnumerable<Conditions> conditions) => conditions.Aggregate(None, (all, next) => all.And(next));
}
