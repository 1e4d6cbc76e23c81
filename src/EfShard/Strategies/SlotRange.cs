namespace EfShard.Strategies;

/// <summary>Consecutive slots of a <see cref="SlotMap" />.</summary>
/// <param name="First">The first slot, from 0.</param>
/// <param name="Last">The last slot, which belongs to the range, at most 16,383.</param>
public readonly record struct SlotRange(int First, int Last)
{
    /// <summary>The number of slots.</summary>
    public int Count => Last - First + 1;

    /// <summary>The canonical text: <c>7</c> for one slot, <c>0-4095</c> for several.</summary>
    public override string ToString()
        => First == Last ? FormattableString.Invariant($"{First}") : FormattableString.Invariant($"{First}-{Last}");
}
