using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model.Validation;

/// <summary>
///     A shard key must be known before the row is written, and values that the database holds to be equal must have equal bytes: the shard is
///     chosen by their hash.
/// </summary>
internal static class ShardKeyRules
{
    // Microseconds, what PostgreSQL stores if nothing is said.
    private const int FullPrecision = 6;

    public static IEnumerable<string> Check(ResolvedPlacements model)
        => model.Model.GetEntityTypes()
            .Where(type => type.BaseType is null)
            .SelectMany(type => Names(type).Concat(model[type].Key.SelectMany(component => Check(type, component.Property))));

    private static IEnumerable<string> Names(IEntityType type)
    {
        var names = type.FindOwnership() is null ? type.GetDeclaredShardKey() ?? [] : [];
        return names.Where(name => type.FindProperty(name) is null).Select(name => ShardModelErrors.NoSuchProperty(type, name))
            .Concat(names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => ShardModelErrors.RepeatedProperty(type, same.Key)));
    }

    private static IEnumerable<string> Check(IEntityType type, IProperty property)
    {
        if (ValueGeneration.IsByDatabase(property))
        {
            yield return ShardModelErrors.GeneratedShardKey(type, property);
        }

        var mapping = property.GetRelationalTypeMapping();
        var stored = mapping.Converter?.ProviderClrType ?? property.ClrType;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;
        if (!CanBeKey(stored))
        {
            yield return ShardModelErrors.UnsupportedShardKeyType(type, property, stored);
        }
        else if (stored == typeof(string) || stored == typeof(char))
        {
            if (TextComparison.WhyNotBytewise(property, mapping) is { } why)
            {
                yield return ShardModelErrors.TextShardKey(type, property, why);
            }
        }
        else if (StoreDialect.IsPostgres(type.Model)
            && (stored == typeof(DateTime) || stored == typeof(DateTimeOffset))
            && (mapping.Precision ?? property.GetPrecision()) is < FullPrecision)
        {
            yield return ShardModelErrors.RoundedShardKey(type, property, mapping.StoreType);
        }
    }

    private static bool CanBeKey(Type stored)
        => stored.IsEnum
            || stored == typeof(Guid) || stored == typeof(DateTimeOffset) || stored == typeof(DateOnly) || stored == typeof(byte[])
            || Type.GetTypeCode(stored) is TypeCode.Boolean or TypeCode.Char or TypeCode.String or TypeCode.DateTime
                or (>= TypeCode.SByte and <= TypeCode.UInt64);
}
