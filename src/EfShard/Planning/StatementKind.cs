namespace EfShard.Planning;

/// <summary>What a statement does.</summary>
internal enum StatementKind
{
    /// <summary>Reads.</summary>
    Select,

    /// <summary>Changes rows of a sharded or unsharded table.</summary>
    Write,

    /// <summary>Changes every copy of a reference table.</summary>
    ReferenceWrite,
}
