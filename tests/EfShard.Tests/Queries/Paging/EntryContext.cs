using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Paging;

public sealed class EntryContext(DbContextOptions<EntryContext> options) : DbContext(options)
{
    /// <summary>Whether it is one over shards, which alone knows <c>StableOrder</c>.</summary>
    public bool IsSharded { get; } = options.FindExtension<ShardingOptionsExtension>() is not null;

    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Entry>(entry =>
        {
            entry.HasKey(e => new { e.OwnerId, e.Number });
            entry.HasShardKey(e => e.OwnerId);
            entry.Property(e => e.Title).UseCollation(Database.IsSqlite() ? "NOCASE" : "C");
            entry.HasMany(e => e.Remarks).WithOne().HasForeignKey(r => new { r.OwnerId, r.Number });
        });
        modelBuilder.Entity<Remark>(remark =>
        {
            remark.HasKey(r => new { r.OwnerId, r.Number, r.Place });
            remark.HasShardKey(r => r.OwnerId);
        });
        modelBuilder.Entity<Kind>().ToReferenceTable();
    }
}
