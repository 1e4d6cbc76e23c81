using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EfShard.Model;

/// <summary>
///     Keeps collations where the runtime model still has them: EF Core drops them as a matter for migrations only, but a merge must order
///     text as the database does.
/// </summary>
internal sealed class CollationCaptureConvention : IModelFinalizingConvention
{
    // Npgsql's older way to give all columns a collation; read by name, as the provider may not be there.
    private const string NpgsqlDefaultColumnCollation = "Npgsql:DefaultColumnCollation";

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        var model = modelBuilder.Metadata;
        if ((model[NpgsqlDefaultColumnCollation] as string ?? model.GetCollation()) is { } defaultCollation)
        {
            model.SetAnnotation(ShardingAnnotations.DefaultCollation, defaultCollation);
        }

        foreach (var type in model.GetEntityTypes())
        {
            Capture(type);
        }
    }

    private static void Capture(IConventionTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            if (property.GetCollation() is { } collation)
            {
                property.SetAnnotation(ShardingAnnotations.Collation, collation);
            }
        }

        foreach (var complexProperty in type.GetDeclaredComplexProperties())
        {
            Capture(complexProperty.ComplexType);
        }
    }
}
