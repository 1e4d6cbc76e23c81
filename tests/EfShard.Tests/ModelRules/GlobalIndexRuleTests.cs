using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class GlobalIndexRuleTests
{
    [Fact]
    public void Its_table_is_part_of_the_model_and_sharded_by_the_value()
    {
        void Configure(ModelBuilder m) => Blog.With(b =>
        {
            b.Entity<Blog.User>().HasGlobalIndex(u => u.Name);
            b.Entity<Blog.User>().Property(u => u.Name).HasMaxLength(40);
        })(m);

        foreach (var model in new[] { TestModel.Sqlite(Configure), TestModel.Postgres(Configure) })
        {
            var placement = model.PlacementOf("User_Name_GlobalIndex");
            Assert.Equal(["Value"], placement.KeyColumnNames());
            Assert.Equal(["Value", "Key0"], placement.Table.Columns.Select(c => c.Name).OrderDescending());
            Assert.Equal(["Name"], model.PlacementOf("User").GlobalIndexes.Keys);
            Assert.Equal(40, model.FindEntityType("GlobalIndex:User.Name")!.FindProperty("Value")!.GetMaxLength());
            Assert.True(model.FindEntityType(typeof(Blog.User))!.FindProperty("Name")!.IsConcurrencyToken);
        }
    }

    [Fact]
    public void It_takes_the_place_of_a_unique_index()
        => Assert.False(TestModel.Sqlite(Blog.With(b =>
        {
            b.Entity<Blog.User>().HasIndex(u => u.Name).IsUnique();
            b.Entity<Blog.User>().HasGlobalIndex(u => u.Name);
        })).FindEntityType(typeof(Blog.User))!.GetIndexes().Single().IsUnique);

    [Fact]
    public void Text_that_the_database_compares_otherwise_is_refused()
        => Assert.Contains("does not compare by its bytes", string.Concat(TestModel.SqliteErrors(Blog.With(b =>
        {
            b.Entity<Blog.User>().HasGlobalIndex(u => u.Name);
            b.Entity<Blog.User>().Property(u => u.Name).UseCollation("NOCASE");
        }))), StringComparison.Ordinal);

    [Fact]
    public void An_entity_that_one_database_holds_needs_none()
        => Assert.Contains("one database sees all its rows", string.Concat(TestModel.SqliteErrors(Blog.With(b =>
            b.Entity<Setting>().ToUnshardedTable().HasGlobalIndex(s => s.Name)))), StringComparison.Ordinal);

    [Fact]
    public void An_entity_without_a_shard_key_of_its_own_is_refused()
        => Assert.Contains("has no shard key of its own", string.Concat(TestModel.SqliteErrors(Blog.With(b =>
            b.Entity<Blog.Comment>().HasGlobalIndex("PostId", "default")))), StringComparison.Ordinal);

    [Fact]
    public void Deletes_that_the_database_would_pass_on_are_refused()
        => Assert.Contains("DeleteBehavior.Cascade, by which the database itself", string.Concat(TestModel.SqliteErrors(Blog.With(b =>
            b.Entity<Blog.Post>().HasGlobalIndex(p => p.Slug)))), StringComparison.Ordinal);

    [Fact]
    public void Deletes_that_EF_Core_passes_on_are_taken()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(b =>
        {
            b.Entity<Blog.Post>().HasOne(p => p.Author).WithMany(u => u.Posts).OnDelete(DeleteBehavior.ClientCascade);
            b.Entity<Blog.Post>().HasGlobalIndex(p => p.Slug);
        })));

    [Fact]
    public void Rows_of_HasData_are_refused()
        => Assert.Contains("rows of HasData", string.Concat(TestModel.SqliteErrors(Blog.With(b =>
        {
            b.Entity<Blog.User>().HasGlobalIndex(u => u.Name);
            b.Entity<Blog.User>().HasData(new Blog.User { Id = 1, Name = "Ada" });
        }))), StringComparison.Ordinal);

    public class Setting
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }
}
