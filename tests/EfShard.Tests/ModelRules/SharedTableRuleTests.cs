using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class SharedTableRuleTests
{
    [Fact]
    public void Entities_in_one_table_must_live_in_one_way()
    {
        var error = TestModel.SqliteError(m =>
        {
            OneTable(m);
            m.Entity<Summary>().ToReferenceTable();
        });

        Assert.Contains(
            "'Order' (sharded in the group 'default') and 'Summary' (a reference table) are both mapped to 'Orders'",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Entities_in_one_table_must_be_in_one_group()
        => Assert.Contains("'Summary' (sharded in the group 'other')", TestModel.SqliteError(m =>
        {
            OneTable(m);
            m.Entity<Summary>().HasShardKey(s => s.Tenant).InGroup("other");
        }), StringComparison.Ordinal);

    [Fact]
    public void Entities_in_one_table_must_have_one_key()
        => Assert.Contains("have different shard keys", TestModel.SqliteError(m =>
        {
            OneTable(m);
            m.Entity<Summary>().HasShardKey(s => s.Id);
        }), StringComparison.Ordinal);

    [Fact]
    public void Entities_in_one_table_may_agree_by_their_columns_names()
        => Assert.Empty(TestModel.SqliteErrors(m =>
        {
            OneTable(m);
            m.Entity<Summary>().HasShardKey(s => s.Tenant);
        }));

    [Fact]
    public void Entities_in_one_view_must_agree_too()
        => Assert.Contains(
            TestModel.SqliteErrors(m =>
            {
                OneTable(m);
                m.Entity<Order>().ToTable("A").ToView("orders_view");
                m.Entity<Summary>().ToUnshardedTable().ToTable("B").ToView("orders_view");
            }),
            error => error.Contains("are both mapped to 'orders_view'", StringComparison.Ordinal));

    private static void OneTable(ModelBuilder m)
    {
        m.Entity<Order>(b =>
        {
            b.ToTable("Orders").HasShardKey(o => o.Customer).Property(o => o.Customer).HasColumnName("Tenant");
            b.HasOne<Summary>().WithOne().HasForeignKey<Summary>(s => s.Id);
        });
        m.Entity<Summary>().ToTable("Orders").Property(s => s.Tenant).HasColumnName("Tenant");
    }

    public class Order
    {
        public Guid Id { get; set; }

        public Guid Customer { get; set; }
    }

    public class Summary
    {
        public Guid Id { get; set; }

        public Guid Tenant { get; set; }
    }
}
