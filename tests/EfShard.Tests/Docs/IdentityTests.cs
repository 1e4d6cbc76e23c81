using System.Security.Claims;
using EfShard.TestServers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Tests.Docs;

/// <summary>The context of docs/identity.md under Identity's own managers, each call with a context of its own as in a request.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private const string Password = "Passw0rd!";

    private PostgresDatabases? _databases;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is not null)
        {
            return;
        }

        _databases = await PostgresShards.CreateDatabasesAsync("identity");
        var services = new ServiceCollection().AddLogging();
        services.AddDbContext<AccountsContext>(options => options.UseNpgsql().UseSharding(sharding =>
        {
            foreach (var (name, connectionString) in _databases.Shards.Select((connectionString, i) => ($"s{i}", connectionString)))
            {
                sharding.AddShard(name, connectionString);
            }
        }));
        services.AddIdentityCore<IdentityUser>(options => options.User.RequireUniqueEmail = true).AddRoles<IdentityRole>().AddEntityFrameworkStores<AccountsContext>();
        _services = services.BuildServiceProvider();
        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccountsContext>().Database.EnsureCreatedAsync();
    }

    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _services.DisposeAsync();
            await _databases.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Users_sign_up_and_are_found_by_name_mail_login_claim_and_role()
    {
        for (var i = 0; i < 12; i++)
        {
            Assert.True((await UsersAsync(users => users.CreateAsync(new IdentityUser { UserName = $"user{i}", Email = $"user{i}@example.org" }, Password))).Succeeded);
        }

        Assert.True((await InScopeAsync(scope => scope.GetRequiredService<RoleManager<IdentityRole>>().CreateAsync(new IdentityRole("admin")))).Succeeded);
        Assert.True((await OfUserAsync("user7", (users, user) => users.AddToRoleAsync(user, "admin"))).Succeeded);
        Assert.True((await OfUserAsync("user7", (users, user) => users.AddLoginAsync(user, new UserLoginInfo("git", "key7", "Git")))).Succeeded);
        Assert.True((await OfUserAsync("user8", (users, user) => users.AddClaimAsync(user, new Claim("team", "red")))).Succeeded);
        Assert.True((await OfUserAsync("user9", (users, user) => users.AddClaimAsync(user, new Claim("team", "red")))).Succeeded);

        Assert.Equal("user5", (await UsersAsync(users => users.FindByEmailAsync("USER5@example.org")))?.UserName);
        Assert.Equal("user7", (await UsersAsync(users => users.FindByLoginAsync("git", "key7")))?.UserName);
        Assert.Equal("user7", Assert.Single(await UsersAsync(users => users.GetUsersInRoleAsync("admin"))).UserName);
        Assert.Equal(["user8", "user9"], (await UsersAsync(users => users.GetUsersForClaimAsync(new Claim("team", "red")))).Select(user => user.UserName).Order());
        Assert.True(await OfUserAsync("user3", (users, user) => users.CheckPasswordAsync(user, Password)));
        Assert.True(await OfUserAsync("user7", (users, user) => users.IsInRoleAsync(user, "admin")));
    }

    [PostgresFact]
    public async Task A_name_or_mail_is_taken_once_over_all_shards()
    {
        var signUps = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
            Record.ExceptionAsync(async () =>
            {
                await using var context = new AccountsContext(_services.GetRequiredService<DbContextOptions<AccountsContext>>());
                context.Add(new IdentityUser { UserName = "ada", NormalizedUserName = "ADA", NormalizedEmail = $"ADA{i}" });
                await context.SaveChangesAsync();
            }))));

        Assert.Single(signUps, error => error is null);
        Assert.All(signUps.OfType<Exception>(), error => Assert.IsAssignableFrom<DbUpdateException>(error));
        Assert.Equal(
            "DuplicateUserName",
            Assert.Single((await UsersAsync(users => users.CreateAsync(new IdentityUser { UserName = "ada", Email = "other@example.org" }, Password))).Errors).Code);
    }

    [PostgresFact]
    public async Task What_belongs_to_a_user_goes_with_the_user()
    {
        Assert.True((await UsersAsync(users => users.CreateAsync(new IdentityUser { UserName = "eve", Email = "eve@example.org" }, Password))).Succeeded);
        Assert.True((await OfUserAsync("eve", (users, user) => users.AddClaimAsync(user, new Claim("team", "blue")))).Succeeded);
        Assert.True((await OfUserAsync("eve", (users, user) => users.SetUserNameAsync(user, "eva"))).Succeeded);
        Assert.Null(await UsersAsync(users => users.FindByNameAsync("eve")));

        Assert.True((await OfUserAsync("eva", (users, user) => users.DeleteAsync(user))).Succeeded);

        Assert.Empty(await UsersAsync(users => users.GetUsersForClaimAsync(new Claim("team", "blue"))));
        Assert.True((await UsersAsync(users => users.CreateAsync(new IdentityUser { UserName = "eva", Email = "eve@example.org" }, Password))).Succeeded);
    }

    private Task<T> OfUserAsync<T>(string name, Func<UserManager<IdentityUser>, IdentityUser, Task<T>> act)
        => UsersAsync(async users => await act(users, await users.FindByNameAsync(name) ?? throw new InvalidOperationException($"There is no user '{name}'.")));

    private Task<T> UsersAsync<T>(Func<UserManager<IdentityUser>, Task<T>> act) => InScopeAsync(scope => act(scope.GetRequiredService<UserManager<IdentityUser>>()));

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = _services.CreateAsyncScope();
        return await act(scope.ServiceProvider);
    }
}
