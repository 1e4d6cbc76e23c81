using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Differential.Tests.Model;

/// <summary>Every kind of mapping, without a word about shards.</summary>
public static class TrackerModel
{
    /// <summary>Made by hand in each database: EF Core reads views but creates none.</summary>
    public const string CreateView =
        """CREATE VIEW "ItemSummaries" AS SELECT "Id", "TenantId", "Number", "Text", "Amount", "At", "Flag" FROM "Items" """;

    public static void Configure(ModelBuilder modelBuilder)
    {
        ConfigurePeople(modelBuilder);
        ConfigureProjects(modelBuilder);
        ConfigureHierarchies(modelBuilder);
        ConfigureKeys(modelBuilder);
        modelBuilder.Entity<Article>().SplitToTable("ArticleBodies", body =>
        {
            body.Property(a => a.Body);
            body.Property(a => a.Amount);
            body.Property(a => a.Flag);
        });
        modelBuilder.Entity<Plan>();
        modelBuilder.Entity<Setting>();
        foreach (var property in modelBuilder.Model.GetEntityTypes().Where(t => !t.IsMappedToJson()).SelectMany(t => t.GetProperties()))
        {
            property.ValueGenerated = ValueGenerated.Never;
            if (property.ClrType == typeof(decimal))
            {
                property.SetPrecision(18);
                property.SetScale(2);
            }
        }
    }

    private static void ConfigurePeople(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("People");
            person.ComplexProperty(p => p.Name);
            person.OwnsOne(p => p.Address);
            person.OwnsMany(p => p.Phones, phone =>
            {
                phone.ToTable("Phones");
                phone.WithOwner().HasForeignKey("PersonId");
                phone.HasKey("PersonId", nameof(Phone.Ordinal));
            });
            person.HasOne(p => p.Tenant).WithMany(t => t.People).HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.NoAction);
            person.HasOne(p => p.Manager).WithMany(p => p.Reports).HasForeignKey(p => p.ManagerId).OnDelete(DeleteBehavior.NoAction);
            person.HasOne(p => p.Details).WithOne().HasForeignKey<PersonDetails>(d => d.Id).OnDelete(DeleteBehavior.NoAction);
            person.Navigation(p => p.Details).IsRequired();
            person.Property(p => p.TenantId).HasColumnName("TenantId");
        });
        modelBuilder.Entity<PersonDetails>(details =>
        {
            details.ToTable("People");
            details.Property(d => d.TenantId).HasColumnName("TenantId");
        });
    }

    private static void ConfigureProjects(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Project>(project =>
        {
            project.OwnsOne(p => p.Outline, outline =>
            {
                outline.ToJson();
                outline.OwnsMany(o => o.Steps);
            });
            project.HasOne(p => p.Lead).WithMany().HasForeignKey(p => p.LeadId).OnDelete(DeleteBehavior.NoAction);
            project.HasMany(p => p.Items).WithOne(i => i.Project).HasForeignKey(i => i.ProjectId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Item>().HasMany(i => i.Tags).WithMany(t => t.Items).UsingEntity<ItemTag>(
            join => join.HasOne(j => j.Tag).WithMany().HasForeignKey(j => j.TagId).OnDelete(DeleteBehavior.NoAction),
            join => join.HasOne(j => j.Item).WithMany(i => i.ItemTags).HasForeignKey(j => j.ItemId).OnDelete(DeleteBehavior.NoAction),
            join => join.HasKey(j => new { j.ItemId, j.TagId }));
        modelBuilder.Entity<Bug>();
        modelBuilder.Entity<Feature>();
        modelBuilder.Entity<ItemSummary>().HasNoKey().ToView("ItemSummaries");
    }

    private static void ConfigureHierarchies(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Payment>().UseTptMappingStrategy()
            .HasOne(p => p.Person).WithMany(p => p.Payments).HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.NoAction);
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<CashPayment>();
        modelBuilder.Entity<Message>().UseTpcMappingStrategy()
            .HasOne(m => m.Person).WithMany(p => p.Messages).HasForeignKey(m => m.PersonId).OnDelete(DeleteBehavior.NoAction);
        modelBuilder.Entity<Mail>();
        modelBuilder.Entity<Chat>();
    }

    private static void ConfigureKeys(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Visit>().HasOne(v => v.Person).WithMany().HasForeignKey(v => v.PersonId).OnDelete(DeleteBehavior.NoAction);
        modelBuilder.Entity<Quota>().HasKey(q => new { q.TenantId, q.Region, q.Ordinal });
        modelBuilder.Entity<QuotaUse>(use =>
        {
            use.HasKey(u => new { u.TenantId, u.Region, u.Ordinal, u.Turn });
            use.HasOne(u => u.Quota).WithMany(q => q.Uses).HasForeignKey(u => new { u.TenantId, u.Region, u.Ordinal });
        });
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.HasKey(t => t.Code);
            ticket.Property(t => t.Code).HasConversion(code => code.Value, text => new TicketCode(text));
            ticket.Property(t => t.Flag).HasConversion(flag => flag ? "Y" : "N", text => text == "Y");
            ticket.Property(t => t.Urgency).HasConversion<string>();
            ticket.HasQueryFilter(t => !t.IsClosed);
        });
    }
}
