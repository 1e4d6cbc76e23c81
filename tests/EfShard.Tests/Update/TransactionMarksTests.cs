using EfShard.Update;

namespace EfShard.Tests.Update;

public sealed class TransactionMarksTests
{
    private readonly TransactionMarks _marks = new();

    [Fact]
    public void A_rollback_keeps_the_savepoint_and_forgets_what_came_after_it()
    {
        _marks.AddWriter(2);
        _marks.AddSavepoint("a");
        _marks.AddWriter(0);
        _marks.AddSavepoint("b");
        _marks.AddWriter(1);

        _marks.RollbackTo("a");

        Assert.Equal([2], _marks.Writers);
        Assert.Equal(["a"], _marks.Savepoints);
        _marks.RollbackTo("a");
        Assert.Equal([2], _marks.Writers);
    }

    [Fact]
    public void A_release_removes_the_savepoint_and_those_after_it_and_no_writer()
    {
        _marks.AddSavepoint("a");
        _marks.AddWriter(0);
        _marks.AddSavepoint("b");
        _marks.AddSavepoint("c");

        _marks.Release("b");

        Assert.Equal(["a"], _marks.Savepoints);
        Assert.Equal([0], _marks.Writers);
        Assert.False(_marks.HasSavepoint("b"));
    }

    [Fact]
    public void The_youngest_savepoint_of_a_name_hides_the_older_ones()
    {
        _marks.AddSavepoint("a");
        _marks.AddWriter(0);
        _marks.AddSavepoint("a");
        _marks.AddWriter(1);

        _marks.RollbackTo("a");
        Assert.Equal([0], _marks.Writers);
        _marks.Release("a");
        _marks.RollbackTo("a");

        Assert.Empty(_marks.Writers);
    }

    [Fact]
    public void An_unknown_savepoint_changes_nothing()
    {
        _marks.AddSavepoint("a");
        _marks.AddWriter(0);

        _marks.RollbackTo("b");
        _marks.Release("b");

        Assert.Equal([0], _marks.Writers);
        Assert.Equal(["a"], _marks.Savepoints);
    }
}
