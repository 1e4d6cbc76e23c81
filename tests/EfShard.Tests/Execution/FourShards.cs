using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Execution;

/// <summary>Four Sqlite shards in a folder of their own, deleted at the end.</summary>
public sealed class FourShards : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("efshard-execution").FullName;

    public DbContextOptions<NotesContext> Options(Action<ShardingOptionsBuilder>? more = null, params IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<NotesContext>();
        options.AddInterceptors(interceptors);
        Use(options, more);
        return options.Options;
    }

    public void Use(DbContextOptionsBuilder options, Action<ShardingOptionsBuilder>? more = null)
        => options.UseSqlite().UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                sharding.AddShard("s" + i, $"Data Source={PathOf(i)};Pooling=False");
            }

            more?.Invoke(sharding);
        });

    /// <summary>The file of a shard.</summary>
    public string PathOf(int shard) => Path.Combine(_folder, $"s{shard}.db");

    /// <summary>Creates the shards and fills each owner's notes: two for each owner up to a number.</summary>
    public void Fill(int owners)
    {
        using var context = new NotesContext(Options(s => s.CrossShardCommit(CrossShardCommit.BestEffort)));
        context.Database.EnsureCreated();
        for (var owner = 1; owner <= owners; owner++)
        {
            context.Add(new Note { Id = owner * 10, OwnerId = owner, Text = "first of " + owner });
            context.Add(new Note { Id = (owner * 10) + 1, OwnerId = owner, Text = "second of " + owner });
        }

        context.SaveChanges();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
