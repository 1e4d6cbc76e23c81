namespace EfShard;

/// <summary>Marks an entity of which every shard has a copy of every row. Says the same as <c>ToReferenceTable()</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReferenceTableAttribute : Attribute;
