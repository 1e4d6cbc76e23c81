using System.Text.RegularExpressions;

namespace EfShard.Schema;

/// <summary>Finds what is not the same in the catalogues of all shards.</summary>
internal static partial class CatalogComparison
{
    public static ShardSchemaComparison Compare(IReadOnlyList<Shard> shards, IReadOnlyList<(string Kind, string Name, string Definition)>[] catalogs)
    {
        var byThing = new SortedDictionary<(string Kind, string Name), string?[]>();
        for (var i = 0; i < catalogs.Length; i++)
        {
            foreach (var (kind, name, definition) in catalogs[i])
            {
                if (!byThing.TryGetValue((kind, name), out var definitions))
                {
                    byThing.Add((kind, name), definitions = new string?[catalogs.Length]);
                }

                definitions[i] = Blanks().Replace(definition, " ").Trim();
            }
        }

        return new ShardSchemaComparison(byThing
            .Where(thing => thing.Value.Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(thing => new ShardSchemaDifference(thing.Key.Kind, thing.Key.Name, shards.Zip(thing.Value).ToArray()))
            .ToArray());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
