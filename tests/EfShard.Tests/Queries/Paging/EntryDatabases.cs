using EfShard.Tests.Schema;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace EfShard.Tests.Queries.Paging;

/// <summary>The same entries in one database and over four shards, on Sqlite and on PostgreSQL.</summary>
public sealed class EntryDatabases : IAsyncLifetime
{
    private static readonly string[] Names = ["s0", "s1", "s2", "s3"];
    private readonly SqliteFiles _files = new();
    private PostgresDatabases? _servers;

    public async Task InitializeAsync()
    {
        await FillAsync(isSqlite: true);
        if (PostgresShards.SkipReason is null)
        {
            _servers = await PostgresShards.CreateDatabasesAsync("paging");
            await FillAsync(isSqlite: false);
        }
    }

    public async Task DisposeAsync()
    {
        _files.Dispose();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    public EntryContext Single(bool isSqlite) => Plain(isSqlite, "single");

    /// <summary>Plain EF Core on one of the databases.</summary>
    public EntryContext Plain(bool isSqlite, string name)
    {
        var options = new DbContextOptionsBuilder<EntryContext>();
        var connectionString = ConnectionString(isSqlite, name);
        return new(isSqlite ? options.UseSqlite(connectionString).Options : options.UseNpgsql(connectionString).Options);
    }

    /// <param name="isSqlite">Which of the two.</param>
    /// <param name="keysFirstFrom">From how many skipped rows on pages are read keys first.</param>
    /// <param name="interceptors">What sees the commands.</param>
    public EntryContext Sharded(bool isSqlite, long keysFirstFrom = 0, params IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<EntryContext>();
        _ = isSqlite ? options.UseSqlite() : options.UseNpgsql();
        options.UseSharding(sharding =>
        {
            foreach (var name in Names)
            {
                sharding.AddShard(name, ConnectionString(isSqlite, name));
            }

            sharding.CrossShardCommit(CrossShardCommit.BestEffort).Gather(GatherPolicy.Throw).KeysFirst(keysFirstFrom);
        });
        return new(options.AddInterceptors(interceptors).Options);
    }

    private string ConnectionString(bool isSqlite, string name)
        => isSqlite ? _files[name] : name == "single" ? _servers!.Single : _servers!.Shards[Array.IndexOf(Names, name)];

    private async Task FillAsync(bool isSqlite)
    {
        foreach (var context in (EntryContext[])[Single(isSqlite), Sharded(isSqlite)])
        {
            await using (context)
            {
                await context.Database.EnsureCreatedAsync();
                context.AddRange(EntryRows.Kinds.Select(k => new Kind { Id = k.Id, Name = k.Name }));
                context.AddRange(EntryRows.Create());
                await context.SaveChangesAsync();
            }
        }
    }
}
