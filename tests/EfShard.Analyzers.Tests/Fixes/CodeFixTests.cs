using EfShard.Analyzers.CodeFixes;
using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Fixes;

public class CodeFixTests
{
    private const string AllShards = "Ask all shards: AllShards()";

    [Theory]
    [InlineData("context.Posts.Where(p => p.IsHidden).ToList();", "context.Posts.AllShards().Where(p => p.IsHidden).ToList();")]
    [InlineData("context.Posts.First();", "context.Posts.AllShards().First();")]
    [InlineData("(from p in context.Posts select p).ToList();", "(from p in context.Posts.AllShards() select p).ToList();")]
    [InlineData("foreach (var p in context.Set<Post>()) { }", "foreach (var p in context.Set<Post>().AllShards()) { }")]
    public async Task A_query_says_that_all_shards_are_meant(string before, string after)
        => Assert.Contains(after, (await Fixing.ApplyAsync(new AllShardsCodeFix(), "EFS0002", AllShards, Blog.Model, Blog.Methods(before)))[1], StringComparison.Ordinal);

    [Theory]
    [InlineData("context.Posts.ExecuteDelete();", "context.Posts.AllShards().ExecuteDelete();")]
    [InlineData("await context.Posts.Where(p => p.IsHidden).ExecuteDeleteAsync(token);", "await context.Posts.Where(p => p.IsHidden).AllShards().ExecuteDeleteAsync(token);")]
    public async Task A_bulk_write_says_it_too(string before, string after)
        => Assert.Contains(after, (await Fixing.ApplyAsync(new AllShardsCodeFix(), "EFS0003", AllShards, Blog.Model, Blog.Methods(before)))[1], StringComparison.Ordinal);

    [Theory]
    [InlineData("The two may live apart: IsCrossShard()", ".HasForeignKey(p => p.EditorId).IsCrossShard();")]
    [InlineData("The two always live together: IsColocated()", ".HasForeignKey(p => p.EditorId).IsColocated();")]
    public async Task A_foreign_key_is_declared(string title, string after)
    {
        var model = Blog.Model.Replace(".HasForeignKey(p => p.EditorId).IsCrossShard();", ".HasForeignKey(p => p.EditorId);", StringComparison.Ordinal);

        Assert.Contains(after, (await Fixing.ApplyAsync(new ConstraintCodeFix(), "EFS0006", title, model))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unique_index_becomes_unique_over_all_shards()
    {
        var model = Blog.Model.Replace("user.HasShardKey(u => u.Id);", "user.HasShardKey(u => u.Id); user.HasIndex(u => u.Name).IsUnique();", StringComparison.Ordinal);

        var after = await Fixing.ApplyAsync(new ConstraintCodeFix(), "EFS0006", "Unique over all shards: HasGlobalIndex", model);

        Assert.Contains("user.HasGlobalIndex(u => u.Name);", after[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unique_index_is_declared()
    {
        var model = Blog.Model.Replace("user.HasShardKey(u => u.Id);", "user.HasShardKey(u => u.Id); user.HasIndex(u => u.Name).IsUnique();", StringComparison.Ordinal);

        var after = await Fixing.ApplyAsync(new ConstraintCodeFix(), "EFS0006", "Unique on each shard: IsUniquePerShard()", model);

        Assert.Contains("user.HasIndex(u => u.Name).IsUnique().IsUniquePerShard();", after[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_the_database_makes_is_made_by_the_library()
    {
        var after = await Fixing.ApplyAsync(new GeneratedKeyCodeFix(), "EFS0005", "Use HasShardedId()", Ticket, Configuration);

        Assert.Contains("model.Entity<Ticket>().HasShardKey(t => t.UserId).HasShardedId();", after[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shorter_number_becomes_a_Guid_in_the_entitys_file()
    {
        var ticket = Ticket.Replace("long Id", "int Id", StringComparison.Ordinal);
        var after = await Fixing.ApplyAsync(new GeneratedKeyCodeFix(), "EFS0005", "Use a Guid, which the application makes", ticket, Configuration);

        Assert.Contains("public Guid Id { get; set; }", after[0], StringComparison.Ordinal);
        Assert.Equal(Configuration, after[1]);
    }

    [Fact]
    public async Task Or_a_value_of_the_application()
    {
        var after = await Fixing.ApplyAsync(new GeneratedKeyCodeFix(), "EFS0005", "The application makes it: ValueGeneratedNever()", Ticket, Configuration);

        Assert.Contains("""
                    model.Entity<Ticket>().HasShardKey(t => t.UserId);
                    model.Entity<Ticket>().Property(x => x.Id).ValueGeneratedNever();
            """, after[1], StringComparison.Ordinal);
    }

    private const string Ticket = Compilations.Usings + "namespace N; public class Ticket { public long Id { get; set; } public long UserId { get; set; } }";

    private const string Configuration = Compilations.Usings + """
        namespace N;

        public class Context : DbContext
        {
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<Ticket>().HasShardKey(t => t.UserId);
            }
        }
        """;
}
