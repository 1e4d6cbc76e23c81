using System.Data.Common;
using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Harness;

/// <summary>
///     The same rows twice: all in one database, and over four shards. The shards are filled by plain EF, each with the rows that belong
///     there, so that what reads them is tested apart from what writes them.
/// </summary>
public abstract class BlogDatabases
{
    private readonly Dictionary<string, string> _names = [];

    public BlogData Data { get; private set; } = BlogData.Create();

    public BlogKeys Keys { get; private set; } = null!;

    /// <summary>Name and connection string of each shard.</summary>
    public IReadOnlyList<(string Name, string ConnectionString)> Shards { get; private set; } = [];

    public string SingleConnectionString { get; private set; } = "";

    /// <summary>One database, without EfShard.</summary>
    public BlogContext Single(Action<DbContextOptionsBuilder<BlogContext>>? more = null) => Plain(SingleConnectionString, more);

    /// <summary>One shard's own database, without EfShard.</summary>
    public BlogContext Shard(string name, Action<DbContextOptionsBuilder<BlogContext>>? more = null)
        => Plain(Shards.Single(s => s.Name == name).ConnectionString, more);

    public BlogContext Sharded(ShapeTraits traits = ShapeTraits.None, Action<DbContextOptionsBuilder<BlogContext>>? more = null)
        => new(ShardedOptions(traits, more));

    public DbContextOptions<BlogContext> ShardedOptions(
        ShapeTraits traits = ShapeTraits.None, Action<DbContextOptionsBuilder<BlogContext>>? more = null)
    {
        var options = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(options, null);
        BlogSharding.Use(options, Shards, traits);
        more?.Invoke(options);
        return options.Options;
    }

    /// <summary>The one database, in a dry run of the four shards.</summary>
    /// <param name="traits">What the options say.</param>
    /// <param name="number">Options of different numbers have ledgers of their own.</param>
    public BlogContext DryRun(ShapeTraits traits, int number)
    {
        var options = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(options, null);
        BlogSharding.Use(
            options,
            Shards.Select(s => (s.Name, s.Name == Shards[0].Name ? SingleConnectionString : s.ConnectionString + "_none")).ToArray(),
            traits,
            sharding => sharding.MaxParallelShards(100 + number).DryRun());
        return new(options.Options);
    }

    public CommandRecorder Recorder() => new(NameOf);

    public string NameOf(DbConnection connection) => _names.GetValueOrDefault(Address(connection), "unknown database");

    /// <summary>Options for one database, without EfShard.</summary>
    public DbContextOptions<BlogContext> PlainOptions(string connectionString, Action<DbContextOptionsBuilder<BlogContext>>? more = null)
    {
        var options = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(options, connectionString);
        more?.Invoke(options);
        return options.Options;
    }

    public DbContextOptions<BlogContext> SingleOptions() => PlainOptions(SingleConnectionString);

    public DbContextOptions<BlogContext> ShardOptions(string name) => PlainOptions(Shards.Single(s => s.Name == name).ConnectionString);

    /// <summary>Runs SQL in the one database and in each shard's.</summary>
    public async Task OnEachAsync(string sql)
    {
        foreach (var database in Shards.Select(s => s.ConnectionString).Append(SingleConnectionString))
        {
            await using var context = Plain(database);
            await context.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        }
    }

    /// <summary>Makes the databases and fills them.</summary>
    public async Task CreateAsync(string single, IReadOnlyList<(string Name, string ConnectionString)> shards, BlogData data)
    {
        (SingleConnectionString, Shards, Data) = (single, shards, data);
        foreach (var (name, connectionString) in shards.Append(("single", single)))
        {
            await using var plain = Plain(connectionString);
            _names[Address(plain.Database.GetDbConnection())] = name;
        }

        await using (var context = Single())
        {
            await context.Database.EnsureCreatedAsync();
        }

        await using (var sharded = Sharded())
        {
            await sharded.Database.EnsureCreatedAsync();
        }

        await FillAsync();
    }

    /// <summary>Empties every table and fills it again.</summary>
    public Task RefillAsync() => RefillAsync(Data);

    protected async Task RefillAsync(BlogData data)
    {
        Data = data;
        foreach (var database in Shards.Select(s => s.ConnectionString).Append(SingleConnectionString))
        {
            await using var context = Plain(database);
            await BlogTables.ClearAsync(context);
        }

        await FillAsync();
    }

    protected abstract void UseProvider(DbContextOptionsBuilder options, string? connectionString);

    /// <summary>What tells one database of this provider from another.</summary>
    protected abstract string Address(DbConnection connection);

    private async Task FillAsync()
    {
        await FillAsync(SingleConnectionString, BlogData.Create(Data.UserIds).Rows);
        await using var sharded = Sharded();
        Keys = new(Data, row => BlogSharding.ShardOf(sharded, row));
        foreach (var (name, connectionString) in Shards)
        {
            await FillAsync(connectionString, BlogData.Create(Data.UserIds).Rows.Where(row => BlogSharding.IsOn(sharded, row, name)));
        }
    }

    private async Task FillAsync(string connectionString, IEnumerable<object> rows)
    {
        await using var context = Plain(connectionString);
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var row in rows)
        {
            if (row is PostTagRow tag)
            {
                tag.AddTo(context);
            }
            else
            {
                context.Add(row);
            }
        }

        await BlogTables.WithoutConstraintsAsync(context, () => context.SaveChangesAsync());
    }

    private BlogContext Plain(string connectionString, Action<DbContextOptionsBuilder<BlogContext>>? more = null) => new(PlainOptions(connectionString, more));
}
