using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>What <c>HasShardedId()</c> can make values for. Whether their slots tell a shard, the options say (<c>ModelFit</c>).</summary>
internal static class ShardedIdRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => from type in model.Model.GetEntityTypes()
           from property in type.GetDeclaredProperties()
           where property.IsShardedId()
           let error = Check(type, property)
           where error is not null
           select error;

    private static string? Check(IEntityType type, IProperty property)
    {
        var bare = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type.IsOwned() ? ShardModelErrors.ShardedIdOfOwned(type, property)
            : (bare != typeof(long) && bare != typeof(Guid)) || property.GetTypeMapping().Converter is { } converter && bare == typeof(long) && converter.ProviderClrType != bare
                ? ShardModelErrors.ShardedIdType(type, property)
            : !property.IsKey() ? ShardModelErrors.ShardedIdOutsideKey(type, property)
            : null;
    }
}
