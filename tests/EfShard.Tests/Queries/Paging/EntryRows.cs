namespace EfShard.Tests.Queries.Paging;

/// <summary>Entries that are the same at every call.</summary>
internal static class EntryRows
{
    public const int Count = 1200;
    private const int Owners = 40;

    public static IReadOnlyList<Kind> Kinds { get; } = [.. "abc".Select(c => new Kind { Id = c.ToString(), Name = $"Kind {c}" })];

    public static Guid Owner(int number) => new(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8);

    public static IEnumerable<Entry> Create()
    {
        var random = new System.Random(11);
        for (var i = 0; i < Count; i++)
        {
            // A few owners have most of the rows.
            var entry = new Entry
            {
                OwnerId = Owner(Math.Min(random.Next(Owners), random.Next(Owners))),
                Number = i,
                Rank = random.Next(6) == 0 ? null : random.Next(100),
                Title = random.Next(9) == 0 ? null : $"{(char)('a' + random.Next(26))}{(char)('A' + random.Next(26))}",
                Price = random.Next(50) / 4m,
                KindId = Kinds[random.Next(Kinds.Count)].Id,
            };
            for (var place = random.Next(4); place > 0; place--)
            {
                entry.Remarks.Add(new Remark { OwnerId = entry.OwnerId, Number = i, Place = place, Text = $"remark {place} of {i}" });
            }

            yield return entry;
        }
    }
}
