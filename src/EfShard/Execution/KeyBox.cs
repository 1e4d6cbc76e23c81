using EfShard.Strategies;

namespace EfShard.Execution;

/// <summary>
///     One alternative of a bound condition: for each component of the key the values it may have, or a range, or anything. Alternatives are
///     united; inside one, all components must fit.
/// </summary>
internal sealed class KeyBox(KeyDomain[] components, IReadOnlySet<int>? slots = null)
{
    public KeyDomain[] Components { get; } = components;

    /// <summary>The slots that the key may have; <see langword="null" /> when nothing is known of them.</summary>
    public IReadOnlySet<int>? Slots { get; } = slots;

    public static KeyBox Of(int components, int component, KeyDomain domain)
    {
        var domains = new KeyDomain[components];
        Array.Fill(domains, KeyDomain.Anything);
        domains[component] = domain;
        return new KeyBox(domains);
    }

    public static KeyBox Of(int components, IReadOnlySet<int> slots)
    {
        var domains = new KeyDomain[components];
        Array.Fill(domains, KeyDomain.Anything);
        return new KeyBox(domains, slots);
    }

    public KeyBox? Intersect(KeyBox other)
    {
        var slots = Slots is null || other.Slots is null ? Slots ?? other.Slots : Slots.Where(other.Slots.Contains).ToHashSet();
        if (slots is { Count: 0 })
        {
            return null;
        }

        var domains = new KeyDomain[Components.Length];
        for (var i = 0; i < domains.Length; i++)
        {
            domains[i] = Components[i].Intersect(other.Components[i]);
            if (domains[i].IsEmpty)
            {
                return null;
            }
        }

        return new KeyBox(domains, slots);
    }

    /// <summary>Every key of the box, if it is finite and not too large. Slots are not looked at: the shard of a key is asked, whatever its slot.</summary>
    public IEnumerable<ShardKey>? Enumerate(int most)
    {
        if (Components.Length == 0)
        {
            return null; // A table that knows nothing of its key but its slot.
        }
        long count = 1;
        foreach (var domain in Components)
        {
            if (domain.Values is null || (count *= domain.Values.Count) > most)
            {
                return null;
            }
        }

        return Components.Length == 1 ? Components[0].Values : Product([], 0);
    }

    private IEnumerable<ShardKey> Product(ShardKey[] prefix, int component)
        => component == Components.Length
            ? [ShardKey.From(prefix)]
            : Components[component].Values!.SelectMany(value => Product([.. prefix, value], component + 1));
}
