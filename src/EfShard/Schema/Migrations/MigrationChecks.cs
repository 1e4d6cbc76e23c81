using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema.Migrations;

/// <summary>What EF Core's own migrator says before it begins: that there are no migrations, or that the model has changed since the last.</summary>
internal static class MigrationChecks
{
    public static void Run(IServiceProvider services, string? target)
    {
        var migrator = services.GetRequiredService<IMigrator>();
        var assembly = services.GetRequiredService<IMigrationsAssembly>();
        var logger = services.GetRequiredService<IDiagnosticsLogger<DbLoggerCategory.Migrations>>();
        if (assembly.Migrations.Count == 0)
        {
            logger.MigrationsNotFound(migrator, assembly);
        }
        else if (assembly.ModelSnapshot is not null && target is null && migrator.HasPendingModelChanges())
        {
            logger.PendingModelChangesWarning(services.GetRequiredService<ICurrentDbContext>().Context.GetType());
        }
    }
}
