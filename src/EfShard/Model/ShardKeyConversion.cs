using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model;

/// <summary>
///     Turns values of a shard key property into what the database stores. A key must be hashed as it is stored, or a row written through
///     one type and looked up through another would be on two shards.
/// </summary>
internal static class ShardKeyConversion
{
    // The moment from which PostgreSQL counts; a provider that cuts a time to microseconds cuts towards it.
    private static readonly long PostgresEpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static Func<object?, object?> For(IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var toProvider = ToProvider(property, mapping);
        var toColumn = ToColumn(property, mapping);
        return toColumn is null ? toProvider : value => toColumn(toProvider(value));
    }

    private static Func<object?, object?> ToProvider(IProperty property, RelationalTypeMapping mapping)
    {
        var modelType = Unwrap(property.ClrType);
        var converter = mapping.Converter;
        var providerType = Unwrap(converter?.ProviderClrType ?? modelType);
        var convert = converter?.ConvertToProvider;

        return value => value switch
        {
            null or DBNull => null,
            _ when modelType.IsInstanceOfType(value) => convert is null ? value : convert(value),
            _ when providerType.IsInstanceOfType(value) => value,
            _ when !IsWholeNumberType(value.GetType()) => throw WrongType(value),
            _ when modelType.IsEnum && convert is not null => convert(Enum.ToObject(modelType, WholeNumber(value))),
            // A number of another width: the hash and the comparison of keys know only numbers.
            _ when IsWholeNumberType(providerType) => WholeNumber(value),
            _ when IsWholeNumberType(modelType) && convert is not null => convert(Narrow(property, WholeNumber(value), modelType)),
            _ => throw WrongType(value),
        };

        ShardKeyException WrongType(object value)
            => ShardKeyException.WrongType(property.DeclaringType.DisplayName(), property.Name, modelType, value.GetType());
    }

    private static Func<object?, object?>? ToColumn(IProperty property, RelationalTypeMapping mapping)
        => !StoreDialect.IsPostgres(property.DeclaringType.Model) ? null : StoreDialect.BaseTypeName(mapping) switch
        {
            "timestamp with time zone" or "timestamptz" => value => value switch
            {
                DateTime { Kind: not DateTimeKind.Utc } time => throw ShardKeyException.ConvertedTime(
                    property.DeclaringType.DisplayName(), property.Name, time.Kind, mapping.StoreType),
                DateTime time => CutToMicroseconds(time),
                DateTimeOffset time => CutToMicroseconds(time.UtcDateTime),
                _ => value,
            },
            "timestamp without time zone" or "timestamp" => value => value switch
            {
                DateTime { Kind: DateTimeKind.Utc } time => throw ShardKeyException.ConvertedTime(
                    property.DeclaringType.DisplayName(), property.Name, time.Kind, mapping.StoreType),
                DateTime time => CutToMicroseconds(time),
                _ => value,
            },
            "date" => static value => value is DateTime time ? time.Date : value,
            _ => null,
        };

    private static DateTime CutToMicroseconds(DateTime time) => time.AddTicks(-((time.Ticks - PostgresEpochTicks) % TimeSpan.TicksPerMicrosecond));

    private static object Narrow(IProperty property, long number, Type type)
    {
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw ShardKeyException.OutOfRange(property.DeclaringType.DisplayName(), property.Name, type);
        }
    }

    private static long WholeNumber(object value)
        => value is ulong large ? unchecked((long)large) : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static bool IsWholeNumberType(Type type)
        => Type.GetTypeCode(type) is TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16
            or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64;

    private static Type Unwrap(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
