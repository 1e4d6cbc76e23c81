using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests;

public sealed class EfCore9Tests
{
    [Fact]
    public void EfShard_is_compiled_against_EF_Core_9()
    {
        var references = typeof(ShardKeyException).Assembly.GetReferencedAssemblies();

        var relational = Assert.Single(references, reference => reference.Name == "Microsoft.EntityFrameworkCore.Relational");
        Assert.Equal(9, relational.Version!.Major);
    }

    [Fact]
    public void EF_Core_9_is_the_one_that_is_loaded()
        => Assert.Equal(9, typeof(DbContext).Assembly.GetName().Version!.Major);

    [Fact]
    public async Task EF_Core_9_reads_what_it_wrote_to_Sqlite()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        var options = new DbContextOptionsBuilder<NotesContext>().UseSqlite(connection).Options;
        await using (var context = new NotesContext(options))
        {
            await context.Database.EnsureCreatedAsync();
            context.Add(new Note { Id = 7, Text = "seven" });
            Assert.Equal(1, await context.SaveChangesAsync());
        }

        await using var fresh = new NotesContext(options);
        Assert.Equal("seven", (await fresh.Notes.SingleAsync(note => note.Id == 7)).Text);
    }
}
