namespace EfShard.Model;

/// <summary>Why an entity type has no placement of its own.</summary>
internal enum Unresolved
{
    /// <summary>It says nothing, and nothing says it for it.</summary>
    Unmarked,

    /// <summary>It is mapped to a function or a query: its rows live in no table.</summary>
    Unmapped,

    /// <summary>The entity that it belongs to has no placement, and is listed itself.</summary>
    WithOwner,

    /// <summary>It promises to live with principals of which none is known to be sharded.</summary>
    Promises,

    /// <summary>It joins two sharded entities, and does not say with which it lives.</summary>
    Join,
}
