using EfShard.Strategies;

namespace EfShard.Execution;

/// <summary>
///     One alternative of a bound condition: for each component of the key the values it may have, or a range, or anything. Alternatives are
///     united; inside one, all components must fit.
/// </summary>
internal sealed class KeyBox(KeyDomain[] components)
{
    public KeyDomain[] Components { get; } = components;

    public static KeyBox Of(int components, int component, KeyDomain domain)
    {
        var domains = new KeyDomain[components];
        Array.Fill(domains, KeyDomain.Anything);
        domains[component] = domain;
        return new KeyBox(domains);
    }

    public KeyBox? Intersect(KeyBox other)
    {
        var domains = new KeyDomain[Components.Length];
        for (var i = 0; i < domains.Length; i++)
        {
            domains[i] = Components[i].Intersect(other.Components[i]);
            if (domains[i].IsEmpty)
            {
                return null;
            }
        }

        return new KeyBox(domains);
    }

    /// <summary>Every key of the box, if it is finite and not too large.</summary>
    public IEnumerable<ShardKey>? Enumerate(int most)
    {
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
