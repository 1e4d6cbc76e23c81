using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0008.</summary>
public class UnpinnedSqlTests
{
    // Stands in for the calls by name, until the library has them.
    private const string Consistency = """
        namespace EfShard { public enum Consistency { Strong, ReadYourWrites, Eventual } }
        namespace Microsoft.EntityFrameworkCore
        {
            public static class ConsistencyQueryableExtensions
            {
                public static System.Linq.IQueryable<T> WithConsistency<T>(this System.Linq.IQueryable<T> source, EfShard.Consistency level) => source;
            }
        }
        """;

    [Fact]
    public Task Sql_without_a_shard_is_reported() => Analysis.VerifyAsync("EFS0008", Blog.Model, Blog.Methods(
        "context.Posts.[|FromSqlRaw|](\"SELECT * FROM Posts\").ToList();",
        "await context.Posts.[|FromSql|]($\"SELECT * FROM Posts WHERE AuthorId = {id}\").Where(p => p.IsHidden).ToListAsync(token);",
        "var posts = context.Posts.[|FromSqlInterpolated|]($\"SELECT * FROM Posts\"); posts.ToList();",
        "context.Database.[|ExecuteSqlRaw|](\"DELETE FROM Posts\");",
        "await context.Database.[|ExecuteSqlAsync|]($\"DELETE FROM Posts\", token);",
        "context.Database.[|SqlQuery<int>|]($\"SELECT 1 AS Value\").ToList();"));

    [Fact]
    public Task Sql_on_a_named_shard_is_not() => Analysis.VerifyAsync("EFS0008", Blog.Model, Blog.Methods(
        "context.Posts.FromSqlRaw(\"SELECT * FROM Posts\").OnShard(\"s1\").ToList();",
        "context.Posts.FromSqlRaw(\"SELECT * FROM Posts\").GatherTables(\"Posts\").ToList();",
        "context.Database.SqlQuery<int>($\"SELECT 1 AS Value\").GatherTables(\"Posts\").ToList();",
        "await context.Database.ExecuteSqlOnAllShardsAsync($\"DELETE FROM Posts\", token);",
        "using (context.Sharding().UseShard(\"s1\")) { context.Posts.FromSqlRaw(\"SELECT * FROM Posts\").ToList(); context.Database.ExecuteSqlRaw(\"DELETE FROM Posts\"); }",
        "using var pinned = context.Sharding().UseShard(\"s1\"); await context.Database.ExecuteSqlAsync($\"DELETE FROM Posts\", token);",
        "context.Settings.FromSqlRaw(\"SELECT * FROM Settings\").ToList();",
        "context.Strangers.FromSqlRaw(\"SELECT * FROM Strangers\").ToList();",
        "new Plain().Database.ExecuteSqlRaw(\"DELETE FROM X\"); } public class Plain : DbContext { public DbSet<Stranger> Strangers => Set<Stranger>();"));

    [Fact]
    public Task A_read_at_eventual_after_a_write_is_reported() => Analysis.VerifyAsync("EFS0008", Consistency, Blog.Model, Blog.Methods(
        "context.SaveChanges(); context.Users.[|WithConsistency|](Consistency.Eventual).First(u => u.Id == id);",
        "await context.SaveChangesAsync(token); if (id > 0) { await context.Users.Where(u => u.Id == id).[|WithConsistency|](Consistency.Eventual).ToListAsync(token); }",
        "context.Posts.Where(p => p.AuthorId == id).ExecuteDelete(); context.Users.[|WithConsistency|](Consistency.Eventual).First(u => u.Id == id);"));

    [Fact]
    public Task One_before_it_or_of_another_context_or_branch_is_not() => Analysis.VerifyAsync("EFS0008", Consistency, Blog.Model, Blog.Methods(
        "context.Users.WithConsistency(Consistency.Eventual).First(u => u.Id == id); context.SaveChanges();",
        "context.SaveChanges(); context.Users.WithConsistency(Consistency.ReadYourWrites).First(u => u.Id == id);",
        "if (id > 0) { context.SaveChanges(); } else { context.Users.WithConsistency(Consistency.Eventual).First(u => u.Id == id); }",
        "BlogContext other = null!; other.SaveChanges(); context.Users.WithConsistency(Consistency.Eventual).First(u => u.Id == id);"));
}
