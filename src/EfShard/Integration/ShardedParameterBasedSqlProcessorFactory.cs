using Microsoft.EntityFrameworkCore.Query;

namespace EfShard.Integration;

/// <summary>Makes <see cref="ShardedParameterBasedSqlProcessor" />s around the provider's: one for each compiled query.</summary>
internal sealed class ShardedParameterBasedSqlProcessorFactory(
    RelationalParameterBasedSqlProcessorDependencies dependencies, IRelationalParameterBasedSqlProcessorFactory provider)
    : IRelationalParameterBasedSqlProcessorFactory
{
    public RelationalParameterBasedSqlProcessor Create(RelationalParameterBasedSqlProcessorParameters parameters)
        => new ShardedParameterBasedSqlProcessor(dependencies, parameters, provider.Create(parameters));
}
