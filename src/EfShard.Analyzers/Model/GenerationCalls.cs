using System;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Model;

/// <summary>The calls on a property's builder that say who makes its value.</summary>
internal static class GenerationCalls
{
    /// <summary>Whether the call has the database make the value; null if it says nothing about it.</summary>
    public static bool? Find(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "ValueGeneratedNever" or "HasValueGenerator" or "HasValueGeneratorFactory" or "HasShardedId" => false,
        "ValueGeneratedOnAdd" => !IsMadeByClient(call),
        "ValueGeneratedOnAddOrUpdate" or "ValueGeneratedOnUpdate" => true,
        "HasDefaultValueSql" or "HasDefaultValue" or "HasComputedColumnSql" or "UseSequence" or "UseHiLo" or "UseSerialColumn" => true,
        "UseAutoincrement" or "UseMySqlIdentityColumn" => true,
        { } name when name.StartsWith("UseIdentity", StringComparison.Ordinal) => true,
        _ => null,
    };

    // EF Core makes Guids and strings of keys itself.
    private static bool IsMadeByClient(IInvocationOperation call)
        => call.Receiver()?.Type is Microsoft.CodeAnalysis.INamedTypeSymbol { TypeArguments: [var type] } && Generation.IsMadeByClient(type);
}
