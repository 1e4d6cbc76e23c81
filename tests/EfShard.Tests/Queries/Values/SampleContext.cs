using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EfShard.Tests.Queries.Values;

public sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public DbSet<Sample> Samples => Set<Sample>();

    public DbSet<Twin> Twins => Set<Twin>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var isSqlite = Database.IsSqlite();
        if (!isSqlite)
        {
            modelBuilder.HasCollation("cultural", locale: "und", provider: "icu", deterministic: true);
            modelBuilder.HasCollation("loose", locale: "und-u-ks-level2", provider: "icu", deterministic: false);
        }

        modelBuilder.Entity<Sample>().HasShardKey(s => s.Id);
        Configure(modelBuilder.Entity<Sample>(), isSqlite);
        modelBuilder.Entity<Twin>().ToUnshardedTable();
        Configure(modelBuilder.Entity<Twin>(), isSqlite);
    }

    private static void Configure<T>(EntityTypeBuilder<T> values, bool isSqlite)
        where T : SampleValues
    {
        values.Property(s => s.Id).ValueGeneratedNever();
        values.Property(s => s.Cultural).UseCollation(isSqlite ? "BACKWARDS" : "cultural");
        values.Property(s => s.Loose).UseCollation(isSqlite ? "NOCASE" : "loose");
        if (isSqlite)
        {
            values.Ignore(s => s.Range).Ignore(s => s.Address).Ignore(s => s.Bits).Ignore(s => s.Json);
            return;
        }

        values.Property(s => s.Bits).HasColumnType("bit varying");
        values.Property(s => s.Json).HasColumnType("jsonb");
    }
}
