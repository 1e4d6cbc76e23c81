using EfShard.Tests.Schema;
using EfShard.Topology;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>The same library twice: in one Sqlite file, and over three shards. Plain EF fills them all, so that reading is tested by itself.</summary>
public sealed class LibraryDatabases : IDisposable
{
    public const string UnshardedOn = "s1";

    private const int SqliteLocked = 5;

    // Letters that a path within quotes must survive.
    private const string Prefix = "it's \"quoted\" ";
    private static readonly string[] Names = ["Ann", "ann", "ANN", "Bob", "bob", "Cleo", "Dora", "Émile"];
    private readonly SqliteFiles _files = new();

    public LibraryDatabases()
    {
        using (var single = Single())
        {
            single.Database.EnsureCreated();
        }

        using var sharded = Sharded(HowGathered.Refused);
        sharded.Database.EnsureCreated();
        Fill("single", _ => true);
        foreach (var shard in Shards)
        {
            Fill(shard, row => row switch
            {
                LibraryContext.Country => true,
                LibraryContext.Setting => shard == UnshardedOn,
                _ => sharded.Sharding().ShardOf(row).Name == shard,
            });
        }
    }

    public static IReadOnlyList<string> Shards { get; } = ["s0", "s1", "s2"];

    /// <summary>One database, without EfShard.</summary>
    public LibraryContext Single() => Plain("single");

    public LibraryContext Sharded(HowGathered gather, Action<DbContextOptionsBuilder>? more = null) => new(Options(gather, more));

    public DbContextOptions<LibraryContext> Options(HowGathered gather, Action<DbContextOptionsBuilder>? more = null)
    {
        var options = new DbContextOptionsBuilder<LibraryContext>().UseSqlite().UseSharding(sharding =>
        {
            foreach (var shard in Shards)
            {
                sharding.AddShard(shard, ConnectionString(shard));
            }

            sharding.UnshardedOn(UnshardedOn).CrossShardCommit(CrossShardCommit.BestEffort);
            Gather(sharding, gather);
        });
        options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        more?.Invoke(options);
        return options.Options;
    }

    public static void Gather(ShardingOptionsBuilder sharding, HowGathered gather)
        => sharding.Gather(gather is HowGathered.Refused ? GatherPolicy.Throw : GatherPolicy.Allow)
            .Gather(gather switch
            {
                HowGathered.Always => GatherMode.Always,
                HowGathered.Attached => GatherMode.AlwaysAttached,
                _ => GatherMode.AsNeeded,
            });

    public string ConnectionString(string database)
        => new SqliteConnectionStringBuilder { DataSource = _files.PathOf(Prefix + database), ForeignKeys = false }.ToString();

    /// <summary>
    ///     Whether no connection but this method's own is open: only then can a database leave write-ahead logging. Idle connections in the
    ///     pool do not count.
    /// </summary>
    public bool IsFree(string database)
    {
        using (var pooled = new SqliteConnection(ConnectionString(database)))
        {
            SqliteConnection.ClearPool(pooled);
        }

        using var connection = new SqliteConnection(ConnectionString(database) + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 1;
        try
        {
            command.CommandText = "PRAGMA journal_mode = DELETE";
            var mode = (string)command.ExecuteScalar()!;
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
            return mode == "delete";
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SqliteLocked)
        {
            return false;
        }
    }

    public void Execute(string database, string sql)
    {
        using var connection = new SqliteConnection(ConnectionString(database));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _files.Dispose();

    private static IEnumerable<object> Rows()
    {
        string[] countries = ["de", "fr", "no"];
        string?[] genres = ["novel", "poem", null, "7"];
        foreach (var code in countries)
        {
            yield return new LibraryContext.Country { Code = code, Name = code + "land" };
        }

        yield return new LibraryContext.Setting { Name = "featured", Value = "poem" };
        yield return new LibraryContext.Setting { Name = "hidden", Value = "play" };
        for (var id = 1; id <= 24; id++)
        {
            yield return new LibraryContext.Author { Id = id, Name = Names[id % Names.Length], Fee = id * 10 % 7 + 0.25m, CountryCode = countries[id % 2] };
        }

        for (var id = 1; id <= 60; id++)
        {
            yield return new LibraryContext.Book
            {
                Id = id,
                AuthorId = id * 7 % 20 + 1,
                Title = "T" + id % 13,
                Genre = genres[id % genres.Length],
                Price = id % 9 + 0.5,
                Published = new DateTime(2020, 1, 1).AddDays(id * 37 % 100),
            };
        }

        foreach (var (reader, i) in Names.Append("nobody").Select((name, i) => (name, i)))
        {
            for (var book = 1 + i; book <= 60; book += 3 + i)
            {
                yield return new LibraryContext.Review { Reader = reader, BookId = book, Stars = (book + i) % 5 + 1 };
            }
        }
    }

    private LibraryContext Plain(string database)
        => new(new DbContextOptionsBuilder<LibraryContext>().UseSqlite(ConnectionString(database))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);

    private void Fill(string database, Func<object, bool> isHere)
    {
        Execute(database, """CREATE VIEW "BookTitles" AS SELECT "Title", "AuthorId" FROM "Books" """);
        using var context = Plain(database);
        context.AddRange(Rows().Where(isHere));
        context.SaveChanges();
    }
}
