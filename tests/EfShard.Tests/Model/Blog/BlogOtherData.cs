namespace EfShard.Tests.Model.Blog;

/// <summary>Rows of the entities that are sharded by something other than a user, or mapped in another way.</summary>
public static class BlogOtherData
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<object> Create(Random random, IReadOnlyList<long> userIds)
        =>
        [
            .. Orders(random, userIds), .. Invoices(random), .. Documents(random), .. Accounts(random), .. Events(random), .. Customers(random),
            .. Projects(random), .. Payments(random, userIds), .. Badges(random, userIds),
        ];

    private static IEnumerable<object> Orders(Random random, IReadOnlyList<long> userIds)
    {
        for (var id = 25L; id <= 3000; id += 25)
        {
            yield return new Order
            {
                Id = id,
                UserId = userIds[random.Next(userIds.Count)],
                PlacedAt = Start.AddDays(random.Next(60)),
                Total = random.Next(100_000) / 100m,
                Status = (OrderStatus)random.Next(3),
            };
            for (var line = 1; line <= random.Next(5); line++)
            {
                yield return new OrderLine
                {
                    OrderId = id, LineNumber = line, Product = Word(random), Quantity = random.Next(1, 5), Price = random.Next(1, 1000) / 10m,
                };
            }
        }
    }

    private static IEnumerable<object> Invoices(Random random)
    {
        for (var i = 0; i < 90; i++)
        {
            var (tenant, region, number) = ((i % 6) + 1, BlogWords.Regions[i / 6 % 3], (i / 18) + 1);
            yield return new Invoice
            {
                TenantId = tenant,
                Region = region,
                Number = number,
                Amount = random.Next(10_000) / 100m,
                IssuedOn = DateOnly.FromDateTime(Start).AddDays(random.Next(40)),
            };
            for (var line = 1; line <= random.Next(4); line++)
            {
                yield return new InvoiceLine
                {
                    TenantId = tenant, Region = region, InvoiceNumber = number, LineNumber = line, Description = Word(random),
                };
            }
        }
    }

    private static IEnumerable<object> Documents(Random random)
    {
        for (var i = 0; i < 40; i++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var document = new Document { Id = new Guid(bytes), Title = Word(random), Revision = random.Next(4) };
            yield return document;
            for (var page = 1; page <= random.Next(4); page++)
            {
                yield return new DocumentPage { DocumentId = document.Id, Number = page, Text = Word(random) };
            }
        }
    }

    private static IEnumerable<object> Accounts(Random random)
        => BlogWords.Logins.Select((login, i) => new Account
        {
            Login = login,
            Plan = i % 3 == 0 ? "free" : "paid",
            LastSeenAt = random.Next(3) == 0 ? null : Start.AddMinutes(random.Next(100_000)),
        }).ToArray();

    private static IEnumerable<object> Events(Random random)
        => Enumerable.Range(1, 100).Select(id => new Event
        {
            Id = id,
            Day = new DateOnly(2023, 1, 1).AddDays(random.Next(900)),
            Time = new TimeOnly(random.Next(24), random.Next(4) * 15),
            Kind = random.Next(2) == 0 ? "login" : "Logout",
            Payload = random.Next(3) == 0 ? null : Word(random),
        }).ToArray();

    private static IEnumerable<object> Customers(Random random)
    {
        for (var id = 1L; id <= 20; id++)
        {
            yield return new Customer { Id = new CustomerId(id), Name = Word(random) };
            for (var ticket = 1; ticket <= random.Next(6); ticket++)
            {
                yield return new Ticket
                {
                    CustomerId = new CustomerId(id), Number = ticket, Subject = Word(random), IsOpen = random.Next(2) == 0,
                };
            }
        }
    }

    private static IEnumerable<object> Projects(Random random)
        => Enumerable.Range(1, 50).Select(id => new Project
        {
            Id = id, Tenant = BlogWords.Tenants[random.Next(BlogWords.Tenants.Count)], Title = Word(random),
        }).ToArray();

    private static IEnumerable<object> Payments(Random random, IReadOnlyList<long> userIds)
        => Enumerable.Range(1, 80).Select(id =>
        {
            Payment payment = random.Next(3) switch
            {
                0 => new CardPayment { Issuer = Word(random) },
                1 => new CashPayment { Currency = random.Next(2) == 0 ? "NOK" : "CHF" },
                _ => new Payment(),
            };
            payment.Id = id;
            payment.UserId = userIds[random.Next(userIds.Count)];
            payment.Amount = random.Next(100_000) / 100m;
            return payment;
        }).ToArray();

    private static IEnumerable<object> Badges(Random random, IReadOnlyList<long> userIds)
        => Enumerable.Range(1, 40).Select(id =>
        {
            Badge badge = random.Next(2) == 0
                ? new GoldBadge { Karat = random.Next(9, 25), Reason = Word(random) }
                : new SilverBadge { Engraving = random.Next(2) == 0 ? null : Word(random), Reason = Word(random) };
            badge.Id = id;
            badge.UserId = userIds[random.Next(userIds.Count)];
            return badge;
        }).ToArray();

    private static string Word(Random random) => BlogWords.Words[random.Next(BlogWords.Words.Count)];
}
