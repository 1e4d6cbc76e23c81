using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

// The code of docs/identity.md, compiled. DocsTests holds the two to each other; IdentityTests runs it.
namespace EfShard.Tests.Docs;

public class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityDbContext<IdentityUser>(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<IdentityUser>(user =>
        {
            user.HasShardKey(u => u.Id);
            user.HasGlobalIndex(u => u.NormalizedUserName); // unique over all shards, and signing in asks one
            user.HasGlobalIndex(u => u.NormalizedEmail);    // with RequireUniqueEmail
        });
        builder.Entity<IdentityUserClaim<string>>(claim =>
        {
            claim.HasShardKey(c => c.UserId);
            claim.HasKey(c => new { c.UserId, c.Id });      // each shard counts for itself
            claim.Property(c => c.Id).ValueGeneratedOnAdd();
        });
        builder.Entity<IdentityUserLogin<string>>().HasShardKey(l => l.UserId);
        builder.Entity<IdentityUserToken<string>>().HasShardKey(t => t.UserId);
        builder.Entity<IdentityUserRole<string>>().HasShardKey(r => r.UserId);
        builder.Entity<IdentityRole>().ToReferenceTable();
        builder.Entity<IdentityRoleClaim<string>>().ToUnshardedTable();
    }
}
