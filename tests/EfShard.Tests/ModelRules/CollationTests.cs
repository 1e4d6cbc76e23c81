using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class CollationTests
{
    [Fact]
    public void A_columns_collation_survives_in_the_runtime_model()
        => Assert.Equal("NOCASE", Collation(TestModel.Sqlite(m => m.Entity<Note>().Property(n => n.Text).UseCollation("NOCASE"))));

    [Fact]
    public void A_column_without_a_collation_has_none()
        => Assert.Null(Collation(TestModel.Sqlite(m => m.Entity<Note>())));

    [Fact]
    public void The_databases_collation_counts_where_the_column_has_none()
        => Assert.Equal("C", Collation(TestModel.Postgres(m => m.UseCollation("C").Entity<Note>())));

    [Fact]
    public void The_columns_collation_comes_before_the_databases()
        => Assert.Equal("POSIX", Collation(TestModel.Postgres(m => m.UseCollation("C").Entity<Note>().Property(n => n.Text).UseCollation("POSIX"))));

    [Fact]
    public void Sqlite_has_no_collation_of_a_database()
        => Assert.Null(Collation(TestModel.Sqlite(m => m.UseCollation("NOCASE").Entity<Note>())));

    [Fact]
    public void Columns_of_complex_types_keep_theirs()
    {
        var model = TestModel.Sqlite(m => m.Entity<Letter>().ComplexProperty(l => l.Body).Property(b => b.Text).UseCollation("NOCASE"));

        Assert.Equal("NOCASE", ShardModel.GetCollation(model.GetRelationalModel().Tables.Single().FindColumn("Body_Text")!));
    }

    private static string? Collation(Microsoft.EntityFrameworkCore.Metadata.IModel model)
        => ShardModel.GetCollation(model.GetRelationalModel().Tables.Single().FindColumn("Text")!);

    public class Note
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    public class Letter
    {
        public int Id { get; set; }

        public Body Body { get; set; } = new();
    }

    public class Body
    {
        public string Text { get; set; } = "";
    }
}
