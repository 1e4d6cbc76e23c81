using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Databases;

/// <summary>Makes the rows of one world.</summary>
internal sealed class WorldRows
{
    private static readonly string[] Regions = ["eu", "us", "EU", ""];

    private readonly System.Random _random;
    private readonly WorldShape _shape;
    private readonly List<object> _rows = [];
    private readonly List<Person> _people = [];
    private readonly List<Project> _projects = [];
    private readonly List<Item> _items = [];
    private readonly List<Tag> _tags = [];
    private int _quotas;

    public WorldRows(World world)
    {
        _random = new(world.Seed);
        _shape = world.Shape;
        for (var id = 1; id <= LastTenant; id++)
        {
            Add(Fill(new Tenant { TenantId = id }, id));
        }

        Many(30, id => Add(_people, NewPerson(id)));
        Many(20, id => Add(_projects, NewProject(id)));
        Many(36, id => Add(_items, NewItem(id)));
        Many(8, id => Add(_tags, Fill(new Tag { TenantId = Tenant() }, id)));
        AddItemTags();
        Many(24, id => Add(NewPayment(id)));
        Many(24, id => Add(NewMessage(id)));
        Many(24, id => Add(NewVisit(id)));
        AddQuotas();
        Many(20, id => Add(NewTicket(id)));
        Many(14, id => Add(Fill(new Article { TenantId = Tenant(), Body = Text() }, id)));
        Many(7, id => Add(Fill(new Plan { TenantId = Tenant() }, id)));
        Many(7, id => Add(Fill(new Setting { TenantId = Tenant() }, id)));
    }

    public IReadOnlyList<object> Rows => _rows;

    private int LastTenant => _shape is WorldShape.EmptyShard ? World.Borders[^1] : World.Tenants;

    private Person NewPerson(long id)
    {
        var person = Fill(new Person { TenantId = Tenant() }, id);
        person.Name = new() { First = Text() ?? "nobody", Last = Text() };
        person.Address = Chance(3) ? null : new() { City = Text(), Zip = _random.Next(3) };
        person.Details = new() { Id = id, TenantId = person.TenantId, Biography = Text(), Height = Number() };
        person.ManagerId = Chance(3) ? null : Among(_people, person.TenantId)?.Id;
        for (var i = _random.Next(4); i > 0; i--)
        {
            person.Phones.Add(new() { Ordinal = i, Digits = Text(), Cost = Amount() });
        }

        return person;
    }

    private Project NewProject(long id)
    {
        var project = Fill(new Project { TenantId = Tenant() }, id);
        project.Outline = new() { Goal = Text(), Points = _random.Next(4), Steps = [.. Some(3, () => new Step { Title = Text(), Hours = _random.Next(5) })] };
        project.Labels = [.. Some(4, () => Text() ?? "none")];
        project.LeadId = Among(_people, project.TenantId)?.Id;
        return project;
    }

    private Item NewItem(long id)
    {
        var item = _random.Next(3) switch
        {
            0 => new Item(),
            1 => new Bug { Severity = Number() },
            _ => new Feature { Sponsor = Text() },
        };
        item.TenantId = Tenant();
        item.ProjectId = Among(_projects, item.TenantId)?.Id;
        return Fill(item, id);
    }

    private void AddItemTags()
    {
        foreach (var item in _items)
        {
            foreach (var tag in _tags.Where(t => t.TenantId == item.TenantId && !Chance(3)))
            {
                Add(new ItemTag { ItemId = item.Id, TagId = tag.Id, TenantId = item.TenantId });
            }
        }
    }

    private Payment NewPayment(long id)
    {
        var person = _people[_random.Next(_people.Count)];
        Payment payment = Chance(2) ? new CardPayment { Card = Text() } : new CashPayment { Change = Amount() };
        payment.TenantId = person.TenantId;
        payment.PersonId = person.Id;
        return Fill(payment, id);
    }

    private Message NewMessage(long id)
    {
        var person = _people[_random.Next(_people.Count)];
        Message message = Chance(2) ? new Mail { Subject = Text() } : new Chat { Room = _random.Next(3) };
        message.TenantId = person.TenantId;
        message.PersonId = person.Id;
        return Fill(message, id);
    }

    private Visit NewVisit(long id)
    {
        var tenant = Chance(3) ? (long?)null : Tenant();
        return new()
        {
            Id = id, TenantId = tenant, PersonId = tenant is { } t ? Among(_people, t)?.Id : null, Number = Number(), Text = Text(), Amount = Amount(),
            At = Chance(4) ? null : At(), Flag = Chance(3) ? null : Chance(2),
        };
    }

    private void AddQuotas()
    {
        for (var tenant = 1; tenant <= LastTenant; tenant++)
        {
            foreach (var region in Regions.Where(_ => _shape is not WorldShape.Sparse && !Chance(2)))
            {
                var quota = new Quota { TenantId = tenant, Region = region, Ordinal = ++_quotas, Number = Number(), Amount = Amount(), At = At(), Flag = Chance(2) };
                Add(quota);
                for (var turn = _random.Next(4); turn > 0; turn--)
                {
                    Add(new QuotaUse { TenantId = tenant, Region = region, Ordinal = quota.Ordinal, Turn = turn, Number = Number() });
                }
            }
        }
    }

    private Ticket NewTicket(long id)
        => new()
        {
            Code = new($"T{id}"), Id = id, TenantId = Tenant(), Number = Number(), Text = Text(), Amount = Amount(), At = At(), Flag = Chance(2),
            Urgency = (Urgency)_random.Next(3), IsClosed = Chance(4),
        };

    private T Fill<T>(T thing, long id)
        where T : Thing
    {
        (thing.Id, thing.Number, thing.Text, thing.Amount, thing.At, thing.Flag) = (id, Number(), Text(), Amount(), At(), Chance(2));
        return thing;
    }

    private void Many(int count, Action<long> add)
    {
        for (var id = 1; id <= (_shape is WorldShape.Sparse ? 1 + _random.Next(2) : count); id++)
        {
            add(id);
        }
    }

    private void Add(object row) => _rows.Add(row);

    private void Add<T>(List<T> list, T row)
        where T : class
    {
        list.Add(row);
        _rows.Add(row);
    }

    private IEnumerable<T> Some<T>(int most, Func<T> make) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make());

    private T? Among<T>(IEnumerable<T> things, long tenant)
        where T : Thing
    {
        var candidates = things.Where(t => t.TenantId == tenant).ToList();
        return candidates.Count == 0 ? null : candidates[_random.Next(candidates.Count)];
    }

    private long Tenant() => _shape is WorldShape.Skewed && !Chance(3) ? 2 : _random.Next(1, LastTenant + 1);

    private int? Number() => Chance(4) ? null : _random.Next(-1, 6);

    private string? Text() => Chance(5) ? null : World.Words[_random.Next(World.Words.Length)];

    private decimal Amount() => World.Amounts[_random.Next(World.Amounts.Length)];

    private DateTime At() => World.Days[_random.Next(World.Days.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
