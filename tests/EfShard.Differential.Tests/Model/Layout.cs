namespace EfShard.Differential.Tests.Model;

/// <summary>Where the rows of the same entities live.</summary>
public enum Layout
{
    /// <summary>Nothing is said about shards: the model of the one database that all others are compared with.</summary>
    None,

    /// <summary>Everything by tenant, in ranges: what belongs together lives together.</summary>
    Colocated,

    /// <summary>Every table by a key of its own: nothing lives together but what is one entity.</summary>
    Scattered,

    /// <summary>Some by tenant, some by their own key, some in other groups, with reference tables and unsharded ones.</summary>
    Mixed,
}
