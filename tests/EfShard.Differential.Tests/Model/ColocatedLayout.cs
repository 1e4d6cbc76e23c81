using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Model;

/// <summary>Everything by tenant.</summary>
public static class ColocatedLayout
{
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
            item.HasShardKey(i => i.TenantId);
            item.HasOne(i => i.Project).WithMany(p => p.Items).IsColocated();
        });
        modelBuilder.Entity<Tag>().HasShardKey(t => t.TenantId);
        modelBuilder.Entity<ItemTag>(join =>
        {
            join.HasShardKey(j => j.TenantId);
            join.HasOne(j => j.Item).WithMany(i => i.ItemTags).IsColocated();
            join.HasOne(j => j.Tag).WithMany().IsColocated();
        });
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.HasShardKey(p => p.TenantId);
            payment.HasOne(p => p.Person).WithMany(p => p.Payments).IsColocated();
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.HasShardKey(m => m.TenantId);
            message.HasOne(m => m.Person).WithMany(p => p.Messages).IsColocated();
        });
        modelBuilder.Entity<Visit>(visit =>
        {
            visit.HasShardKey(v => v.TenantId).AllowNullShardKey();
            visit.HasOne(v => v.Person).WithMany().IsColocated();
        });
        modelBuilder.Entity<Quota>().HasShardKey(q => q.TenantId);
        modelBuilder.Entity<QuotaUse>().HasShardKey(u => u.TenantId);
        modelBuilder.Entity<ItemSummary>().HasShardKey(s => s.TenantId);
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.TenantId);
        modelBuilder.Entity<Article>().HasShardKey(a => a.TenantId);
        modelBuilder.Entity<Plan>().HasShardKey(p => p.TenantId);
        modelBuilder.Entity<Setting>().HasShardKey(s => s.TenantId);
    }
}
