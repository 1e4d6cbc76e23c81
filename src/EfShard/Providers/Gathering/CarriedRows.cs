using System.Data.Common;

namespace EfShard.Providers.Gathering;

/// <summary>The rows of a small table on their way into parameters.</summary>
internal abstract class CarriedRows
{
    /// <summary>How many there are.</summary>
    public int Count { get; protected set; }

    /// <summary>About how many bytes each shard is sent.</summary>
    public long Bytes { get; protected set; }

    /// <summary>Takes a row; <see langword="false" /> if it has a value that can't travel so.</summary>
    public abstract bool TryAdd(DbDataReader row);

    /// <summary>The parameters by their names.</summary>
    public abstract IEnumerable<(string Name, object Value)> ToParameters();
}
