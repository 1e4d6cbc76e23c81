namespace EfShard.Planning;

/// <summary>Where a SELECT stands in its statement.</summary>
internal enum BlockRole
{
    /// <summary>The statement itself: its limit and order are the merge's work.</summary>
    Root,

    /// <summary>The limited table below a root that only joins more to it: the merge counts its rows.</summary>
    LimitedParent,

    /// <summary>The only table of a root that does nothing but order, cut or count its rows: its groups may be combined.</summary>
    Finished,

    /// <summary>A SELECT whose shards do a part of it only: its groups, order and limit are finished where its rows are brought together.</summary>
    Partial,

    /// <summary>A table in a FROM.</summary>
    Derived,

    /// <summary>A subquery in an expression: it must depend on the enclosing row's shard only.</summary>
    Nested,
}
