using EfShard.Planning;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Query;

namespace EfShard.Integration;

/// <summary>Makes <see cref="ShardedQuerySqlGenerator" />s around the provider's generators. A singleton: it knows no context and no topology.</summary>
internal sealed class ShardedQuerySqlGeneratorFactory(QuerySqlGeneratorDependencies dependencies, IQuerySqlGeneratorFactory provider, QueryDialect dialect)
    : IQuerySqlGeneratorFactory
{
    public QuerySqlGenerator Create() => new ShardedQuerySqlGenerator(dependencies, provider, dialect);
}
