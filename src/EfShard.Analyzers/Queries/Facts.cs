using System.Collections.Generic;
using System.Linq;

namespace EfShard.Analyzers.Queries;

/// <summary>
///     What a query's conditions say: which columns and values are equal, which columns are limited by values, which sources live together
///     by promise. Where something can't be told, more is assumed than holds: the rules then keep silent.
/// </summary>
internal sealed class Facts
{
    private readonly Dictionary<object, object> _parents = [];
    private readonly HashSet<object> _bound = [];
    private readonly List<(Source, Source)> _together = [];

    /// <summary>Two columns, or a column and a value's key, are equal.</summary>
    public void Equate(object left, object right)
    {
        var (a, b) = (Find(left), Find(right));
        if (!a.Equals(b))
        {
            _parents[a] = b;
        }
    }

    /// <summary>A column is limited by values from outside.</summary>
    public void Bind(Column column) => _bound.Add(column);

    /// <summary>Two sources live together by promise.</summary>
    public void Together(Source left, Source right) => _together.Add((left, right));

    /// <summary>Whether every component of a source's shard key is bound, its own or that of a source that lives with it.</summary>
    public bool IsPinned(Source source, IReadOnlyCollection<Source> all)
        => Component(source, all).Any(HasBoundKey);

    /// <summary>Whether rows of the two are on one shard, perhaps by way of other sources.</summary>
    public bool AreTogether(Source left, Source right, IReadOnlyCollection<Source> all) => Component(left, all).Contains(right);

    private HashSet<Source> Component(Source source, IReadOnlyCollection<Source> all)
    {
        var component = new HashSet<Source> { source };
        var waiting = new Queue<Source>(component);
        while (waiting.Count > 0)
        {
            var next = waiting.Dequeue();
            foreach (var other in all.Where(other => !component.Contains(other) && AreLinked(next, other)).ToList())
            {
                component.Add(other);
                waiting.Enqueue(other);
            }
        }

        return component;
    }

    private bool HasBoundKey(Source source)
        => source.Placement.Residence switch
        {
            Model.Residence.Sharded => !source.Placement.Key.IsEmpty && source.Columns(source.Placement.Key).All(IsBound),
            // Nobody knows what it is: a condition on it may be one on the shard key.
            Model.Residence.Unknown => _bound.Any(key => key is Column column && column.Source == source),
            _ => false,
        };

    private bool AreLinked(Source left, Source right)
        => _together.Any(pair => (pair.Item1 == left && pair.Item2 == right) || (pair.Item1 == right && pair.Item2 == left))
            || (left.Placement.Residence is Model.Residence.Unsharded && right.Placement.Residence is Model.Residence.Unsharded)
            || (left.Entity.IsSharded && right.Entity.IsSharded && (HaveEqualKeys(left, right) || AreOneRow(left, right)));

    private bool HaveEqualKeys(Source left, Source right)
        => left.Placement.Group is not null
            && left.Placement.Group == right.Placement.Group
            && !left.Placement.Key.IsEmpty
            && AreEqual(left.Columns(left.Placement.Key), right.Columns(right.Placement.Key));

    private bool AreOneRow(Source left, Source right)
        => Microsoft.CodeAnalysis.SymbolEqualityComparer.Default.Equals(left.Entity.Type, right.Entity.Type)
            && !left.Entity.PrimaryKey.IsEmpty
            && AreEqual(left.Columns(left.Entity.PrimaryKey), right.Columns(right.Entity.PrimaryKey));

    private bool AreEqual(ValueList<Column> left, ValueList<Column> right)
        => left.Count == right.Count && left.Zip(right, (a, b) => Find(a).Equals(Find(b))).All(equal => equal);

    private bool IsBound(Column column)
    {
        var root = Find(column);
        return _bound.Any(bound => Find(bound).Equals(root));
    }

    private object Find(object key)
    {
        while (_parents.TryGetValue(key, out var parent))
        {
            key = parent;
        }

        return key;
    }
}
