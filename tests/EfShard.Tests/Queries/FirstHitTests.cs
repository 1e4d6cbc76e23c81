using EfShard.Tests.Execution;
using EfShard.Tests.Queries.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Find without the shard key asks one shard after the other here, so that it shows which are asked no more.</summary>
public sealed class FirstHitTests : IDisposable
{
    private const int Owners = 24;
    private readonly FourShards _shards = new();
    private readonly CommandRecorder _recorder = new(connection => Path.GetFileNameWithoutExtension(connection.DataSource));

    public FirstHitTests() => _shards.Fill(Owners);

    public void Dispose() => _shards.Dispose();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public async Task Shards_after_the_one_that_has_the_row_are_not_asked(bool async, int shard)
    {
        await using var context = Context();
        var id = NoteOn(context, shard);

        Assert.Equal(id, (await FindAsync(context, id, async))!.Id);

        Assert.Equal(Enumerable.Range(0, shard + 1).Select(s => $"s{s}"), _recorder.Commands.Select(c => c.Database));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_that_no_shard_has_is_asked_of_all(bool async)
    {
        await using var context = Context();

        Assert.Null(await FindAsync(context, 7, async));

        Assert.Equal(["s0", "s1", "s2", "s3"], _recorder.Databases);
        Assert.Equal(4, _recorder.Commands.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_context_tracks_is_asked_of_nobody(bool async)
    {
        await using var context = Context();
        var note = context.Attach(new Note { Id = 7, OwnerId = 7 }).Entity;

        Assert.Same(note, await FindAsync(context, 7, async));

        Assert.Empty(_recorder.Commands);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shard_that_fails_does_not_hide_a_row_that_another_has(bool async)
    {
        await using var context = Context();
        var (onFirst, onLast) = (NoteOn(context, 0), NoteOn(context, 3));
        Break(1);

        Assert.Equal(onLast, (await FindAsync(context, onLast, async))!.Id);
        Assert.Equal(onFirst, (await FindAsync(context, onFirst, async))!.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_is_not_said_to_be_missing_where_a_shard_failed(bool async)
    {
        await using var context = Context();
        Break(1);

        var error = await Assert.ThrowsAsync<SqliteException>(() => FindAsync(context, 7, async));

        Assert.Equal("s1", error.ShardName());
        Assert.Equal(["s0", "s1", "s2", "s3"], _recorder.Databases);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task First_by_the_primary_key_is_found_in_the_same_way(bool async)
    {
        await using var context = Context();
        var id = NoteOn(context, 1);
        var query = context.Notes.Where(n => n.Id == id && n.Text != "").Select(n => n.OwnerId);

        Assert.Equal(id / 10, async ? await query.FirstAsync() : query.First());

        Assert.Equal(["s0", "s1"], _recorder.Databases);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Single_by_the_primary_key_looks_at_all_for_a_second_one(bool async)
    {
        await using var context = Context();
        var id = NoteOn(context, 0);

        Assert.Equal(id, (async ? await context.Notes.SingleAsync(n => n.Id == id) : context.Notes.Single(n => n.Id == id)).Id);

        Assert.Equal(4, _recorder.Commands.Count);
    }

    [Theory]
    [InlineData("or")]
    [InlineData("more")]
    [InlineData("other")]
    [InlineData("skip")]
    [InlineData("many")]
    [InlineData("order")]
    public async Task What_may_have_several_rows_is_asked_of_all(string kind)
    {
        await using var context = Context();
        var id = NoteOn(context, 0);
        var notes = context.Notes;
        IQueryable<Note> query = kind switch
        {
            "or" => notes.Where(n => n.Id == id || n.Text == ""),
            "more" => notes.Where(n => n.Id >= id),
            "other" => notes.Where(n => n.Text != ""),
            "skip" => notes.Where(n => n.Id == id).Skip(0),
            "many" => notes.Where(n => n.Id == id).SelectMany(n => notes.Where(o => o.OwnerId == n.OwnerId)),
            _ => notes.Where(n => n.Id == id).OrderBy(n => n.Text),
        };

        Assert.NotNull(await query.FirstOrDefaultAsync());

        Assert.Equal(4, _recorder.Commands.Count);
    }

    private NotesContext Context()
    {
        var options = new DbContextOptionsBuilder<NotesContext>();
        _shards.Use(options, sharding => sharding.MaxParallelShards(1));
        return new NotesContext(options.AddInterceptors(_recorder).Options);
    }

    private static long NoteOn(NotesContext context, int shard)
        => Enumerable.Range(1, Owners).First(owner => context.Sharding().ShardOf<Note>((long)owner).Name == $"s{shard}") * 10L;

    private static async Task<Note?> FindAsync(NotesContext context, long id, bool async) => async ? await context.Notes.FindAsync(id) : context.Notes.Find(id);

    private void Break(int shard)
    {
        using var connection = new SqliteConnection($"Data Source={_shards.PathOf(shard)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "ALTER TABLE \"Notes\" RENAME TO \"Hidden\"";
        command.ExecuteNonQuery();
    }
}
