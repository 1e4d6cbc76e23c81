using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>Who makes a property's value, told from the finished model as EF Core's value generator selector would.</summary>
internal static class ValueGeneration
{
    private const string StrategySuffix = ":ValueGenerationStrategy";

    /// <summary>Whether the database makes the value: a sequence, an identity column, a default, a computed column, a row version.</summary>
    public static bool IsByDatabase(IReadOnlyProperty property)
    {
        if (property.GetComputedColumnSql() is not null)
        {
            return true;
        }

        // Properties that share a column are generated "sometimes": by each other.
        if (property.ValueGenerated is ValueGenerated.Never or ValueGenerated.OnUpdateSometimes || property.GetValueGeneratorFactory() is not null)
        {
            return false;
        }

        return property.ValueGenerated is not ValueGenerated.OnAdd
            || property.GetDefaultValueSql() is not null
            || property.TryGetDefaultValue(out _)
            || !property.IsKey()
            || !HasClientGenerator(property);
    }

    /// <summary>Whether every copy of a row gets the same value although the database makes it: a constant default.</summary>
    public static bool IsConstantDefault(IReadOnlyProperty property)
        => property.ValueGenerated is ValueGenerated.OnAdd
            && property.GetDefaultValueSql() is null
            && property.GetComputedColumnSql() is null
            && property.TryGetDefaultValue(out _);

    /// <summary>Whether blocks of values are fetched from a sequence by commands that no shard can be chosen for.</summary>
    public static bool IsHiLo(IReadOnlyProperty property)
        => property.GetAnnotations().Any(annotation =>
            annotation.Name.EndsWith(StrategySuffix, StringComparison.Ordinal)
            && annotation.Value?.ToString()?.Contains("HiLo", StringComparison.Ordinal) is true);

    // EF Core makes these itself for keys; for numbers and times its generators only make temporary values.
    private static bool HasClientGenerator(IReadOnlyProperty property)
        => IsMadeByClient(property.ClrType) || (property.FindTypeMapping()?.Converter is { } converter && IsMadeByClient(converter.ProviderClrType));

    private static bool IsMadeByClient(Type type)
        => (Nullable.GetUnderlyingType(type) ?? type) is var bare && (bare == typeof(Guid) || bare == typeof(string) || bare == typeof(byte[]));
}
