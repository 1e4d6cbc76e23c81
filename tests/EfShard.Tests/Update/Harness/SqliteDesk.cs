using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Update.Harness;

public sealed class SqliteDesk : Desk, IAsyncLifetime
{
    private readonly SqliteFiles _files = new();

    public override object? Scalar(string shard, string sql) => _files.Scalar(shard, sql);

    public string ConnectionString(string shard) => _files[shard];

    public Task InitializeAsync() => CreateAsync();

    public Task DisposeAsync()
    {
        _files.Dispose();
        return Task.CompletedTask;
    }

    protected override void UseProvider(DbContextOptionsBuilder options) => options.UseSqlite();

    protected override string ConnectionStringOf(string shard) => _files[shard];
}
