using EfShard.Execution;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Update;

/// <summary>
///     Comes in: the places of rows. Goes out: the shard of each, as an index into the topology. A strategy that has to ask somebody is
///     asked once for all keys of its group, each key once. Next: <see cref="ShardedCommandBatchPreparer" /> orders the commands by shard.
/// </summary>
internal sealed class PlaceLocator(ShardTopology topology, ShardPin pin)
{
    /// <summary>Stands for the shard of a row that every shard has a copy of.</summary>
    public const int EveryShard = -1;

    /// <summary>Finds the shards.</summary>
    /// <exception cref="ShardKeyException">A key belongs to no shard.</exception>
    /// <exception cref="InvalidOperationException">The context is pinned to a shard, and a row belongs to another.</exception>
    public int[] Locate(IReadOnlyList<RowPlace> places)
    {
        var shards = new int[places.Count];
        foreach (var question in Prepare(places, shards))
        {
            for (var i = 0; i < question.Keys.Count; i++)
            {
                question.Answer(i, Locate(question.Group, places[question.FirstAsker(i)]), shards);
            }
        }

        CheckPin(places, shards);
        return shards;
    }

    /// <inheritdoc cref="Locate(IReadOnlyList{RowPlace})" />
    public async ValueTask<int[]> LocateAsync(IReadOnlyList<RowPlace> places, CancellationToken cancellationToken)
    {
        var shards = new int[places.Count];
        foreach (var question in Prepare(places, shards))
        {
            var located = new int[question.Keys.Count];
            try
            {
                await question.Group.LocateAsync(question.Keys.ToArray(), located, cancellationToken).ConfigureAwait(false);
            }
            catch (ShardKeyException exception)
            {
                // It is asked for all keys at once, and does not say whose it can't place.
                throw new ShardKeyException(UpdateErrors.NoShard(question.EntitiesOf(places), exception.Message), exception);
            }

            for (var i = 0; i < located.Length; i++)
            {
                question.Answer(i, located[i], shards);
            }
        }

        CheckPin(places, shards);
        return shards;
    }

    /// <summary>Locates what takes no waiting, and gathers the rest.</summary>
    private IReadOnlyCollection<Question> Prepare(IReadOnlyList<RowPlace> places, int[] shards)
    {
        Dictionary<string, Question>? questions = null;
        for (var i = 0; i < shards.Length; i++)
        {
            var place = places[i];
            if (place.Kind is not TableKind.Sharded || place.Group is null)
            {
                shards[i] = place.Kind switch
                {
                    TableKind.Reference => EveryShard,
                    TableKind.Unsharded => topology.UnshardedShard,
                    _ => pin.Shard!.Value,
                };
                continue;
            }

            var group = GroupOf(place.Group);
            if (!group.Strategy.IsAsynchronous)
            {
                shards[i] = Locate(group, place);
                continue;
            }

            questions ??= [];
            if (!questions.TryGetValue(place.Group, out var question))
            {
                questions.Add(place.Group, question = new Question(group));
            }

            question.Add(place.Key, i);
        }

        return questions is null ? [] : questions.Values;
    }

    private static int Locate(ShardGroup group, in RowPlace place)
    {
        try
        {
            return group.Locate(place.Key);
        }
        catch (ShardKeyException exception)
        {
            throw new ShardKeyException(UpdateErrors.NoShard([place.KeyOf], exception.Message), exception);
        }
    }

    private ShardGroup GroupOf(string name)
        => topology.TryGetGroup(name, out var group) ? group : throw ConfigurationErrors.UnknownGroup(name, topology.Groups.Select(g => g.Name));

    private void CheckPin(IReadOnlyList<RowPlace> places, int[] shards)
    {
        if (pin.Shard is not { } pinned)
        {
            return;
        }

        for (var i = 0; i < shards.Length; i++)
        {
            if (shards[i] != pinned && (shards[i] != EveryShard || topology.Shards.Count > 1))
            {
                throw new InvalidOperationException(shards[i] == EveryShard
                    ? UpdateErrors.PinnedReference(topology.Shards[pinned])
                    : UpdateErrors.PinnedElsewhere(topology.Shards[pinned], topology.Shards[shards[i]], places[i].Kind));
            }
        }
    }

    /// <summary>What one group's strategy is to be asked.</summary>
    private sealed class Question(ShardGroup group)
    {
        private readonly Dictionary<ShardKey, int> _positions = [];
        private readonly List<List<int>> _askers = [];

        public ShardGroup Group { get; } = group;

        public List<ShardKey> Keys { get; } = [];

        /// <summary>Whose shard keys they are.</summary>
        public IEnumerable<EntityPlacement?> EntitiesOf(IReadOnlyList<RowPlace> places) => _askers.SelectMany(askers => askers).Select(asker => places[asker].KeyOf);

        /// <summary>The first place with one of the keys.</summary>
        public int FirstAsker(int position) => _askers[position][0];

        public void Add(ShardKey key, int asker)
        {
            if (!_positions.TryGetValue(key, out var position))
            {
                _positions.Add(key, position = Keys.Count);
                Keys.Add(key);
                _askers.Add([]);
            }

            _askers[position].Add(asker);
        }

        public void Answer(int position, int shard, int[] shards) => _askers[position].ForEach(asker => shards[asker] = shard);
    }
}
