using System.Text.RegularExpressions;
using EfShard.Analyzers.Tests.Verifying;
using Microsoft.Data.Sqlite;

namespace EfShard.Analyzers.Tests.Building;

/// <summary><c>dotnet ef</c>, of the version of EF Core that the library is built for, with the package in a project of its own: it knows nothing of shards, and works over all.</summary>
public class DotnetEfTests
{
    private const string Version = "10.0.0-tooled";

    [Fact]
    public async Task Migrations_are_added_applied_and_scripted_over_all_shards()
    {
        var folder = Directory.CreateTempSubdirectory("efshard-ef").FullName;
        var project = Directory.CreateDirectory(Path.Combine(folder, "Shop")).FullName;
        await DotnetCommand.RunAsync(
            Repository.Root,
            "pack", "src/EfShard", "-c", DotnetCommand.Configuration, "--no-build", "-o", folder, $"-p:PackageVersion={Version}", "-nodeReuse:false");
        var efCore = Regex.Match(Repository.Read("Directory.Packages.props"), "<EFCore10Version>(.*?)<").Groups[1].Value;
        await WriteAsync(project, "Shop.csproj", ConsoleProject.Write(folder, Version, efCore, "Sqlite", "Design"));
        await WriteAsync(project, "Shop.cs", Source.Replace("{folder}", project.Replace('\\', '/'), StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(project, ".config"));
        await WriteAsync(
            project, ".config/dotnet-tools.json",
            $$"""{ "version": 1, "isRoot": true, "tools": { "dotnet-ef": { "version": "{{efCore}}", "commands": ["dotnet-ef"] } } }""");
        await DotnetCommand.RunAsync(project, "tool", "restore");
        await DotnetCommand.RunAsync(project, "restore");

        await DotnetCommand.RunAsync(project, "ef", "migrations", "add", "Initial");
        await DotnetCommand.RunAsync(project, "build", "-nodeReuse:false");
        await DotnetCommand.RunAsync(project, "ef", "migrations", "has-pending-model-changes", "--no-build");
        var script = await DotnetCommand.RunAsync(project, "ef", "migrations", "script", "--no-build");
        await DotnetCommand.RunAsync(project, "ef", "database", "update", "--no-build");
        var list = await DotnetCommand.RunAsync(project, "ef", "migrations", "list", "--no-build");

        // Seeds differ, so that there is a script for each shard; every shard has the tables, the history and its own seeds.
        Assert.All(Shards, shard => Assert.Contains($"-- Shard {shard}", script, StringComparison.Ordinal));
        Assert.DoesNotContain("(Pending)", list, StringComparison.Ordinal);
        Assert.Contains("_Initial", list, StringComparison.Ordinal);
        Assert.All(Shards, shard => Assert.Equal(1L, Scalar(project, shard, "SELECT count(*) FROM __EFMigrationsHistory")));
        Assert.All(Shards, shard => Assert.Equal(shard, Scalar(project, shard, "SELECT Name FROM __EFShardMap WHERE Kind = 'shard'")));
        Assert.All(Shards, shard => Assert.Equal(2L, Scalar(project, shard, "SELECT count(*) FROM Country")));
        var customers = Shards.Select(shard => (long)Scalar(project, shard, "SELECT count(*) FROM Customer")!).ToList();
        Assert.Equal(40, customers.Sum());
        Assert.All(customers, count => Assert.InRange(count, 1, 39));

        // Back to nothing.
        await DotnetCommand.RunAsync(project, "ef", "database", "update", "0", "--no-build");
        Assert.All(Shards, shard => Assert.Equal(0L, Scalar(project, shard, "SELECT count(*) FROM sqlite_master WHERE name = 'Customer'")));
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static IReadOnlyList<string> Shards { get; } = ["s0", "s1", "s2"];

    private static object? Scalar(string project, string shard, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(project, shard)}.db");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static Task WriteAsync(string folder, string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text);

    private const string Source = """
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Design;

        Console.WriteLine("The shop.");

        public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
        {
            protected override void OnModelCreating(ModelBuilder modelBuilder)
            {
                modelBuilder.Entity<Customer>(customer =>
                {
                    customer.HasShardKey(c => c.Id).Property(c => c.Id).ValueGeneratedNever();
                    customer.HasData(Enumerable.Range(1, 40).Select(id => new Customer { Id = id, Name = $"c{id}" }));
                });
                modelBuilder.Entity<Country>().ToReferenceTable().HasData(new Country { Id = "DE" }, new Country { Id = "NL" });
            }
        }

        public class Customer
        {
            public long Id { get; set; }
            public string Name { get; set; } = "";
        }

        public class Country
        {
            public string Id { get; set; } = "";
        }

        public class ShopContextFactory : IDesignTimeDbContextFactory<ShopContext>
        {
            public ShopContext CreateDbContext(string[] args)
                => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite().UseSharding(sharding => sharding
                    .AddShard("s0", "Data Source={folder}/s0.db").AddShard("s1", "Data Source={folder}/s1.db").AddShard("s2", "Data Source={folder}/s2.db")).Options);
        }
        """;
}
