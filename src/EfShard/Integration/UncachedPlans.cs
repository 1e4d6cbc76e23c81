using System.Collections.Concurrent;
using EfShard.Execution;

namespace EfShard.Integration;

/// <summary>The plans of one statement that EF Core does not cache, by the shape of their parameters.</summary>
internal sealed class UncachedPlans
{
    /// <summary>Collections of more different lengths than this are rare; forgetting all plans then costs one planning each.</summary>
    private const int MostShapes = 256;

    private readonly ConcurrentDictionary<string, StatementTemplate> _templates = new(StringComparer.Ordinal);

    public StatementTemplate GetOrAdd(UncachedStatement statement, Func<UncachedStatement, StatementTemplate> plan)
    {
        if (_templates.TryGetValue(statement.Shape, out var template))
        {
            return template;
        }

        if (_templates.Count >= MostShapes)
        {
            _templates.Clear();
        }

        return _templates.GetOrAdd(statement.Shape, plan(statement));
    }
}
