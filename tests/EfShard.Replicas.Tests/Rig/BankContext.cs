using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Rig;

public class BankContext(DbContextOptions<BankContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.HasShardKey(a => a.Id).Property(a => a.Id).ValueGeneratedNever();
            account.HasMany(a => a.Entries).WithOne().HasForeignKey(e => e.AccountId);
            account.Property(a => a.Value).IsConcurrencyToken();
        });
        modelBuilder.Entity<Entry>().HasShardKey(e => e.AccountId).Property(e => e.Id).ValueGeneratedNever();
    }
}
