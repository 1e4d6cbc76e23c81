using EfShard.Analyzers.Model;
using EfShard.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EfShard.Analyzers.Tests.Model;

/// <summary>What the source says about a model, in all the ways there are to say it.</summary>
public class ShardingModelTests
{
    private const string Entities = Compilations.Usings + """
        namespace N;

        public abstract class Row { public Guid Id { get; set; } public long Tenant { get; set; } }
        public class A : Row { }
        public class B : Row { public Guid AId { get; set; } public A A { get; set; } = null!; }
        public class C { public Guid Id { get; set; } }
        public class D : C { }

        """;

    [Theory]
    [InlineData("model.Entity<A>().HasShardKey(a => a.Tenant);", "sharded by Tenant in the default group")]
    [InlineData("model.Entity<A>().HasShardKey(a => new { a.Tenant, a.Id });", "sharded by Tenant, Id in the default group")]
    [InlineData("model.Entity<A>().HasShardKey(\"Tenant\", nameof(A.Id));", "sharded by Tenant, Id in the default group")]
    [InlineData("model.Entity(typeof(A)).HasShardKey(\"Tenant\");", "sharded by Tenant in the default group")]
    [InlineData("model.Entity<A>(a => a.HasShardKey(x => x.Tenant).InGroup(\"g\"));", "sharded by Tenant in group 'g'")]
    [InlineData("model.Entity<A>(a => { a.InGroup(\"default\"); a.HasShardKey(x => x.Tenant); });", "sharded by Tenant in the default group")]
    [InlineData("var a = model.Entity<A>(); a.HasShardKey(x => x.Tenant);", "sharded by Tenant in the default group")]
    [InlineData("var name = DateTime.Now.ToString(); model.Entity<A>().HasShardKey(a => a.Tenant).InGroup(name);", "sharded by Tenant in a group that the source does not name")]
    [InlineData("var name = DateTime.Now.ToString(); model.Entity<A>().HasShardKey(name);", "unknown")]
    [InlineData("model.Entity<A>().ToReferenceTable();", "a reference table")]
    [InlineData("model.Entity<A>().ToUnshardedTable();", "an unsharded table")]
    [InlineData("model.Entity<A>();", "unknown")]
    [InlineData("model.ApplyConfiguration(new AConfiguration()); } class AConfiguration : IEntityTypeConfiguration<A> { public void Configure(EntityTypeBuilder<A> b) => b.HasShardKey(x => x.Tenant);", "sharded by Tenant in the default group")]
    [InlineData("model.Shard<A>(); } static class X { public static void Shard<T>(this ModelBuilder model) where T : Row => model.Entity<T>().HasShardKey(x => x.Tenant);", "sharded by Tenant in the default group")]
    public void The_model_builder_is_read(string configuration, string expected) => Assert.Equal(expected, PlacementOf("A", Entities + Context(configuration)));

    [Theory]
    [InlineData("[ShardKey(nameof(Key))] public class E", "", "sharded by Key in the default group")]
    [InlineData("[ShardKey(\"Key\", \"Other\", Group = \"g\")] public class E", "", "sharded by Key, Other in group 'g'")]
    [InlineData("public class E", "[ShardKey]", "sharded by Key in the default group")]
    [InlineData("public class E", "[ShardKey(Order = 2), Column(\"k\")]", "sharded by Other, Key in the default group", "[ShardKey(Order = 1)]")]
    [InlineData("[ReferenceTable] public class E", "", "a reference table")]
    [InlineData("[UnshardedTable] public class E", "", "an unsharded table")]
    [InlineData("public class E", "", "unknown")]
    public void Attributes_are_read(string declaration, string onKey, string expected, string onOther = "")
        => Assert.Equal(expected, PlacementOf("E", $"{Compilations.Usings} namespace N; {declaration} {{ public Guid Id {{ get; set; }} {onKey} public long Key {{ get; set; }} {onOther} public long Other {{ get; set; }} }}"));

    [Fact]
    public void The_model_builder_wins_over_attributes()
        => Assert.Equal(
            "a reference table",
            PlacementOf("A", Entities.Replace("public class A", "[ShardKey(\"Tenant\")] public class A", StringComparison.Ordinal) + Context("model.Entity<A>().ToReferenceTable();")));

    [Fact]
    public void Attributes_count_across_assemblies()
    {
        var library = Compilations.MustCompile(Compilations.Of(Compilations.Usings + "namespace L; [ShardKey(nameof(Key))] public class E { public Guid Id { get; set; } public long Key { get; set; } }"))
            .WithAssemblyName("Library");
        var application = Compilations.MustCompile(Compilations.Of("public class Uses { public L.E? E; }").AddReferences(library.ToMetadataReference()));

        Assert.Equal("sharded by Key in the default group", Models(application).ForEntity(application.GetTypeByMetadataName("L.E")!).Find(application.GetTypeByMetadataName("L.E")!).Placement.ToString());
    }

    [Fact]
    public void Base_contexts_and_base_entities_count()
    {
        var source = Entities + Context("model.Entity<C>().HasShardKey(c => c.Id);") + " public class Derived : Context { public DbSet<D> Ds => Set<D>(); }";

        Assert.Equal("sharded by Id in the default group", PlacementOf("D", source, "Derived"));
    }

    [Fact]
    public void Contexts_that_disagree_are_not_believed_unless_one_is_named()
    {
        var source = Entities
            + "public class One : DbContext { public DbSet<A> As => Set<A>(); protected override void OnModelCreating(ModelBuilder model) => model.Entity<A>().HasShardKey(a => a.Tenant); }"
            + "public class Two : DbContext { public DbSet<A> As => Set<A>(); }";

        Assert.Equal("unknown", PlacementOf("A", source));
        Assert.Equal("sharded by Tenant in the default group", PlacementOf("A", source, "One"));
        Assert.Equal("unknown", PlacementOf("A", source, "Two"));
    }

    [Fact]
    public void What_lives_with_its_principal_takes_its_place_and_the_key_that_it_carries()
    {
        Assert.Equal(
            "living with its principal in group 'g'",
            PlacementOf("B", Entities + Context("model.Entity<A>().HasShardKey(a => a.Tenant).InGroup(\"g\"); model.Entity<B>().HasOne(b => b.A).WithMany().HasForeignKey(b => b.AId).IsColocated();")));
        Assert.Equal(
            "sharded by AId in the default group",
            PlacementOf("B", Entities + Context("model.Entity<A>().HasShardKey(a => a.Id); model.Entity<B>().HasOne(b => b.A).WithMany().HasForeignKey(b => b.AId).IsColocated();")));
    }

    [Theory]
    [InlineData("b => b.HasOne(x => x.A).WithMany().HasForeignKey(x => x.AId)", Promise.None)]
    [InlineData("b => b.HasOne(x => x.A).WithMany()", Promise.None)]
    [InlineData("b => { }", Promise.None)]
    [InlineData("b => b.HasOne(x => x.A).WithMany().IsCrossShard()", Promise.CrossShard)]
    [InlineData("b => b.HasOne(x => x.A).WithMany().IsColocated()", Promise.Colocated)]
    public void Relationships_are_found(string configuration, object promise)
    {
        var compilation = Compilations.MustCompile(Compilations.Of(Entities + Context($"model.Entity<B>({configuration});")));
        var b = compilation.GetTypeByMetadataName("N.B")!;

        var relationship = Models(compilation).ForEntity(b).FindRelationship((IPropertySymbol)b.GetMembers("A").Single(), b)!;

        Assert.Equal(("B", "A", "AId", "Id", promise), (relationship.Dependent.Name, relationship.Principal.Name, relationship.ForeignKey.Single(), relationship.PrincipalKey.Single(), relationship.Promise));
    }

    // What follows "} static" stands beside the context.
    private static string Context(string configuration)
    {
        var parts = configuration.Split("} static", 2);
        return $"public class Context : DbContext {{ public DbSet<A> As => Set<A>(); public DbSet<B> Bs => Set<B>(); public DbSet<C> Cs => Set<C>(); protected override void OnModelCreating(ModelBuilder model) {{ {parts[0]} }} }}"
            + (parts.Length == 2 ? " static" + parts[1] + " }" : "");
    }

    private static string PlacementOf(string entity, string source, string? context = null)
    {
        var compilation = Compilations.MustCompile(Compilations.Of(source));
        var type = compilation.GetTypeByMetadataName("N." + entity)!;
        var models = Models(compilation);
        return (context is null ? models.ForEntity(type) : models.For(compilation.GetTypeByMetadataName("N." + context))).Find(type).Placement.ToString();
    }

    private static ShardingModels Models(CSharpCompilation compilation) => new(ModelSource.Read(compilation, CancellationToken.None));
}
