using EfShard.Fuzz;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("""
        Asks random queries of one database and of four shards in three layouts, and compares.

          ./fuzz.sh MINUTES [sqlite|postgres] [--from SEED]    for so long, on both databases unless one is named
          ./fuzz.sh --seed SEED [sqlite|postgres]              one query again, with its plan, and made small if it is answered wrongly

        Queries, tiers and failures are also written to artifacts/fuzz.
        """);
    return 2;
}

await using var run = await FuzzRun.StartAsync(options);
return await run.RunAsync() ? 0 : 1;
