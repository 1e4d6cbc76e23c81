using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class ForeignKeyRuleTests
{
    [Fact]
    public void A_foreign_key_without_the_shard_key_must_be_declared()
    {
        var error = TestModel.SqliteError(m => Ends(m, HasKey, HasKey));

        Assert.Contains(
            "The foreign key {'PrincipalId'} of 'Dependent' to 'Principal' does not show that both ends live on one shard: it does not lead from "
            + "the shard key to the shard key {'Key'} of the principal",
            error,
            StringComparison.Ordinal);
        Assert.Contains("IsColocated()", error, StringComparison.Ordinal);
        Assert.Contains("IsCrossShard()", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_key_without_the_shard_key_may_be_declared_either_way()
    {
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, HasKey, HasKey, ForeignKeyPlacement.Colocated)));
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, HasKey, HasKey, ForeignKeyPlacement.CrossShard)));
    }

    [Fact]
    public void A_foreign_key_that_contains_the_shard_key_needs_no_word()
        => Assert.Empty(TestModel.SqliteErrors(m =>
        {
            m.Entity<Principal>().HasShardKey(p => p.Key).HasKey(p => new { p.Key, p.Id });
            m.Entity<Dependent>().HasShardKey(d => d.Key).HasOne(d => d.Principal).WithMany().HasForeignKey(d => new { d.Key, d.PrincipalId });
        }));

    [Fact]
    public void A_foreign_key_that_contains_only_a_part_of_the_shard_key_must_be_declared()
        => Assert.Contains("does not show that both ends live on one shard", TestModel.SqliteError(m =>
        {
            m.Entity<Principal>().HasShardKey(p => new { p.Key, p.Other }).HasKey(p => new { p.Key, p.Id });
            m.Entity<Dependent>().HasShardKey(d => new { d.Key, d.Other })
                .HasOne(d => d.Principal).WithMany().HasForeignKey(d => new { d.Key, d.PrincipalId });
        }), StringComparison.Ordinal);

    [Fact]
    public void Keys_with_other_numbers_of_components_are_not_the_same_key()
        => Assert.Contains("does not show that both ends live on one shard", TestModel.SqliteError(m =>
        {
            m.Entity<Principal>().HasShardKey(p => p.Key).HasKey(p => new { p.Key, p.Id });
            m.Entity<Dependent>().HasShardKey(d => new { d.Key, d.Other })
                .HasOne(d => d.Principal).WithMany().HasForeignKey(d => new { d.Key, d.PrincipalId });
        }), StringComparison.Ordinal);

    [Fact]
    public void Equal_keys_that_are_stored_as_different_types_are_not_colocated()
        => Assert.Contains("but their columns store different types", TestModel.SqliteError(m =>
        {
            m.Entity<Principal>().HasShardKey(p => p.Key).HasKey(p => new { p.Key, p.Id });
            m.Entity<Dependent>().HasShardKey(d => d.Key).HasOne(d => d.Principal).WithMany().HasForeignKey(d => new { d.Key, d.PrincipalId });
            m.Entity<Dependent>().Property(d => d.Key).HasConversion<string>();
        }), StringComparison.Ordinal);

    [Fact]
    public void What_is_mapped_to_a_query_has_no_foreign_keys_to_declare()
        => Assert.Empty(TestModel.SqliteErrors(m =>
        {
            Ends(m, Nothing, HasKey);
            m.Entity<Dependent>().HasNoKey().ToSqlQuery("SELECT * FROM Dependents");
        }));

    [Fact]
    public void A_foreign_key_to_another_group_must_be_cross_shard()
    {
        void OtherGroup(ModelBuilder m)
        {
            HasKey(m, typeof(Principal));
            m.Entity<Principal>().InGroup("other");
        }

        Assert.Contains(
            "from the group 'default' to the group 'other'",
            TestModel.SqliteError(m => Ends(m, HasKey, (b, _) => OtherGroup(b))),
            StringComparison.Ordinal);
        Assert.Contains(
            "in the groups 'default' and 'other', which are placed independently",
            TestModel.SqliteError(m => Ends(m, HasKey, (b, _) => OtherGroup(b), ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, HasKey, (b, _) => OtherGroup(b), ForeignKeyPlacement.CrossShard)));
    }

    [Fact]
    public void Equal_keys_in_different_groups_are_not_colocated()
        => Assert.Contains("which are placed independently", TestModel.SqliteError(m =>
        {
            m.Entity<Principal>().HasShardKey(p => p.Key).InGroup("other").HasKey(p => new { p.Key, p.Id });
            m.Entity<Dependent>().HasShardKey(d => d.Key).HasOne(d => d.Principal).WithMany().HasForeignKey(d => new { d.Key, d.PrincipalId });
        }), StringComparison.Ordinal);

    [Fact]
    public void Foreign_keys_to_reference_tables_need_no_word()
    {
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, HasKey, Reference)));
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, Reference, Reference)));
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, Unsharded, Reference)));
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, Unsharded, Unsharded)));
    }

    [Fact]
    public void Constraints_to_reference_tables_stay()
    {
        var model = TestModel.Sqlite(m => Ends(m, HasKey, Reference), designTime: true);

        var constraint = Assert.Single(model.GetRelationalModel().Tables.Single(t => t.Name == "Dependent").ForeignKeyConstraints);
        Assert.False(ShardModel.IsConstraintOmitted(constraint));
    }

    [Fact]
    public void A_foreign_key_from_a_reference_table_to_a_row_of_one_shard_is_refused()
    {
        Assert.Contains("leads from a reference table", TestModel.SqliteError(m => Ends(m, Reference, HasKey)), StringComparison.Ordinal);
        Assert.Contains("leads from a reference table", TestModel.SqliteError(m => Ends(m, Reference, Unsharded)), StringComparison.Ordinal);
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, Reference, HasKey, ForeignKeyPlacement.CrossShard)));
    }

    [Fact]
    public void A_foreign_key_between_sharded_and_unsharded_tables_must_be_cross_shard()
    {
        Assert.Contains(
            "from a sharded table to an unsharded table",
            TestModel.SqliteError(m => Ends(m, HasKey, Unsharded)),
            StringComparison.Ordinal);
        Assert.Contains(
            "from an unsharded table to a sharded table",
            TestModel.SqliteError(m => Ends(m, Unsharded, HasKey)),
            StringComparison.Ordinal);
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, HasKey, Unsharded, ForeignKeyPlacement.CrossShard)));
        Assert.Empty(TestModel.SqliteErrors(m => Ends(m, Unsharded, HasKey, ForeignKeyPlacement.CrossShard)));
    }

    [Fact]
    public void A_foreign_key_of_an_unmarked_entity_names_the_entity()
    {
        Assert.Contains(
            "since 'Dependent' does not say where its rows live",
            TestModel.SqliteError(m => Ends(m, Nothing, HasKey)),
            StringComparison.Ordinal);
        Assert.Contains(
            "since 'Principal' does not say where its rows live",
            TestModel.SqliteError(m => Ends(m, HasKey, Nothing)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Living_with_a_reference_table_makes_no_sense()
    {
        Assert.Contains(
            "is a reference table, of which every shard has a copy",
            TestModel.SqliteError(m => Ends(m, HasKey, Reference, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
        Assert.Contains(
            "is a reference table, of which every shard has a copy",
            TestModel.SqliteError(m => Ends(m, Nothing, Reference, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Living_with_an_entity_that_is_not_sharded_makes_no_sense()
    {
        Assert.Contains(
            "'Principal' is not sharded. Give it HasShardKey(...)",
            TestModel.SqliteError(m => Ends(m, HasKey, Unsharded, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
        Assert.Contains(
            "'Principal' is not sharded. Give it HasShardKey(...)",
            TestModel.SqliteError(m => Ends(m, HasKey, Nothing, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_not_sharded_can_not_live_with_one_that_is()
    {
        Assert.Contains(
            "'Dependent' is an unsharded table",
            TestModel.SqliteError(m => Ends(m, Unsharded, HasKey, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
        Assert.Contains(
            "'Dependent' is a reference table",
            TestModel.SqliteError(m => Ends(m, Reference, HasKey, ForeignKeyPlacement.Colocated)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_between_keys_that_are_never_equal_is_refused()
    {
        Assert.Contains("shard keys of different components or types", TestModel.SqliteError(m => Ends(
            m,
            (b, _) => b.Entity<Dependent>().HasShardKey(d => new { d.Key, d.Other }),
            HasKey,
            ForeignKeyPlacement.Colocated)), StringComparison.Ordinal);
        Assert.Contains("shard keys of different components or types", TestModel.SqliteError(m => Ends(
            m, (b, _) => b.Entity<Dependent>().HasShardKey(d => d.Other), HasKey, ForeignKeyPlacement.Colocated)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_cross_shard_relationship_refuses_by_default()
        => Assert.Equal(DeleteBehavior.Restrict, DeleteBehaviorOf(TestModel.Sqlite(m => Ends(m, HasKey, HasKey, ForeignKeyPlacement.CrossShard))));

    [Fact]
    public void An_optional_cross_shard_relationship_sets_null_by_default()
        => Assert.Equal(DeleteBehavior.ClientSetNull, DeleteBehaviorOf(TestModel.Sqlite(m =>
        {
            Ends(m, HasKey, HasKey);
            m.Entity<Dependent>().HasOne(d => d.Principal).WithMany().HasForeignKey("MaybeId").IsRequired(false).IsCrossShard();
        })));

    [Fact]
    public void Other_relationships_keep_their_delete_behaviour()
        => Assert.Equal(DeleteBehavior.Cascade, DeleteBehaviorOf(TestModel.Sqlite(m => Ends(m, HasKey, HasKey, ForeignKeyPlacement.Colocated))));

    [Theory]
    [InlineData(DeleteBehavior.Cascade, "ClientCascade")]
    [InlineData(DeleteBehavior.SetNull, "ClientSetNull")]
    public void A_delete_behaviour_that_the_database_would_carry_out_is_refused_across_shards(DeleteBehavior behavior, string advice)
    {
        // Set null needs a foreign key that can be null, or EF Core's own validator speaks first.
        var error = TestModel.SqliteError(m =>
        {
            Ends(m, HasKey, HasKey);
            m.Entity<Dependent>().HasOne(d => d.Principal).WithMany().HasForeignKey("MaybeId").IsRequired(false).IsCrossShard().OnDelete(behavior);
        });

        Assert.Contains($"has DeleteBehavior.{behavior}, which the database would have to carry out", error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeleteBehavior.ClientCascade)]
    [InlineData(DeleteBehavior.ClientNoAction)]
    [InlineData(DeleteBehavior.NoAction)]
    public void A_delete_behaviour_of_the_client_is_kept_across_shards(DeleteBehavior behavior)
        => Assert.Equal(behavior, DeleteBehaviorOf(TestModel.Sqlite(m =>
        {
            Ends(m, HasKey, HasKey, ForeignKeyPlacement.CrossShard);
            m.Entity<Dependent>().HasOne(d => d.Principal).WithMany().OnDelete(behavior);
        })));

    [Fact]
    public void One_to_one_relationships_can_be_declared_too()
    {
        Assert.Empty(TestModel.SqliteErrors(m =>
        {
            Ends(m, Nothing, HasKey);
            m.Entity<Dependent>().HasOne(d => d.Principal).WithOne().HasForeignKey<Dependent>(d => d.PrincipalId).IsColocated();
        }));
        Assert.Empty(TestModel.SqliteErrors(m =>
        {
            Ends(m, HasKey, HasKey);
            m.Entity<Dependent>().HasOne(d => d.Principal).WithOne().HasForeignKey<Dependent>(d => d.PrincipalId).IsCrossShard();
            m.Entity<Dependent>().HasIndex(d => d.PrincipalId).IsUnique().IsUniquePerShard();
        }));
    }

    [Fact]
    public void Relationships_can_be_declared_without_types()
        => Assert.Empty(TestModel.SqliteErrors(m =>
        {
            m.Entity(typeof(Principal)).HasShardKey("Key");
            m.Entity(typeof(Dependent)).HasOne(typeof(Principal), "Principal").WithMany().IsColocated();
        }));

    [Fact]
    public void A_foreign_key_declared_in_a_derived_type_is_judged()
        => Assert.Contains("of 'SpecialDependent' to 'Principal' does not show", TestModel.SqliteError(m =>
        {
            Ends(m, HasKey, HasKey, ForeignKeyPlacement.CrossShard);
            m.Entity<SpecialDependent>().HasOne(d => d.Second).WithMany().HasForeignKey("SecondId");
        }), StringComparison.Ordinal);

    [Fact]
    public void An_ownership_can_only_be_colocated()
    {
        Assert.Empty(TestModel.SqliteErrors(m => m.Entity<Owner>().HasShardKey(o => o.Id).OwnsMany(o => o.Parts, p => p.WithOwner().IsColocated())));

        var error = TestModel.SqliteError(m => m.Entity<Owner>().HasShardKey(o => o.Id).OwnsMany(
            o => o.Parts,
            p => p.OwnedEntityType.FindOwnership()!.SetAnnotation(ShardingAnnotations.ForeignKey, "CrossShard")));
        Assert.Contains("'Part' is owned by 'Owner' and always lives with it", error, StringComparison.Ordinal);
    }

    private static void Ends(
        ModelBuilder modelBuilder,
        Action<ModelBuilder, Type> dependent,
        Action<ModelBuilder, Type> principal,
        ForeignKeyPlacement placement = ForeignKeyPlacement.Undeclared)
    {
        dependent(modelBuilder, typeof(Dependent));
        principal(modelBuilder, typeof(Principal));
        var relationship = modelBuilder.Entity<Dependent>().HasOne(d => d.Principal).WithMany().HasForeignKey(d => d.PrincipalId);
        _ = placement switch
        {
            ForeignKeyPlacement.Colocated => relationship.IsColocated(),
            ForeignKeyPlacement.CrossShard => relationship.IsCrossShard(),
            _ => relationship,
        };
    }

    private static void HasKey(ModelBuilder modelBuilder, Type type) => modelBuilder.Entity(type).HasShardKey("Key");

    private static void Reference(ModelBuilder modelBuilder, Type type) => modelBuilder.Entity(type).ToReferenceTable();

    private static void Unsharded(ModelBuilder modelBuilder, Type type) => modelBuilder.Entity(type).ToUnshardedTable();

    private static void Nothing(ModelBuilder modelBuilder, Type type) => modelBuilder.Entity(type);

    private static DeleteBehavior DeleteBehaviorOf(Microsoft.EntityFrameworkCore.Metadata.IModel model)
        => model.FindEntityType(typeof(Dependent))!.GetForeignKeys().Single().DeleteBehavior;

    public class Principal
    {
        public Guid Id { get; set; }

        public long Key { get; set; }

        public string Other { get; set; } = "";
    }

    public class Dependent
    {
        public Guid Id { get; set; }

        public long Key { get; set; }

        public string Other { get; set; } = "";

        public Guid PrincipalId { get; set; }

        public Principal Principal { get; set; } = null!;
    }

    public class SpecialDependent : Dependent
    {
        public Principal? Second { get; set; }
    }

    public class Owner
    {
        public Guid Id { get; set; }

        public List<Part> Parts { get; } = [];
    }

    public class Part
    {
        public string Text { get; set; } = "";
    }
}
