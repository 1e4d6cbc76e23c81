using EfShard.Model;

namespace EfShard.Planning;

/// <summary>One occurrence of a sharded table (or of a set operation over sharded tables) in a statement.</summary>
internal sealed class ShardedSource(
    string name, string alias, TablePlacement? placement, IReadOnlyList<Determinant> determinants, FactScope scope, QueryDialect dialect)
{
    private TableCondition? _condition;
    private IReadOnlyList<ShardedSource> _peers = [];
    private ShardedSource? _informant;
    private bool _isSealed;

    /// <summary>What messages call it: the table's name.</summary>
    public string Name { get; } = name;

    public string Alias { get; } = alias;

    /// <summary>The table's placement; <see langword="null" /> for a set operation, whose parts are occurrences of their own.</summary>
    public TablePlacement? Placement { get; } = placement;

    public IReadOnlyList<Determinant> Determinants { get; } = determinants;

    /// <summary>The source whose rows this one's rows live with, once that is known.</summary>
    public ShardedSource? Anchor { get; private set; }

    /// <summary>The last source that one comes to by following: sources with the same one live together.</summary>
    public ShardedSource Root => Anchor?.Root ?? this;

    /// <summary>The facts under which a row of this source matters to the result.</summary>
    public FactScope Scope { get; } = scope;

    /// <summary>What those facts say about the table's shard key; if nothing, what they say about that of the source it follows.</summary>
    /// <remarks>Read when first asked for: a scope goes on learning while its SELECT is analysed.</remarks>
    public TableCondition? Condition => _condition ??= WithLookup(
        ReadOwn() ?? _informant?.Condition ?? _peers.Select(p => p.ReadOwn()).FirstOrDefault(c => c is not null) ?? Unknown());

    /// <summary>Says which sources' rows must all be there, together, for a row of any of them to matter.</summary>
    public void Join(IReadOnlyList<ShardedSource> peers) => _peers = _isSealed ? _peers : peers;

    /// <summary>Says that rows of this source that matter live with rows of another one.</summary>
    public void Follow(ShardedSource anchor)
    {
        Anchor ??= anchor;
        _informant ??= _isSealed ? null : anchor;
    }

    /// <summary>
    ///     Says that what stands around this source tells nothing of its rows from here on: a limit or a window above it looks at all of them.
    /// </summary>
    public void Seal() => _isSealed = true;

    /// <summary>Whether rows of the two sources that matter together always live on the same shard.</summary>
    public bool IsColocatedWith(ShardedSource other, FactScope scope)
        => Determinants.Any(mine => other.Determinants.Any(
            theirs => mine.Tag == theirs.Tag
                && mine.Columns.Zip(theirs.Columns).All(pair => scope.AreEqual(pair.First, pair.Second))));

    /// <summary>Whether a list of columns (a projection, group keys) contains everything that decides the shard.</summary>
    public bool IsDeterminedBy(IEnumerable<ColumnRef> columns, FactScope scope)
    {
        var given = columns.ToList();
        return Determinants.Any(d => !d.IsOptional && d.Columns.All(needed => given.Any(c => scope.AreEqual(c, needed))));
    }

    private TableCondition? ReadOwn()
    {
        if (Placement is null or { KeyColumns.Count: 0, SlotColumns.Count: 0 })
        {
            return null;
        }

        var condition = new KeyConditionReader(
            dialect, Scope,
            Placement.KeyColumns.Select(c => new ColumnRef(Alias, c.Name)).ToList(),
            Placement.SlotColumns.Select(name => new ColumnRef(Alias, name)).ToList()).Read();
        return condition is KeyCondition.Any ? null : new TableCondition(Name, Placement, condition);
    }

    private TableCondition? WithLookup(TableCondition? condition)
        => condition is { Condition: KeyCondition.Any or KeyCondition.Bound, Lookup: null }
            && (ReadLookup() ?? _peers.Select(peer => peer.ReadLookup()).FirstOrDefault(lookup => lookup is not null)) is { } found
                ? condition with { Lookup = found }
                : condition;

    private GlobalLookup? ReadLookup()
        => Placement is not { GlobalIndexes.Count: > 0 } ? null
            : Placement.GlobalIndexes.Select(pair => KeyConditionReader.ReadValue(Scope, new ColumnRef(Alias, pair.Key)) is { } value
                    ? new GlobalLookup(pair.Value, pair.Key, value)
                    : null)
                .FirstOrDefault(lookup => lookup is not null);

    private TableCondition? Unknown() => Placement is null ? null : new TableCondition(Name, Placement, KeyCondition.Any.Instance);
}
