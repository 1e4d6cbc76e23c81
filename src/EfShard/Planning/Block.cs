namespace EfShard.Planning;

/// <summary>The sources of one SELECT while it is analysed, and how they hang together.</summary>
internal sealed class Block(FactScope scope, FactScope plainScope, IReadOnlyList<ShardedSource> outerAnchors)
{
    private readonly List<ShardedSource> _required = [];
    private readonly List<ShardedSource> _anchored = [.. outerAnchors];
    private readonly List<IReadOnlyList<ShardedSource>> _routing = [];
    private readonly List<ShardedSource> _drivers = [];
    private readonly List<ShardedSource> _following = [];
    private IReadOnlyList<ShardedSource>? _deciding;
    private bool _connected;
    private bool _readsSharded;

    public FactScope Scope { get; } = scope;

    /// <summary>What holds in the SELECT without what its subqueries tell: for those subqueries themselves.</summary>
    public FactScope PlainScope { get; } = plainScope;

    /// <summary>What a derived table or a subquery may be co-located with: everything around, and everything seen so far.</summary>
    public IReadOnlyList<ShardedSource> Anchors => _connected ? _anchored : [.. _anchored, .. _required];

    public IReadOnlyList<ShardedSource> RequiredSources => _required;

    public IReadOnlyList<ShardedSource> Drivers => _drivers;

    public bool IsSpread => _drivers.Count > 0;

    public void AddRequired(ShardedSource source)
    {
        _readsSharded = true;
        _required.Add(source);
        _routing.Add([source]);
        if (_connected)
        {
            _drivers.Add(source);
        }
    }

    /// <summary>Adds a derived table.</summary>
    /// <param name="inner">The table.</param>
    /// <param name="decidesShards">
    ///     Whether it alone tells the shards to ask: it counts parents, and what is joined to it says nothing of which parents count.
    /// </param>
    public void AddRequired(BlockResult inner, bool decidesShards = false)
    {
        _readsSharded |= inner.ReadsSharded;
        _required.AddRange(inner.Drivers);
        if (inner.IsSpread)
        {
            _routing.Add(inner.RoutingSources);
            _deciding = decidesShards ? inner.RoutingSources : _deciding;
        }

        if (_connected)
        {
            _drivers.AddRange(inner.Drivers);
        }
        else
        {
            // What a derived table brings with it lives where its driver, or the sibling that it follows, lives: it counts once those are connected.
            _following.AddRange(inner.Anchors.Except(inner.Drivers));
        }
    }

    /// <summary>
    ///     Connects the required sources: to the rows around the SELECT if possible; otherwise the first of them spreads the block over the
    ///     shards, and every other must be co-located with it.
    /// </summary>
    public void Connect(StatementAnalysis statement)
    {
        var waiting = new List<ShardedSource>(_required);
        Absorb(waiting);
        if (waiting.Count > 0)
        {
            // Some source does not follow the rows around: the whole block then spreads over the shards by it.
            var driver = waiting[0];
            _drivers.Add(driver);
            waiting.RemoveAt(0);
            _anchored.Add(driver);
            Absorb(waiting);
            foreach (var source in waiting)
            {
                statement.Refuse(Refusals.NotColocated(source, driver));
                _anchored.Add(source);
            }
        }

        foreach (var together in _required.GroupBy(source => source.Root))
        {
            var peers = together.ToList();
            peers.ForEach(source => source.Join(peers));
        }

        _anchored.AddRange(_following);
        _connected = true;
    }

    /// <summary>Adds the source of an outer join: each of its rows that matters must live with the rows seen so far.</summary>
    public void AddOptional(ShardedSource source, FactScope scope, StatementAnalysis statement)
    {
        _readsSharded = true;
        if (_anchored.Find(a => source.IsColocatedWith(a, scope)) is { } anchor)
        {
            source.Follow(anchor);
            _anchored.Add(source);
        }
        else
        {
            statement.Refuse(_anchored.Count == 0 ? Refusals.PreservedReplicated(source) : Refusals.NotColocated(source, _anchored[^1]));
        }
    }

    public void AddOptional(BlockResult inner, FactScope scope, StatementAnalysis statement)
    {
        _readsSharded |= inner.ReadsSharded;
        foreach (var driver in inner.Drivers)
        {
            AddOptional(driver, scope, statement);
        }

        _anchored.AddRange(inner.Anchors.Except(_anchored));
    }

    public BlockResult ToResult() => new()
    {
        Drivers = _drivers,
        // All required sources live together: any of them can tell the shards, best the one that knows most.
        RoutingSources = IsSpread
            ? _deciding ?? _routing.Find(sources => sources.All(s => s.Condition is { Condition: not KeyCondition.Any })) ?? _routing[0]
            : [],
        Anchors = _anchored.Except(outerAnchors).ToList(),
        Scope = Scope,
        ReadsSharded = _readsSharded,
    };

    private void Absorb(List<ShardedSource> waiting)
    {
        bool changed;
        do
        {
            changed = false;
            foreach (var follower in _following.Where(f => f.Anchor is { } anchor && _anchored.Contains(anchor)).ToList())
            {
                _following.Remove(follower);
                _anchored.Add(follower);
                changed = true;
            }

            foreach (var source in waiting.ToList())
            {
                if (_anchored.Find(a => source.IsColocatedWith(a, Scope)) is { } anchor)
                {
                    source.Follow(anchor);
                    waiting.Remove(source);
                    _anchored.Add(source);
                    changed = true;
                }
            }
        }
        while (changed);
    }
}
