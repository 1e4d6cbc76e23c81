using CsCheck;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Generator;

/// <summary>A question about a world in a layout. A number makes it, and makes the same again.</summary>
public sealed record Trial(World World, Layout Layout, Question Question)
{
    /// <summary>So many questions in a row are about one world: filling the databases takes longer than asking.</summary>
    public const int QuestionsPerWorld = 125;

    private const ulong Series = 2026;

    public static Trial Of(uint seed)
    {
        var world = seed / QuestionsPerWorld;
        var question = RandomTrees.Questions.Generate(new PCG(seed, Series), null!, out _);
        return new(new((int)world, (WorldShape)(world % 4)), TrackerDatabases.Layouts[(int)(seed % 3)], question);
    }
}
