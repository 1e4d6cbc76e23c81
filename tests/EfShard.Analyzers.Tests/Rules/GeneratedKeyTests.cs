using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0005.</summary>
public class GeneratedKeyTests
{
    [Fact]
    public Task Keys_that_databases_would_number_are_reported() => Analysis.VerifyAsync("EFS0005", Compilations.Usings + """
        namespace N;

        public class A { public long Id { get; set; } public long Key { get; set; } }
        public class B { public int BId { get; set; } }
        public class C { public Guid Id { get; set; } public long Key { get; set; } }
        public class D { public Guid Id { get; set; } public long Key { get; set; } }
        public class F { public long Key { get; set; } public long Number { get; set; } }
        [[|ShardKey(nameof(Key))|]] public class E { public short Id { get; set; } public string Key { get; set; } = ""; }
        public class G { public long Id { get; set; } [[|ShardKey|]] public Guid Owner { get; set; } }

        public class Context : DbContext
        {
            public DbSet<E> Es => Set<E>();
            public DbSet<G> Gs => Set<G>();

            protected override void OnModelCreating(ModelBuilder model)
            {
                [|model.Entity<A>().HasShardKey(a => a.Key)|];
                [|model.Entity<B>().HasShardKey(b => b.BId)|];
                model.Entity<C>(c => { [|c.HasShardKey(x => x.Key)|]; c.Property(x => x.Id).HasDefaultValueSql("gen_random_uuid()"); });
                model.Entity<D>(d => { [|d.HasShardKey("Key")|]; d.Property(x => x.Key).ValueGeneratedOnAdd(); });
                model.Entity<F>(f => { f.HasKey(x => x.Number); [|f.HasShardKey(x => x.Key)|]; });
            }
        }
        """);

    [Fact]
    public Task Keys_of_the_application_are_not() => Analysis.VerifyAsync("EFS0005", Blog.Model, Compilations.Usings + """
        namespace N;

        public class A { public Guid Id { get; set; } public long Key { get; set; } }
        public class B { public string Id { get; set; } = ""; }
        public class C { public long Tenant { get; set; } public long Id { get; set; } }
        public class D { public long Id { get; set; } public A A { get; set; } = null!; public Guid AId { get; set; } }
        public class P { public long DId { get; set; } public D D { get; set; } = null!; }
        [ShardKey(nameof(Key))] public class E { [DatabaseGenerated(DatabaseGeneratedOption.None)] public int Id { get; set; } public long Key { get; set; } }
        public class R { public long Id { get; set; } }
        public class S { public long Id { get; set; } }
        public class T { public long Id { get; set; } }
        public class U { public long UId { get; set; } }
        public class V { public long Number { get; set; } public long Key { get; set; } }

        public class Context : DbContext
        {
            public DbSet<E> Es => Set<E>();
            public DbSet<T> Ts => Set<T>();

            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<A>().HasShardKey(a => a.Key);
                model.Entity<B>().HasShardKey(b => b.Id);
                model.Entity<C>(c => { c.HasKey(x => new { x.Tenant, x.Id }); c.HasShardKey(x => x.Tenant); c.Property(x => x.Id).ValueGeneratedOnAdd(); });
                model.Entity<D>().HasShardKey(d => d.AId).Property(d => d.Id).ValueGeneratedNever();
                model.Entity<P>(p => { p.HasKey(x => x.DId); p.HasShardKey(x => x.DId); });
                model.Entity<R>().ToReferenceTable();
                model.Entity<S>().ToUnshardedTable();
                model.Entity<U>().HasShardKey(u => u.UId).HasShardedId();
                model.Entity<V>(v => { v.HasKey(x => x.Number); v.HasShardKey(x => x.Key).Property(x => x.Number).HasShardedId(); });
            }
        }
        """);

    [Fact]
    public Task Code_that_decides_for_all_keys_is_believed() => Analysis.VerifyAsync("EFS0005", Compilations.Usings + """
        namespace N;

        public class A { public long Id { get; set; } }

        public class Context : DbContext
        {
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<A>().HasShardKey(a => a.Id);
                foreach (var key in model.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
                {
                    key.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
                }
            }
        }
        """);

    [Fact]
    public Task Configuration_classes_generic_ones_too_are_judged_where_they_speak() => Analysis.VerifyAsync("EFS0005", Compilations.Usings + """
        namespace N;

        public abstract class Owned { public long Tenant { get; set; } }
        public class A : Owned { public long Id { get; set; } }
        public class B : Owned { public Guid Id { get; set; } }

        public abstract class OwnedConfiguration<T> : IEntityTypeConfiguration<T> where T : Owned
        {
            public void Configure(EntityTypeBuilder<T> builder) => [|builder.HasShardKey(x => x.Tenant)|];
        }

        public class AConfiguration : OwnedConfiguration<A>;
        public class BConfiguration : OwnedConfiguration<B>;
        """);
}
