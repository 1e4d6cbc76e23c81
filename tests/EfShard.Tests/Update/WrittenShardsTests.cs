using EfShard.Tests.Update.Harness;
using EfShard.Update;

namespace EfShard.Tests.Update;

public sealed class WrittenShardsTests
{
    private readonly NotedConnections _connections = new(NotedConnections.Shards(4));
    private readonly TransactionMarks _marks = new();
    private readonly WrittenShards _written;

    public WrittenShardsTests()
    {
        _written = new WrittenShards(_connections, _marks);
        _marks.AddWriter(3);
        _marks.AddWriter(1);
    }

    [Fact]
    public async Task The_session_is_told_of_every_writer_and_of_nobody_else()
    {
        _written.Note();
        _written.Settle();
        await _written.SettleAsync();

        Assert.Equal(["written 1", "written 3", "settled 1", "settled 3", "settled later 1", "settled later 3"], _connections.Notes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_is_told_with_what_may_have_become_of_it(bool mayBeCommitted)
    {
        _written.Fail(new TimeoutException(), mayBeCommitted);

        Assert.Equal([$"failed 1 {mayBeCommitted}", $"failed 3 {mayBeCommitted}"], _connections.Notes);
    }

    [Fact]
    public void What_a_savepoint_undid_was_not_written()
    {
        _marks.AddSavepoint("before 2");
        _marks.AddWriter(2);
        _marks.RollbackTo("before 2");

        _written.Note();

        Assert.Equal(["written 1", "written 3"], _connections.Notes);
    }
}
