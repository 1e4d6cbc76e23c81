using System.Data;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore.Storage;
namespace EfShard.Update;
internal sealed class ShardedTransaction(IShardConnections c, ShardPin pin, IsolationLevel level, Action done) : IDbContextTransaction
{
    object[] _x = [c, pin, level];
    public Guid TransactionId { get; } = Guid.NewGuid();
    public void Enlist(int shard) { _ = _x; }
    public ValueTask EnlistAsync(int shard, CancellationToken ct) => default;
    public void MarkWriting(int shard) { }
    public void Adopt(int shard) { }
    public void Commit() => done();
    public Task CommitAsync(CancellationToken ct = default) { done(); return Task.CompletedTask; }
    public void Rollback() => done();
    public Task RollbackAsync(CancellationToken ct = default) { done(); return Task.CompletedTask; }
    public void Dispose() { }
    public ValueTask DisposeAsync() => default;
}
