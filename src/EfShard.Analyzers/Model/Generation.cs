using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>Which key values the database makes if nothing is said.</summary>
internal static class Generation
{
    /// <summary>Whether EF Core makes a key of this type itself.</summary>
    public static bool IsMadeByClient(ITypeSymbol type)
        => type.WithoutNullable() is var bare
            && (bare.SpecialType is SpecialType.System_String || bare.Is("System", "Guid") || bare is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte });

    /// <summary>Whether EF Core has the database number a single key of this type.</summary>
    public static bool IsNumbered(ITypeSymbol type)
        => type.WithoutNullable().SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}
