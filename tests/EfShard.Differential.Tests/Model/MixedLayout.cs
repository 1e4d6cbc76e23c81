using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Model;

/// <summary>Some tables by tenant, some by their own key, reference tables, an unsharded one, a group in ranges.</summary>
public static class MixedLayout
{
    /// <summary>The group of the payments, in ranges of their ids.</summary>
    public const string Payments = "payments";

    public static void Mark(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>().HasShardKey(t => t.Id);
        modelBuilder.Entity<Person>(person =>
        {
            person.HasShardKey(p => p.TenantId);
            person.HasOne(p => p.Manager).WithMany(p => p.Reports).IsColocated();
        });
        modelBuilder.Entity<PersonDetails>().HasShardKey(d => d.TenantId);
        modelBuilder.Entity<Project>(project =>
        {
            project.HasShardKey(p => p.TenantId);
            project.HasOne(p => p.Lead).WithMany().IsColocated();
        });
        modelBuilder.Entity<Item>(item =>
        {
            item.HasShardKey(i => i.Id);
            item.HasOne(i => i.Project).WithMany(p => p.Items).IsCrossShard();
        });
        modelBuilder.Entity<ItemTag>().HasShardKey(j => j.ItemId);
        modelBuilder.Entity<Tag>().ToReferenceTable();
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.HasShardKey(p => p.Id).InGroup(Payments);
            payment.HasOne(p => p.Person).WithMany(p => p.Payments).IsCrossShard();
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.ToUnshardedTable();
            message.HasOne(m => m.Person).WithMany(p => p.Messages).IsCrossShard();
        });
        modelBuilder.Entity<Visit>(visit =>
        {
            visit.HasShardKey(v => v.TenantId).AllowNullShardKey();
            visit.HasOne(v => v.Person).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Quota>().HasShardKey(q => new { q.TenantId, q.Region });
        modelBuilder.Entity<QuotaUse>().HasShardKey(u => new { u.TenantId, u.Region });
        modelBuilder.Entity<ItemSummary>().HasShardKey(s => s.Id);
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.TenantId);
        modelBuilder.Entity<Article>().ToReferenceTable();
        modelBuilder.Entity<Plan>().ToReferenceTable();
        modelBuilder.Entity<Setting>().ToUnshardedTable();
    }
}
