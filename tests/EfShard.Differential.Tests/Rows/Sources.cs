using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Rows;

/// <summary>Every kind of mapping. Both the matrix and the random queries read from these.</summary>
public static class Sources
{
    private static readonly Source[] Flat =
    [
        new Source<Tenant>("plain", db => db.Tenants, t => t.Id, t => new Row
        {
            Key = t.Id, Id = t.Id, Number = t.Number, Text = t.Text, Amount = t.Amount, At = t.At, Flag = t.Flag,
        })
        {
            Size = 12,
            ToChildren = t => t.People.Select(p => new Row
            {
                Key = p.TenantId, Id = p.Id, Number = p.Number, Text = p.Text, Amount = p.Amount, At = p.At, Flag = p.Flag,
            }),
            Including = tenants => tenants.Include(t => t.People),
        },
        new Source<Person>("complex type", db => db.People, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Number, Text = p.Name.Last, Amount = p.Amount, At = p.At, Flag = p.Name.First == "a",
        })
        {
            ToChildren = p => p.Payments.Select(x => new Row
            {
                Key = x.TenantId, Id = x.Id, Number = x.Number, Text = x.Text, Amount = x.Amount, At = x.At, Flag = x.Flag,
            }),
            Including = people => people.Include(p => p.Payments),
        },
        new Source<Person>("owned", db => db.People, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Address!.Zip, Text = p.Address.City, Amount = p.Amount, At = p.At, Flag = p.Address == null,
        })
        {
            ToChildren = p => p.Messages.Select(m => new Row
            {
                Key = m.TenantId, Id = m.Id, Number = m.Number, Text = m.Text, Amount = m.Amount, At = m.At, Flag = m.Flag,
            }),
            Including = people => people.Include(p => p.Messages),
        },
        new Source<Person>("owned collection", db => db.People, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Phones.Count, Text = p.Text, Amount = p.Amount, At = p.At, Flag = p.Phones.Any(x => x.Digits == null),
        })
        {
            ToChildren = p => p.Phones.Select(x => new Row
            {
                Key = x.Ordinal, Id = x.Ordinal, Number = x.Ordinal, Text = x.Digits, Amount = x.Cost, At = World.Days[0], Flag = x.Digits == null,
            }),
            Including = people => people.Include(p => p.Phones),
        },
        new Source<Person>("self-reference", db => db.People, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.ManagerId, Number = p.Manager!.Number, Text = p.Manager.Text, Amount = p.Amount, At = p.At, Flag = p.Flag,
        })
        {
            ToChildren = p => p.Reports.Select(r => new Row
            {
                Key = r.TenantId, Id = r.Id, Number = r.Number, Text = r.Text, Amount = r.Amount, At = r.At, Flag = r.Flag,
            }),
            Including = people => people.Include(p => p.Reports).Include(p => p.Manager),
        },
        new Source<Person>("table splitting", db => db.People, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Details.Height, Text = p.Details.Biography, Amount = p.Amount, At = p.At, Flag = p.Flag,
        })
        {
            Including = people => people.Include(p => p.Details),
        },
        new Source<Project>("JSON", db => db.Projects, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Outline.Points, Text = p.Outline.Goal, Amount = p.Amount, At = p.At, Flag = p.Flag,
        })
        {
            Size = 20,
            ToChildren = p => p.Outline.Steps.Select(s => new Row
            {
                Key = s.Hours, Id = s.Hours, Number = s.Hours, Text = s.Title, Amount = s.Hours, At = World.Days[0], Flag = s.Title == null,
            }),
            Including = projects => projects.Include(p => p.Lead),
        },
        new Source<Project>("primitive collection", db => db.Projects, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Labels.Count, Text = p.Labels.Contains("a") ? "a" : p.Text, Amount = p.Amount, At = p.At, Flag = p.Labels.Contains("b"),
        })
        {
            Size = 20,
            ToChildren = p => p.Labels.Select(l => new Row
            {
                Key = l.Length, Id = l.Length, Number = l.Length, Text = l, Amount = l.Length, At = World.Days[0], Flag = l == "a",
            }),
            Including = projects => projects.Include(p => p.Items),
        },
    ];

    private static readonly Source[] Hierarchies =
    [
        new Source<Item>("TPH", db => db.Items, i => i.Id, i => new Row
        {
            Key = i.TenantId, Id = i.Id, Number = (i as Bug)!.Severity, Text = (i as Feature)!.Sponsor, Amount = i.Amount, At = i.At, Flag = i is Bug,
        })
        {
            ToChildren = i => i.Project!.Items.Select(x => new Row
            {
                Key = x.TenantId, Id = x.Id, Number = (x as Bug)!.Severity, Text = x.Text, Amount = x.Amount, At = x.At, Flag = x.Flag,
            }),
            Including = items => items.Include(i => i.Project).ThenInclude(p => p!.Lead),
        },
        new Source<Payment>("TPT", db => db.Payments, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Number, Text = (p as CardPayment)!.Card, Amount = (p as CashPayment)!.Change, At = p.At, Flag = p is CashPayment,
        })
        {
            Size = 24,
            ToChildren = p => p.Person.Phones.Select(x => new Row
            {
                Key = x.Ordinal, Id = x.Ordinal, Number = x.Ordinal, Text = x.Digits, Amount = x.Cost, At = World.Days[0], Flag = x.Digits == null,
            }),
            Including = payments => payments.Include(p => p.Person).ThenInclude(p => p.Payments),
        },
        new Source<Message>("TPC", db => db.Messages, m => m.Id, m => new Row
        {
            Key = m.TenantId, Id = m.PersonId, Number = (m as Chat)!.Room, Text = (m as Mail)!.Subject, Amount = m.Amount, At = m.At, Flag = m is Mail,
        })
        {
            Size = 24,
            ToChildren = m => m.Person.Messages.Select(x => new Row
            {
                Key = x.TenantId, Id = x.Id, Number = x.Number, Text = x.Text, Amount = x.Amount, At = x.At, Flag = x.Flag,
            }),
            Including = messages => messages.Include(m => m.Person).ThenInclude(p => p.Messages),
        },
        new Source<Item>("many-to-many", db => db.Items, i => i.Id, i => new Row
        {
            Key = i.TenantId, Id = i.ProjectId, Number = i.Tags.Count, Text = i.Text, Amount = i.Amount, At = i.At, Flag = i.Tags.Any(t => t.Flag),
        })
        {
            ToChildren = i => i.Tags.Select(t => new Row
            {
                Key = t.TenantId, Id = t.Id, Number = t.Number, Text = t.Text, Amount = t.Amount, At = t.At, Flag = t.Flag,
            }),
            Including = items => items.Include(i => i.Tags),
        },
    ];

    private static readonly Source[] Keys =
    [
        new Source<Visit>("null shard keys", db => db.Visits, v => v.Id, v => new Row
        {
            Key = v.TenantId, Id = v.PersonId, Number = v.Number, Text = v.Text, Amount = v.Amount, At = v.At, Flag = v.Flag,
        })
        {
            Size = 24,
            ToChildren = v => v.Person!.Phones.Select(x => new Row
            {
                Key = x.Ordinal, Id = x.Ordinal, Number = x.Ordinal, Text = x.Digits, Amount = x.Cost, At = World.Days[0], Flag = x.Digits == null,
            }),
            Including = visits => visits.Include(v => v.Person),
        },
        new Source<Quota>("composite key", db => db.Quotas, q => q.Ordinal, q => new Row
        {
            Key = q.TenantId, Id = q.Ordinal, Number = q.Number, Text = q.Region, Amount = q.Amount, At = q.At, Flag = q.Flag,
        })
        {
            Size = 24,
            ToChildren = q => q.Uses.Select(u => new Row
            {
                Key = u.TenantId, Id = u.Turn, Number = u.Number, Text = u.Region, Amount = u.Ordinal, At = World.Days[0], Flag = u.Number == null,
            }),
            Including = quotas => quotas.Include(q => q.Uses),
        },
        new Source<ItemSummary>("keyless view", db => db.ItemSummaries, s => s.Id, s => new Row
        {
            Key = s.TenantId, Id = s.Id, Number = s.Number, Text = s.Text, Amount = s.Amount, At = s.At, Flag = s.Flag,
        })
        {
            HasEntities = false,
        },
        new Source<Ticket>("converters", db => db.Tickets.IgnoreQueryFilters(), t => t.Id, t => new Row
        {
            Key = t.TenantId, Id = t.Id, Number = t.Number, Text = t.Urgency == Urgency.High ? "high" : t.Text, Amount = t.Amount, At = t.At, Flag = t.Flag,
        })
        {
            Size = 20,
        },
        new Source<Ticket>("query filter", db => db.Tickets, t => t.Id, t => new Row
        {
            Key = t.TenantId, Id = t.Id, Number = t.Number, Text = t.Text, Amount = t.Amount, At = t.At, Flag = t.Urgency == Urgency.Low,
        })
        {
            Size = 15,
        },
    ];

    private static readonly Source[] Places =
    [
        new Source<Article>("entity splitting", db => db.Articles, a => a.Id, a => new Row
        {
            Key = a.TenantId, Id = a.Id, Number = a.Number, Text = a.Body, Amount = a.Amount, At = a.At, Flag = a.Flag,
        })
        {
            Size = 14,
        },
        new Source<Plan>("reference", db => db.Plans, p => p.Id, p => new Row
        {
            Key = p.TenantId, Id = p.Id, Number = p.Number, Text = p.Text, Amount = p.Amount, At = p.At, Flag = p.Flag,
        })
        {
            Size = 7,
        },
        new Source<Setting>("unsharded", db => db.Settings, s => s.Id, s => new Row
        {
            Key = s.TenantId, Id = s.Id, Number = s.Number, Text = s.Text, Amount = s.Amount, At = s.At, Flag = s.Flag,
        })
        {
            Size = 7,
        },
    ];

    /// <summary>All sources, in the order of the matrix.</summary>
    public static IReadOnlyList<Source> All { get; } = [.. Flat, .. Hierarchies, .. Keys, .. Places];

    public static Source Named(string name) => All.Single(source => source.Name == name);
}
