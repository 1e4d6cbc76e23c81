using System.Globalization;

namespace EfShard.Strategies;

/// <summary>
///     Points on the circle of all 64-bit hashes, each with the position of its owner. A hash belongs to the first point at or after it, in
///     the order of signed numbers, so that a database can compare hashes with points as they are; after the last point comes the first.
/// </summary>
internal sealed class HashRing
{
    private readonly long[] _points;
    private readonly int[] _owners;

    public HashRing(IReadOnlyList<string> names, IReadOnlyList<int> pointsOf)
    {
        var all = new List<(long Point, int Owner)>();
        for (var owner = 0; owner < names.Count; owner++)
        {
            for (var i = 0; i < pointsOf[owner]; i++)
            {
                all.Add((PointOf(names[owner], i), owner));
            }
        }

        // Should two points ever meet, the first name has it: owners are in the order of names.
        all.Sort();
        var distinct = all.DistinctBy(entry => entry.Point).ToList();
        _points = distinct.ConvertAll(entry => entry.Point).ToArray();
        _owners = distinct.ConvertAll(entry => entry.Owner).ToArray();
    }

    public ReadOnlySpan<long> Points => _points;

    public int OwnerOf(long hash)
    {
        var index = Array.BinarySearch(_points, hash);
        index = index < 0 ? ~index : index;
        return _owners[index == _points.Length ? 0 : index];
    }

    /// <summary>The parts of the circle between neighbouring points: where each ends, and its share of the whole, from 0 to 1.</summary>
    public static IEnumerable<(long End, double Share)> Arcs(IReadOnlyList<long> sortedDistinctPoints)
    {
        var previous = sortedDistinctPoints[^1];
        foreach (var point in sortedDistinctPoints)
        {
            var length = unchecked((ulong)(point - previous));
            yield return (point, length == 0 ? 1 : length / 18446744073709551616.0);
            previous = point;
        }
    }

    private static long PointOf(string name, int number)
        => unchecked((long)PostgresHash.Text(string.Create(CultureInfo.InvariantCulture, $"{name}#{number}")));
}
