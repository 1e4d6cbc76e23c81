using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Values;

public sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public DbSet<Sample> Samples => Set<Sample>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var isSqlite = Database.IsSqlite();
        if (!isSqlite)
        {
            modelBuilder.HasCollation("cultural", locale: "und", provider: "icu", deterministic: true);
            modelBuilder.HasCollation("loose", locale: "und-u-ks-level2", provider: "icu", deterministic: false);
        }

        modelBuilder.Entity<Sample>(sample =>
        {
            sample.HasShardKey(s => s.Id).Property(s => s.Id).ValueGeneratedNever();
            sample.Property(s => s.Cultural).UseCollation(isSqlite ? "BACKWARDS" : "cultural");
            sample.Property(s => s.Loose).UseCollation(isSqlite ? "NOCASE" : "loose");
            if (isSqlite)
            {
                sample.Ignore(s => s.Range).Ignore(s => s.Address).Ignore(s => s.Bits).Ignore(s => s.Json);
                return;
            }

            sample.Property(s => s.Bits).HasColumnType("bit varying");
            sample.Property(s => s.Json).HasColumnType("jsonb");
        });
    }
}
