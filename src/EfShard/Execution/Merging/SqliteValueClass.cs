namespace EfShard.Execution.Merging;

/// <summary>Sqlite's storage classes, in the order in which values of different ones are sorted; numbers of both kinds are sorted by value.</summary>
internal enum SqliteValueClass
{
    Null,
    Integer,
    Real,
    Text,
    Blob,
}
