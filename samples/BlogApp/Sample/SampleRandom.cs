namespace BlogApp.Sample;

/// <summary>SplitMix64: the same numbers on every machine and in every version of .NET, which <see cref="Random"/> does not promise.</summary>
internal sealed class SampleRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to, but not including, the limit.</summary>
    public int Next(int limit) => (int)(NextDouble() * limit);

    /// <summary>A number from 0 up to the limit, small ones far more often: half of all results lie in the first eighth.</summary>
    public int NextSkewed(int limit) => (int)(Math.Pow(NextDouble(), 3) * limit);

    /// <summary>A number from 0 up to the limit, by Zipf's law: the chance of a number is inverse to its place, so that the first is drawn about twice as often as the second.</summary>
    public int NextZipf(int limit) => Math.Min((int)Math.Exp(NextDouble() * Math.Log(limit + 1)) - 1, limit - 1);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    private double NextDouble()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
