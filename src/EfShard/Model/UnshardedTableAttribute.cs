namespace EfShard;

/// <summary>Marks an entity whose rows all live on one shard, the unsharded one. Says the same as <c>ToUnshardedTable()</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UnshardedTableAttribute : Attribute;
