using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>All rules.</summary>
internal static class AllRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new CrossShardJoinRule(),
        new AllShardsQueryRule(),
        new AllShardsWriteRule(),
        new ShardKeyAssignmentRule(),
        new GeneratedKeyRule(),
        new UncheckedConstraintRule(),
        new LargeSkipRule(),
        new UnpinnedSqlRule(),
        new UnstableHashRule(),
        new SaveInLoopRule(),
    ];

    public static IReadOnlyList<IQueryRule> OfQueries { get; } = [.. All.OfType<IQueryRule>()];

    public static IReadOnlyList<IBlockRule> OfBlocks { get; } = [.. All.OfType<IBlockRule>()];

    public static IReadOnlyList<IEntityRule> OfEntities { get; } = [.. All.OfType<IEntityRule>()];

    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = All.Select(rule => rule.Descriptor).ToImmutableArray();
}
