using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>Four shards on two MariaDB servers, and one database with the same rows, all filled through EF Core.</summary>
public sealed class Shelves : IAsyncLifetime
{
    public static readonly string[] Names = ["s0", "s1", "s2", "s3"];

    private static readonly ServerVersion Version = ServerVersion.Create(10, 11, 0, Pomelo.EntityFrameworkCore.MySql.Infrastructure.ServerType.MariaDb);

    private readonly List<MariaDbServer> _servers = [];

    internal ShelfContext Open(Action<ShardingOptionsBuilder>? configure = null, string prefix = "shelf")
        => new(new DbContextOptionsBuilder<ShelfContext>()
            .UseMySql(Version)
            .UseSharding(sharding =>
            {
                for (var i = 0; i < Names.Length; i++)
                {
                    sharding.AddShard(Names[i], _servers[i % 2].Database($"{prefix}{i}"));
                }

                configure?.Invoke(sharding);
            })
            .Options);

    /// <summary>The one database with all rows, without EfShard.</summary>
    internal ShelfContext OpenWhole() => OpenPlain(_servers[0].Database("whole"));

    /// <summary>One shard's database, without EfShard.</summary>
    internal ShelfContext OpenShard(string name, string prefix = "shelf")
    {
        var i = Array.IndexOf(Names, name);
        return OpenPlain(_servers[i % 2].Database($"{prefix}{i}"));
    }

    public async Task InitializeAsync()
    {
        if (MariaDbServer.SkipReason is { } reason)
        {
            // Where tests are skipped no fixture is made: this is CI.
            throw new InvalidOperationException(reason);
        }

        _servers.AddRange(await Task.WhenAll(MariaDbServer.StartAsync(), MariaDbServer.StartAsync()));
        await using (var written = Open(prefix: "write"))
        {
            Assert.True(await written.Database.EnsureCreatedAsync());
        }

        await using var sharded = Open(s => s.CrossShardCommit(CrossShardCommit.BestEffort));
        await using var whole = OpenWhole();
        foreach (var context in new[] { sharded, whole })
        {
            Assert.True(await context.Database.EnsureCreatedAsync());
            context.AddRange(Enumerable.Range(1, 24).Select(NewReader));
            context.Add(new Language { Code = "nn", Name = "Nynorsk" });
            await context.SaveChangesAsync();
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    internal static Reader NewReader(int n)
    {
        // Names differ in case so that bytes would order them otherwise than the database does.
        var reader = new Reader { Id = n, Name = (n % 2 == 0 ? "reader " : "Reader ") + (char)('a' + (n * 7 % 24)) };
        reader.Readings.AddRange(Enumerable.Range(0, n % 5).Select(i => new Reading
        {
            Id = (n * 10) + i,
            ReaderId = n,
            Stars = (n + i) % 4 == 0 ? null : (n + i) % 3,
            Price = n * 1.25m + i,
            Hours = n / 8.0,
            At = new DateTime(2024, 1, 1).AddHours(((n * 37) + i) % 300),
            Title = $"title {i}",
        }));
        return reader;
    }

    private static ShelfContext OpenPlain(string connectionString)
        => new(new DbContextOptionsBuilder<ShelfContext>().UseMySql(connectionString, Version).Options);
}
