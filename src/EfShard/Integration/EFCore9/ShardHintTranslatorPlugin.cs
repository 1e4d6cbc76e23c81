#if EFCORE9
using Microsoft.EntityFrameworkCore.Query;

namespace EfShard.Integration;

/// <summary>Gives the translator of the hint methods to a provider that allows nothing in front of its own translators.</summary>
internal sealed class ShardHintTranslatorPlugin(ShardHintTranslator hints) : IMethodCallTranslatorPlugin
{
    public IEnumerable<IMethodCallTranslator> Translators { get; } = [hints];
}
#endif
