namespace EfShard.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Suite">What to measure: <see cref="SideBySide" />, <see cref="Queries" />, <see cref="Writes" />, <see cref="Scaling" />, <see cref="Replicas" /> or <see cref="Micro" />.</param>
/// <param name="Sqlite">Whether to measure on Sqlite.</param>
/// <param name="Postgres">Whether to measure on PostgreSQL.</param>
/// <param name="Filter">A part of the names of the cases to measure; <see langword="null" /> for all, and only then the document is rewritten.</param>
/// <param name="Seconds">How long each case is measured after its warm-up.</param>
internal sealed record Arguments(string Suite, bool Sqlite, bool Postgres, string? Filter, int Seconds)
{
    public const string SideBySide = "side-by-side";
    public const string Queries = "queries";
    public const string Writes = "writes";
    public const string Scaling = "scaling";
    public const string Replicas = "replicas";
    public const string Micro = "micro";

    public const string Usage =
        """
        dotnet run -c Release --project benchmarks/EfShard.Benchmarks -- side-by-side|queries|writes|scaling|replicas|micro [--sqlite] [--postgres] [--seconds <n>] [--filter <text>]

          side-by-side           operations on one shard beside plain EF Core
          queries                queries over all shards beside ADO.NET by hand and plain EF Core on one database
          writes                 writes over four shards, on PostgreSQL, beside plain EF Core on one server and two-phase commit by hand
          scaling                how cost grows over 1 to 64 Sqlite files
          replicas               reads at each level of consistency, and a write, with a replica beside the same server without
          micro                  routing over 1,000 shards, planning, merging and saving, by BenchmarkDotNet

          --sqlite, --postgres   measure on this database only; default: on both
          --seconds <n>          how long each case is measured, after its warm-up; default: 6
          --filter <text>        measure only cases whose names contain the text, and leave docs/benchmarks.md as it is
        """;

    /// <summary>Reads the command line; <see langword="null" /> if it makes no sense.</summary>
    public static Arguments? Parse(string[] args)
    {
        if (args is not [SideBySide or Queries or Writes or Scaling or Replicas or Micro, .. var options])
        {
            return null;
        }

        var result = new Arguments(args[0], false, false, null, 6);
        for (var i = 0; i < options.Length; i++)
        {
            var value = i + 1 < options.Length ? options[i + 1] : null;
            switch (options[i])
            {
                case "--sqlite":
                    result = result with { Sqlite = true };
                    break;
                case "--postgres":
                    result = result with { Postgres = true };
                    break;
                case "--filter" when value is not null:
                    (result, i) = (result with { Filter = value }, i + 1);
                    break;
                case "--seconds" when int.TryParse(value, out var seconds) && seconds > 0:
                    (result, i) = (result with { Seconds = seconds }, i + 1);
                    break;
                default:
                    return null;
            }
        }

        return result.Suite is Writes or Replicas ? result with { Sqlite = false, Postgres = true }
            : result.Suite is Scaling or Micro ? result with { Sqlite = true, Postgres = false }
            : result.Sqlite || result.Postgres ? result : result with { Sqlite = true, Postgres = true };
    }
}
