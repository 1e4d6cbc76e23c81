using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Tests.Queries.Harness;

/// <summary>What is done to the tables as such, whatever their rows mean.</summary>
public static class BlogTables
{
    private const string SqliteProvider = "Microsoft.EntityFrameworkCore.Sqlite";

    public static async Task ClearAsync(DbContext context)
        => await WithoutConstraintsAsync(context, async () =>
        {
            foreach (var table in Tables(context))
            {
#pragma warning disable EF1002, EF1003 // The names come from the model.
                await context.Database.ExecuteSqlRawAsync("DELETE FROM \"" + table + "\"");
#pragma warning restore EF1002, EF1003
            }
        });

    /// <summary>
    ///     Runs statements in one transaction without foreign keys: a shard's database holds rows that point to another shard, which the
    ///     plain model that fills it knows nothing of.
    /// </summary>
    public static async Task WithoutConstraintsAsync(DbContext context, Func<Task> statements)
    {
        await context.Database.OpenConnectionAsync();
        var sqlite = context.Database.ProviderName == SqliteProvider;
        if (sqlite)
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF");
        }

        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            if (!sqlite)
            {
                await context.Database.ExecuteSqlRawAsync("SET LOCAL session_replication_role = replica");
            }

            await statements();
            await transaction.CommitAsync();
        }

        if (sqlite)
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=ON");
        }

        await context.Database.CloseConnectionAsync();
    }

    /// <summary>Every row of every table, as text, by table name.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(DbContext context)
    {
        var contents = new Dictionary<string, IReadOnlyList<string>>();
        await context.Database.OpenConnectionAsync();
        foreach (var table in Tables(context))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT * FROM \"" + table + "\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
            {
                var values = Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={Text(reader.GetValue(i))}");
                rows.Add(string.Join("; ", values));
            }

            contents[table] = [.. rows.Order(StringComparer.Ordinal)];
        }

        return contents;
    }

    private static string Text(object value) => value is Array array ? string.Join(",", array.Cast<object>()) : value.ToString() ?? "";

    private static IEnumerable<string> Tables(DbContext context)
        => context.Model.GetRelationalModel().Tables.Select(t => t.Name);
}
