using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>What can be told of SQL that the application wrote: not what it reads, but what its rows are taken for.</summary>
internal static class RawSql
{
    /// <summary>Whether its rows are taken for those of a table that every shard has a copy of, or that only one shard has.</summary>
    public static bool IsTheSameEverywhere(FromSqlExpression raw, ShardModel? model)
        => FindTable(raw) is { } table && model!.GetPlacement(table).Kind is not TableKind.Sharded;

    /// <summary>What says where its rows live: who has every shard asked says that each returns entities of its own.</summary>
    public static IReadOnlyList<Determinant> DeterminantsOf(FromSqlExpression raw, ShardModel? model)
        => FindTable(raw) is { } table ? Determinants.Of(new TableExpression(raw.Alias, table), model!.GetPlacement(table)) : [];

    /// <summary>The table whose entities its rows are; <see langword="null" /> if they are none.</summary>
    public static ITable? FindTable(FromSqlExpression raw)
        => raw.Table?.EntityTypeMappings.Select(m => m.TypeBase).OfType<IEntityType>().SelectMany(e => e.GetTableMappings()).FirstOrDefault()?.Table;
}
