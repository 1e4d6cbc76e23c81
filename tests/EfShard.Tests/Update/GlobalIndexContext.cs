using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Update;

/// <summary>Members with a name in the system that nobody else has; some have none.</summary>
public class GlobalIndexContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Member> Members => Set<Member>();

    public DbSet<Badge> Badges => Set<Badge>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Member>(member =>
        {
            member.HasShardKey(m => m.Id).HasGlobalIndex(m => m.Email).HasGlobalIndex(m => m.Number);
            member.Property(m => m.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Badge>(badge =>
        {
            badge.HasShardKey(b => b.MemberId).Property(b => b.Id).ValueGeneratedNever();
            badge.HasOne(b => b.Member).WithMany(m => m.Badges);
        });
    }

    public class Member
    {
        public long Id { get; set; }

        public string? Email { get; set; }

        public Guid? Number { get; set; }

        public string Name { get; set; } = "";

        public List<Badge> Badges { get; } = [];
    }

    public class Badge
    {
        public long Id { get; set; }

        public long MemberId { get; set; }

        public Member Member { get; set; } = null!;
    }
}
