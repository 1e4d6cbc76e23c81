using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>People, and the global index of their names, over servers, or over files of Sqlite whose commit is one.</summary>
public sealed class PeopleContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    /// <summary>A context over shards s0, s1, ...</summary>
    public static PeopleContext OverFiles(IReadOnlyList<string> files)
        => new(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding =>
        {
            for (var i = 0; i < files.Count; i++)
            {
                sharding.AddShard($"s{i}", $"Data Source={files[i]}");
            }

            sharding.CrossShardCommit(CrossShardCommit.Atomic);
        }).Options);

    /// <summary>A context over shards s0, s1, ... on PostgreSQL.</summary>
    public static PeopleContext Over(IReadOnlyList<string> connectionStrings)
        => new(new DbContextOptionsBuilder().UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < connectionStrings.Count; i++)
            {
                sharding.AddShard($"s{i}", connectionStrings[i]);
            }

            sharding.CrossShardLockTimeout(TimeSpan.FromSeconds(2));
        }).Options);

    /// <summary>In one save, the person 10 x turn takes a new name, "turn-b", and the next comes, "turn-c": on rows and entries of all shards.</summary>
    public static async Task RenameAsync(IReadOnlyList<string> connectionStrings, int turn, bool async)
    {
        await using var context = Over(connectionStrings);
        (await context.People.SingleAsync(p => p.Id == 10 * turn)).Name = $"{turn}-b";
        context.Add(new Person { Id = (10 * turn) + 1, Name = $"{turn}-c" });
        _ = async ? await context.SaveChangesAsync() : context.SaveChanges();
    }

    /// <summary>In one save, a person comes and another takes a new name: afterwards they have the names "turn-0" and "turn-1".</summary>
    public static async Task TurnAsync(IReadOnlyList<string> files, int turn)
    {
        await using var context = OverFiles(files);
        if (turn > 0)
        {
            (await context.People.SingleAsync(p => p.Id == turn - 1)).Name = $"{turn}-0";
        }

        context.Add(new Person { Id = turn, Name = $"{turn}-1" });
        await context.SaveChangesAsync();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Person>().HasShardKey(p => p.Id).HasGlobalIndex(p => p.Name).Property(p => p.Id).ValueGeneratedNever();
}
