using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Testing;

/// <summary>
///     Sqlite shards in memory, for unit tests: <c>using var shards = new MemoryShards(4);</c>. They are called s0, s1, ..., begin empty, and are
///     gone when disposed of. Each instance has databases of its own, so that tests run side by side.
/// </summary>
/// <remarks>
///     Sqlite orders text by its bytes, isolates by locking tables, and has no two-phase commit: what rests on another database is tested there.
/// </remarks>
public sealed class MemoryShards : IDisposable
{
    private readonly SqliteConnection[] _keepers;

    /// <summary>Makes empty shards.</summary>
    /// <param name="count">How many, at least 1.</param>
    public MemoryShards(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var id = Guid.NewGuid().ToString("N");
        Names = Enumerable.Range(0, count).Select(i => $"s{i}").ToArray();
        var sources = Names.Select(name => $"efshard-{id}-{name}").ToArray();
        _keepers = Array.ConvertAll(sources, source => new SqliteConnection($"Data Source={source};Mode=Memory;Cache=Shared"));

        // By the connection string: an open database in memory has no name of its own.
        Faults = new ShardFaults(connection =>
            Array.IndexOf(sources, new SqliteConnectionStringBuilder(connection.ConnectionString).DataSource) is >= 0 and var i ? Names[i] : null);

        // A database in memory lives as long as a connection to it is open.
        foreach (var keeper in _keepers)
        {
            keeper.Open();
        }
    }

    /// <summary>The shards' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Makes commands on chosen shards fail or wait. Off until something is chosen.</summary>
    public ShardFaults Faults { get; }

    /// <summary>Options of a context over these shards.</summary>
    /// <param name="configure">Further sharding options, such as groups.</param>
    /// <typeparam name="TContext">The context.</typeparam>
    public DbContextOptions<TContext> Options<TContext>(Action<ShardingOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options, configure);
        return options.Options;
    }

    /// <summary>Has a context use these shards, where options are made elsewhere: <c>services.AddDbContext&lt;BlogContext&gt;(o => shards.Use(o))</c>.</summary>
    /// <param name="options">The options; no provider has been chosen yet.</param>
    /// <param name="configure">Further sharding options, such as groups.</param>
    public void Use(DbContextOptionsBuilder options, Action<ShardingOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseSqlite()
            .UseSharding(sharding =>
            {
                for (var i = 0; i < _keepers.Length; i++)
                {
                    sharding.AddShard(Names[i], _keepers[i].ConnectionString);
                }

                configure?.Invoke(sharding);
            })
            .AddInterceptors(Faults);
    }

    /// <summary>Makes a context, and its tables if they are missing: one line for a test.</summary>
    /// <param name="create">Makes the context from options.</param>
    /// <param name="configure">Further sharding options, such as groups.</param>
    /// <typeparam name="TContext">The context.</typeparam>
    public TContext Create<TContext>(Func<DbContextOptions<TContext>, TContext> create, Action<ShardingOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(create);
        var context = create(Options<TContext>(configure));
        context.Database.EnsureCreated();
        return context;
    }

    /// <summary>Drops the databases.</summary>
    public void Dispose()
    {
        foreach (var keeper in _keepers)
        {
            SqliteConnection.ClearPool(keeper);
            keeper.Dispose();
        }
    }
}
