using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

// ReSharper disable once CheckNamespace
namespace Microsoft.EntityFrameworkCore;

/// <summary>What a model says of the functions that it maps.</summary>
public static class ShardingDbFunctionBuilderExtensions
{
    /// <summary>
    ///     Says that a function of the database, of values or of a table, works with its arguments only: its body reads no tables, so that every shard gives the same for the same arguments. Queries
    ///     over several shards may then use it. Without it they are refused, unless they name what it reads (<c>GatherTables</c>) or a shard: nobody sees what it would miss.
    /// </summary>
    /// <param name="function">The function, of <c>HasDbFunction</c>. Every shard must have it.</param>
    public static DbFunctionBuilder ReadsNoTables(this DbFunctionBuilder function)
    {
        ArgumentNullException.ThrowIfNull(function);
        function.Metadata.SetAnnotation(ShardingAnnotations.ReadsNoTables, true);
        return function;
    }
}
