using EfShard.Model;

namespace EfShard.Planning;

/// <summary>One occurrence of a sharded table (or of a set operation over sharded tables) in a statement.</summary>
internal sealed class ShardedSource(
    string name, string alias, TablePlacement? placement, IReadOnlyList<Determinant> determinants, FactScope scope, QueryDialect dialect)
{
    private KeyCondition? _condition;

    /// <summary>What messages call it: the table's name.</summary>
    public string Name { get; } = name;

    public string Alias { get; } = alias;

    /// <summary>The table's placement; <see langword="null" /> for a set operation, whose parts are occurrences of their own.</summary>
    public TablePlacement? Placement { get; } = placement;

    public IReadOnlyList<Determinant> Determinants { get; } = determinants;

    /// <summary>The facts under which a row of this source matters to the result.</summary>
    public FactScope Scope { get; } = scope;

    /// <summary>What those facts say about the table's shard key.</summary>
    /// <remarks>Read when first asked for: a scope goes on learning while its SELECT is analysed.</remarks>
    public KeyCondition Condition => _condition ??= Placement is { KeyColumns: { Count: > 0 } columns }
        ? new KeyConditionReader(dialect, Scope, columns.Select(c => new ColumnRef(Alias, c.Name)).ToList()).Read()
        : KeyCondition.Any.Instance;

    /// <summary>Whether rows of the two sources that matter together always live on the same shard.</summary>
    public bool IsColocatedWith(ShardedSource other, FactScope scope)
        => Determinants.Any(mine => other.Determinants.Any(
            theirs => mine.Tag == theirs.Tag
                && mine.Columns.Zip(theirs.Columns).All(pair => scope.AreEqual(pair.First, pair.Second))));

    /// <summary>Whether a list of columns (a projection, group keys) contains everything that decides the shard.</summary>
    public bool IsDeterminedBy(IEnumerable<ColumnRef> columns, FactScope scope)
    {
        var given = columns.ToList();
        return Determinants.Any(d => d.Columns.All(needed => given.Any(c => scope.AreEqual(c, needed))));
    }
}
