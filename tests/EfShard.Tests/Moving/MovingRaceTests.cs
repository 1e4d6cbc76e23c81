using System.Data.Common;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Moving.MovingContext;

namespace EfShard.Tests.Moving;

/// <summary>Others write while rows move between real servers: what they write moves along, or fails; nothing stays behind.</summary>
public sealed class MovingRaceTests(MovingDesk desk) : IClassFixture<MovingDesk>
{
    private static readonly Guid Post1 = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Comment1 = new("00000000-0000-0000-0000-00000000000b");

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_waits_for_a_comment_that_is_being_added_and_takes_it_along(bool async)
    {
        await FillAsync();
        await using var other = desk.Open(true, "s1");
        await using var adding = await other.BeginTransactionAsync();
        await ExecuteAsync(other, adding, InsertComment);
        await using var context = desk.Context(postgres: true);
        (await context.Posts.SingleAsync()).AuthorId = 2;
        var move = Task.Run(() => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges()));
        await SomebodyWaitsAsync(move);
        await adding.CommitAsync();

        Assert.Equal(1, await move);
        Assert.Equal(["s2"], Where("Posts"));
        Assert.Equal(["s2"], Where("Comments"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_comment_that_is_added_once_the_row_is_locked_waits_and_fails_if_the_move_commits(bool commits)
    {
        await FillAsync();
        await using var context = desk.Context(postgres: true);
        await using var transaction = await context.Database.BeginTransactionAsync();
        (await context.Posts.SingleAsync()).AuthorId = 2;
        await context.SaveChangesAsync();
        await using var other = desk.Open(true, "s1");
        var adding = Task.Run(() => ExecuteAsync(other, null, InsertComment));
        await SomebodyWaitsAsync(adding);
        await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());

        var failure = await Record.ExceptionAsync(() => adding);
        Assert.Equal(commits ? PostgresErrorCodes.ForeignKeyViolation : null, (failure as PostgresException)?.SqlState);
        Assert.Equal(commits ? ["s2"] : ["s1"], Where("Posts"));
        Assert.Equal(commits ? [] : ["s1"], Where("Comments"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_who_move_a_row_to_different_shards_one_is_told(bool async)
    {
        await FillAsync();
        await using var first = desk.Context(postgres: true);
        await using var second = desk.Context(postgres: true);
        (await first.Posts.SingleAsync()).AuthorId = 2;
        (await second.Posts.SingleAsync()).AuthorId = 3;
        await using var transaction = await first.Database.BeginTransactionAsync();
        await first.SaveChangesAsync();
        var late = Task.Run(() => async ? second.SaveChangesAsync() : Task.FromResult(second.SaveChanges()));
        await SomebodyWaitsAsync(late);
        await transaction.CommitAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => late);
        Assert.Equal(["s2"], Where("Posts"));
    }

    private static string InsertComment => $"INSERT INTO \"Comments\" (\"Id\", \"PostId\") VALUES ('{Comment1}', '{Post1}')";

    private string[] Where(string table) => [.. MovingDesk.Names.Where(name => desk.Rows(true, name, table).Length > 0)];

    private async Task FillAsync()
    {
        desk.Clear(postgres: true);
        await using var context = desk.Context(postgres: true);
        context.AddRange(Enumerable.Range(1, 3).Select(i => new User { Id = i }));
        context.Add(new Post { Id = Post1, AuthorId = 1, Details = new Details() });
        await context.SaveChangesAsync();
    }

    private Task SomebodyWaitsAsync(Task who)
        => Eventually.TrueAsync(
            async () =>
            {
                if (who.IsCompleted)
                {
                    await who;
                    throw new InvalidOperationException("It was to wait for a lock, and has ended.");
                }

                await using var connection = desk.Open(true, "s1");
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
                return Convert.ToInt64(await command.ExecuteScalarAsync()) > 0;
            },
            "somebody waits for a lock");

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync();
    }
}
