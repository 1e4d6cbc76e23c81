using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0004.</summary>
public class ShardKeyAssignmentTests
{
    [Fact]
    public Task Rows_that_may_be_tracked_are_reported() => Analysis.VerifyAsync("EFS0004", Blog.Model, Blog.Methods(
        "var p = context.Posts.First(); [|p.AuthorId|] = id;",
        "var p = await context.Posts.FirstAsync(token); [|p.AuthorId|] += 1;",
        "[|user.Id|] = 3;",
        "[|user.Id|]++;",
        "foreach (var p in context.Posts.ToList()) { [|p.AuthorId|] = id; }",
        "[|user.Posts[0].AuthorId|] = id;",
        "var p = new Post(); context.Add(p); [|p.AuthorId|] = id;",
        "var p = new Post(); while (id > 0) { [|p.AuthorId|] = id; context.Add(p); }",
        "var order = context.Orders.First(); [|order.Region|] = \"eu\";",
        "void Local(Post p) { [|p.AuthorId|] = id; } Local(new Post());"));

    [Fact]
    public Task New_rows_and_other_properties_are_not() => Analysis.VerifyAsync("EFS0004", Blog.Model, Blog.Methods(
        "var p = new Post { AuthorId = id }; p.AuthorId = 4; context.Add(p);",
        "var p = new Post(); p.AuthorId = id; context.Add(p);",
        "foreach (var i in ids) { var p = new Post(); p.AuthorId = i; context.Add(p); }",
        "var p = context.Posts.AsNoTracking().First(); p.AuthorId = id;",
        "var p = context.Posts.First(); p.Title = \"x\"; p.EditorId = id; p.Id = 4;",
        "var s = context.Strangers.First(); s.PostId = id; s.Id = 3;",
        "var c = context.Countries.First(); c.Code = \"x\";",
        "var u = new { Id = 3 }; user = new User { Id = u.Id };"));

    [Fact]
    public Task An_entity_whose_key_may_change_is_left_alone() => Analysis.VerifyAsync("EFS0004", Compilations.Usings + """
        namespace N;

        public class MovingContext : DbContext
        {
            protected override void OnModelCreating(ModelBuilder modelBuilder)
            {
                modelBuilder.Entity<Movable>().HasShardKey(m => m.Owner).AllowShardKeyChange();
                modelBuilder.Entity<Fixed>().HasShardKey(f => f.Owner);
            }

            public void Move(Movable movable, Fixed other)
            {
                movable.Owner = 4;
                [|other.Owner|] = 4;
            }
        }

        public class Movable
        {
            public long Id { get; set; }

            public long Owner { get; set; }
        }

        public class Fixed
        {
            public long Id { get; set; }

            public long Owner { get; set; }
        }
        """);

    [Fact]
    public Task A_class_may_set_its_key_while_it_is_made() => Analysis.VerifyAsync("EFS0004", Compilations.Usings + """
        namespace N;

        public class Row
        {
            public Row(long key) => Key = key;

            [ShardKey] public long Key { get; set; }

            public void Move(long key) => [|Key|] = key;
        }
        """);
}
