using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>Saves over four real servers, whose connections really wait for the network.</summary>
public sealed class PostgresSaveTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_thousand_rows_over_four_shards_arrive_with_the_values_that_the_databases_generate(bool async)
    {
        desk.Clear();
        await using var context = desk.Context();
        context.AddRange(Enumerable.Range(0, 500).Select(i => new Author { Id = i }));
        var lines = Enumerable.Range(0, 1500).Select(i => new Line { AuthorId = i % 500, Text = $"{i}" }).ToList();
        context.AddRange(lines);

        Assert.Equal(2000, await context.SaveAsync(async));

        Assert.Equal([375, 375, 375, 375], desk.Counts("Line"));
        await using var other = desk.Context();
        var read = await other.Set<Line>().AsNoTracking().ToListAsync();
        Assert.Equal(
            lines.Select(l => (l.AuthorId, l.Number, l.Text)).Order(),
            read.Select(l => (l.AuthorId, l.Number, l.Text)).Order());
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_generated_number_reaches_the_rows_that_point_to_it_on_its_own_shard_and_on_others(bool async)
    {
        desk.Clear();
        await using var context = desk.Context();
        var lines = Enumerable.Range(0, 8).Select(i => new Line { AuthorId = i }).ToList();
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));
        context.AddRange(lines.Select(line => new Footnote { AuthorId = line.AuthorId, Line = line }));
        context.AddRange(lines.Select(line => new Quote { QuoterId = line.AuthorId + 1, Line = line }));

        Assert.Equal(32, await context.SaveAsync(async));

        await using var other = desk.Context();
        var numbers = lines.ToDictionary(line => line.AuthorId, line => line.Number);
        var quotes = await other.Set<Quote>().AsNoTracking().ToListAsync();
        var footnotes = await other.Set<Footnote>().AsNoTracking().ToListAsync();
        Assert.Equal(8, quotes.Count);
        Assert.Equal(8, footnotes.Count);
        Assert.All(quotes, quote => Assert.Equal((numbers[quote.AuthorId], quote.AuthorId + 1), (quote.LineNumber, quote.QuoterId)));
        Assert.All(footnotes, footnote => Assert.Equal(numbers[footnote.AuthorId], footnote.LineNumber));
        Assert.Equal([2, 2, 2, 2], desk.Counts("Quote"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mix_of_inserts_updates_and_deletes_is_saved(bool async)
    {
        desk.Clear();
        await using var context = desk.Context();
        context.AddRange(Enumerable.Range(0, 40).Select(i => new Article { Author = new Author { Id = i, Home = new Address() }, Remarks = { new Remark() } }));
        context.AddRange(new Country { Code = "NL" }, new Setting { Name = "theme" });
        Assert.Equal(122, await context.SaveAsync(async));

        foreach (var article in context.Set<Article>().Local.ToList())
        {
            article.Author!.Home!.Street = "Lane";
            context.RemoveRange(article.Remarks);
            context.Add(new Reply { AuthorId = article.AuthorId, Article = article });
        }

        Assert.Equal(120, await context.SaveAsync(async));
        Assert.Equal([10, 10, 10, 10], desk.Counts("Reply"));
        Assert.Equal([0, 0, 0, 0], desk.Counts("Remark"));
        Assert.Equal([1, 1, 1, 1], desk.Counts("Country"));
        Assert.All(desk.Names, name => Assert.Equal(10L, desk.Scalar(name, "SELECT count(*) FROM \"Author\" WHERE \"Home_Street\" = 'Lane'")));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_concurrency_conflict_names_its_entry_and_rolls_back_every_shard(bool async)
    {
        desk.Clear();
        await using var context = desk.Context();
        var authors = Enumerable.Range(0, 40).Select(i => new Author { Id = i, Name = "before" }).ToList();
        context.AddRange(authors);
        await context.SaveChangesAsync();
        desk.Scalar("s3", "UPDATE \"Author\" SET \"Version\" = 7 WHERE \"Id\" = 23");

        authors.ForEach(author => (author.Name, author.Version) = ("after", 1));
        var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveAsync(async));

        Assert.Same(authors[23], Assert.Single(error.Entries).Entity);
        Assert.All(desk.Names, name => Assert.Equal("before", desk.Scalar(name, "SELECT max(\"Name\") FROM \"Author\"")));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_a_deferred_constraint_fails_is_told(bool async)
    {
        desk.Clear();
        desk.FailCommitsOn("s2");
        await using var context = desk.Context();
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));

        var error = await Assert.ThrowsAsync<PartialCommitException>(() => context.SaveAsync(async));

        Assert.Equal(["s0", "s1"], error.CommittedShards);
        Assert.Equal(["s2", "s3"], error.NotCommittedShards);
        var cause = Assert.IsType<PostgresException>(Assert.Single(((AggregateException)error.InnerException!).InnerExceptions));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, cause.SqlState);
        Assert.Equal([1, 1, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_commit_that_a_deferred_constraint_fails_leaves_nothing_anywhere(bool async)
    {
        desk.Clear();
        desk.FailCommitsOn("s0");
        await using var context = desk.Context();
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));

        var error = await Assert.ThrowsAsync<PostgresException>(() => context.SaveAsync(async));

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, error.SqlState);
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interceptors_of_parallel_legs_are_called_one_at_a_time(bool async)
    {
        desk.Clear();
        var interceptor = new OneAtATime();
        await using var context = desk.Context(configure: o => o.UseNpgsql(npgsql => npgsql.MaxBatchSize(2)).AddInterceptors(interceptor));
        context.AddRange(Enumerable.Range(0, 200).Select(i => new Author { Id = i }));

        Assert.Equal(200, await context.SaveAsync(async));

        Assert.True(interceptor.Calls >= 200, $"{interceptor.Calls} calls");
        Assert.Equal(0, interceptor.Overlaps);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_fails_in_a_transaction_is_undone_on_every_shard_and_the_rest_stays(bool async)
    {
        desk.Clear();
        desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        await using var context = desk.Context();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 5 }, new Author { Id = 7 });
        await context.SaveAsync(async);

        // PostgreSQL lets nothing more happen in a transaction after a failure, unless it goes back to a savepoint.
        var culprit = new Author { Id = 2 };
        context.AddRange(new Author { Id = 1 }, culprit, new Author { Id = 3 });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));
        context.Remove(culprit);
        Assert.Equal(2, await context.SaveAsync(async));
        await transaction.CommitAsync();

        Assert.Equal([0, 2, 1, 2], desk.Counts("Author"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_shards_of_a_save_work_side_by_side(bool async)
    {
        desk.Clear();
        await using var context = desk.Context();
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));
        Task<int> save;
        var locks = desk.Names.Select(desk.LockAuthors).ToList();
        try
        {
            save = Task.Run(() => context.SaveAsync(async));

            // Each shard's insert waits for its table, which none would but the first if they came one after the other.
            await Eventually.TrueAsync(
                () => Array.TrueForAll(desk.Names, name => desk.Scalar(name, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '\"Author\"'::regclass") is 1L),
                "all four shards wait");
        }
        finally
        {
            locks.ForEach(held => held.Dispose());
        }

        Assert.Equal(4, await save);
    }

    [PostgresFact]
    public async Task A_cancelled_save_writes_nothing_anywhere()
    {
        desk.Clear();
        using var cancelled = new CancellationTokenSource();
        await using var context = desk.Context(configure: o => o.AddInterceptors(new Cancelling(cancelled)));
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(cancelled.Token));

        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }
}
