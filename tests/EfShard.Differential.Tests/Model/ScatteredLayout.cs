using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Model;

/// <summary>Every table by a key of its own, some in groups of their own.</summary>
public static class ScatteredLayout
{
    /// <summary>The group of the messages, on two of the shards.</summary>
    public const string Messages = "messages";

    public static void Mark(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>().HasShardKey(t => t.Id);
        modelBuilder.Entity<Person>(person =>
        {
            person.HasShardKey(p => p.Id);
            person.HasOne(p => p.Tenant).WithMany(t => t.People).IsCrossShard();
            person.HasOne(p => p.Manager).WithMany(p => p.Reports).IsCrossShard();
        });
        modelBuilder.Entity<PersonDetails>().HasShardKey(d => d.Id);
        modelBuilder.Entity<Project>(project =>
        {
            project.HasShardKey(p => p.Id);
            project.HasOne(p => p.Lead).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Item>(item =>
        {
            item.HasShardKey(i => i.Id);
            item.HasOne(i => i.Project).WithMany(p => p.Items).IsCrossShard();
        });
        modelBuilder.Entity<Tag>().HasShardKey(t => t.Id);
        modelBuilder.Entity<ItemTag>(join =>
        {
            join.HasShardKey(j => j.ItemId);
            join.HasOne(j => j.Tag).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.HasShardKey(p => p.Id);
            payment.HasOne(p => p.Person).WithMany(p => p.Payments).IsCrossShard();
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.HasShardKey(m => m.PersonId).InGroup(Messages);
            message.HasOne(m => m.Person).WithMany(p => p.Messages).IsCrossShard();
        });
        modelBuilder.Entity<Visit>(visit =>
        {
            visit.HasShardKey(v => v.Number).AllowNullShardKey();
            visit.HasOne(v => v.Person).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Quota>().HasShardKey(q => new { q.Region, q.TenantId });
        modelBuilder.Entity<QuotaUse>(use =>
        {
            use.HasShardKey(u => u.Turn);
            use.HasOne(u => u.Quota).WithMany(q => q.Uses).OnDelete(DeleteBehavior.NoAction).IsCrossShard();
        });
        modelBuilder.Entity<ItemSummary>().HasShardKey(s => s.Id);
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.Code);
        modelBuilder.Entity<Article>().HasShardKey(a => a.Id);
        modelBuilder.Entity<Plan>().HasShardKey(p => p.Id);
        modelBuilder.Entity<Setting>().HasShardKey(s => s.Id);
    }
}
