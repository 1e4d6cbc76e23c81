namespace EfShard.Execution.Merging;

/// <summary>PostgreSQL's order of floating-point numbers: NaN equals itself and comes after everything else. (.NET puts it first.)</summary>
internal sealed class NaNLastComparer : IComparer<double>
{
    public static readonly NaNLastComparer Instance = new();

    public int Compare(double x, double y) => (double.IsNaN(x), double.IsNaN(y)) switch
    {
        (false, false) => x.CompareTo(y),
        var (left, right) => left.CompareTo(right),
    };
}
