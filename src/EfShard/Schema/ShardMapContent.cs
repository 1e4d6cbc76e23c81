using System.Security.Cryptography;
using System.Text;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>What the map of one shard must say according to the options, and the comparison with what it does say.</summary>
internal static class ShardMapContent
{
    /// <summary>The shard's own name; its definition is the fingerprint of all other rows.</summary>
    public const string Self = "shard";

    /// <summary>A shard of the topology, one row each.</summary>
    public const string Member = "member";

    /// <summary>A group and its definition.</summary>
    public const string Group = "group";

    /// <summary>Where the unsharded tables are.</summary>
    public const string Unsharded = "unsharded";

    /// <summary>A shard whose availability was changed, and what it is; none for shards that have always been active.</summary>
    public const string State = "state";

    public static IReadOnlyList<ShardMapRow> Expected(ShardTopology topology, ShardNode node, long version, IEnumerable<ShardMapRow>? written = null)
    {
        List<ShardMapRow> rows = [.. topology.Shards.Select(s => new ShardMapRow(Member, s.Name, string.Empty, version))];
        rows.AddRange(topology.Groups.OrderBy(g => g.Name, StringComparer.Ordinal).Select(g => new ShardMapRow(Group, g.Name, g.Strategy.Definition, version)));
        rows.Add(new ShardMapRow(Unsharded, topology.Shards[topology.UnshardedShard].Name, string.Empty, version));
        rows.AddRange((written ?? []).Where(r => r.Kind == State && topology.TryGetShard(r.Name, out _)).Select(r => r with { Version = version }));
        rows.Insert(0, new ShardMapRow(Self, node.Name, Fingerprint(rows), version));
        return rows;
    }

    /// <summary>The same map with another availability of a shard.</summary>
    public static IReadOnlyList<ShardMapRow> WithState(ShardNode node, IReadOnlyList<ShardMapRow> written, string shard, AvailabilityState state)
    {
        var self = Single(written, Self, node);
        var version = written.Max(r => r.Version) + 1;
        List<ShardMapRow> rows =
        [
            .. written.Where(r => r.Kind != Self && !(r.Kind == State && r.Name == shard)).Select(r => r with { Version = version }),
            new ShardMapRow(State, shard, state.ToString(), version),
        ];
        rows.Insert(0, new ShardMapRow(Self, self.Name, Fingerprint(rows), version));
        return rows;
    }

    /// <summary>What a map says of the shards' availability.</summary>
    /// <exception cref="ShardMapException">It says something that this version does not know.</exception>
    public static IEnumerable<(ShardNode Shard, AvailabilityState State)> StatesOf(ShardTopology topology, ShardNode node, IReadOnlyList<ShardMapRow> written)
    {
        foreach (var row in written.Where(r => r.Kind == State))
        {
            if (!AvailabilityState.TryParse(row.Definition, out var state))
            {
                throw ShardMapException.Broken(node.Name);
            }

            if (topology.TryGetShard(row.Name, out var shard))
            {
                yield return (shard, state);
            }
        }
    }

    /// <summary>Throws unless the map says what the options say. The most telling difference comes first.</summary>
    /// <param name="topology">What the options say.</param>
    /// <param name="node">The shard.</param>
    /// <param name="written">The rows of the shard's map.</param>
    /// <param name="allowAdditions">
    ///     Whether the options may have shards and groups that the map does not have yet, and definitions that only add to the map's: nothing
    ///     written so far is looked for elsewhere then.
    /// </param>
    /// <exception cref="ShardMapException">They differ.</exception>
    public static void Compare(ShardTopology topology, ShardNode node, IReadOnlyList<ShardMapRow> written, bool allowAdditions)
    {
        var self = Single(written, Self, node);
        if (self.Name != node.Name)
        {
            throw ShardMapException.OtherShard(node.Name, self.Name);
        }

        var members = written.Where(r => r.Kind == Member).Select(r => r.Name).Order(StringComparer.Ordinal).ToArray();
        var configuredMembers = topology.Shards.Select(s => s.Name).Order(StringComparer.Ordinal);
        if (allowAdditions ? members.Except(configuredMembers).Any() : !members.SequenceEqual(configuredMembers))
        {
            throw ShardMapException.OtherShards(node.Name, string.Join(", ", members), string.Join(", ", topology.Shards));
        }

        CompareGroups(topology, node, written, allowAdditions);
        var unsharded = Single(written, Unsharded, node).Name;
        var configured = topology.Shards[topology.UnshardedShard].Name;
        if (unsharded != configured)
        {
            throw ShardMapException.OtherUnshardedShard(node.Name, unsharded, configured);
        }

        if (self.Definition != Fingerprint(written.Where(r => r.Kind != Self)))
        {
            throw ShardMapException.Broken(node.Name);
        }
    }

    /// <summary>Throws unless the database holds all rows that there are: a dry run over one shard of several would answer with a part.</summary>
    /// <param name="node">The shard that stands for the database.</param>
    /// <param name="written">The rows of its map.</param>
    /// <exception cref="ShardMapException">It is one of several shards, or another one.</exception>
    public static void CompareWithWhole(ShardNode node, IReadOnlyList<ShardMapRow> written)
    {
        var self = Single(written, Self, node);
        if (self.Name != node.Name)
        {
            throw ShardMapException.OtherShard(node.Name, self.Name);
        }

        var members = written.Where(r => r.Kind == Member).Select(r => r.Name).Order(StringComparer.Ordinal).ToArray();
        if (members.Length != 1)
        {
            throw ShardMapException.NotWhole(node.Name, string.Join(", ", members));
        }
    }

    /// <summary>Throws if the map says that the database is another shard's. One that says nothing, or nothing clear, passes.</summary>
    public static void RefuseOther(ShardNode node, IReadOnlyList<ShardMapRow> written)
    {
        if (written.FirstOrDefault(r => r.Kind == Self) is { } self && self.Name != node.Name)
        {
            throw ShardMapException.OtherShard(node.Name, self.Name);
        }
    }

    private static void CompareGroups(ShardTopology topology, ShardNode node, IReadOnlyList<ShardMapRow> written, bool allowAdditions)
    {
        var groups = written.Where(r => r.Kind == Group).ToDictionary(r => r.Name, r => r.Definition, StringComparer.Ordinal);
        foreach (var group in topology.Groups.OrderBy(g => g.Name, StringComparer.Ordinal))
        {
            if (!groups.Remove(group.Name, out var definition))
            {
                if (!allowAdditions)
                {
                    throw ShardMapException.NewGroup(node.Name, group.Name);
                }
            }
            else if (definition != group.Strategy.Definition && !(allowAdditions && group.Strategy.Extends(definition)))
            {
                throw ShardMapException.OtherGroup(node.Name, group.Name, definition, group.Strategy.Definition);
            }
        }

        if (groups.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw ShardMapException.UnknownGroup(node.Name, unknown);
        }
    }

    private static ShardMapRow Single(IReadOnlyList<ShardMapRow> written, string kind, ShardNode node)
        => written.Where(r => r.Kind == kind).Take(2).ToArray() is [var row] ? row : throw ShardMapException.Broken(node.Name);

    private static string Fingerprint(IEnumerable<ShardMapRow> rows)
    {
        // Lengths keep neighbouring texts apart; the order in which a database returns rows must not matter.
        var text = new StringBuilder("map-v1");
        foreach (var row in rows.OrderBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal))
        {
            text.Append($"|{row.Kind}|{row.Name.Length}:{row.Name}|{row.Definition.Length}:{row.Definition}");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
