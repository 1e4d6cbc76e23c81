using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EfShard.Model;

/// <summary>
///     Adds the tables of global indexes to the model, so that everything that creates, migrates or saves tables does so with them. The indexed property
///     becomes a concurrency token: a row that is changed or deleted by somebody who does not know its value would leave its entry behind.
/// </summary>
internal sealed class GlobalIndexConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        var model = (IMutableModel)modelBuilder.Metadata;
        foreach (var type in model.GetEntityTypes().ToList())
        {
            foreach (var property in type.GetDeclaredProperties().Where(property => property.GetGlobalIndexGroup() is not null).ToList())
            {
                property.IsConcurrencyToken = true;
                Add(model, type, property);
            }
        }
    }

    private static void Add(IMutableModel model, IMutableEntityType type, IMutableProperty property)
    {
        // What is wrong with it, the rules say; they want to see it.
        var key = (type.GetRootType().GetDeclaredShardKey() ?? []).Select(type.FindProperty).OfType<IMutableProperty>().ToList();
        if (type.IsOwned() || key.Count == 0)
        {
            return;
        }

        var entries = model.AddEntityType($"GlobalIndex:{type.ShortName()}.{property.Name}", typeof(Dictionary<string, object>));
        entries.SetTableName($"{type.GetTableName()}_{property.GetColumnName()}_GlobalIndex");
        entries.SetSchema(type.GetSchema());
        entries.SetAnnotation(ShardingAnnotations.GlobalIndexOf, new[] { type.Name, property.Name });
        entries.SetAnnotation(ShardingAnnotations.Kind, nameof(TableKind.Sharded));
        entries.SetAnnotation(ShardingAnnotations.ShardKey, new[] { GlobalIndex.ValueName });
        entries.SetAnnotation(ShardingAnnotations.Group, property.GetGlobalIndexGroup());
        var value = Copy(property, entries, GlobalIndex.ValueName);
        value.IsNullable = false;
        value.ValueGenerated = ValueGenerated.Never;
        entries.SetPrimaryKey(value);
        for (var i = 0; i < key.Count; i++)
        {
            var component = Copy(key[i], entries, GlobalIndex.KeyName(i));
            component.IsNullable = key[i].IsNullable;
            component.ValueGenerated = ValueGenerated.Never;

            // An entry is changed or removed only by whom it belongs to.
            component.IsConcurrencyToken = true;
        }
    }

    private static IMutableProperty Copy(IMutableProperty source, IMutableEntityType target, string name)
    {
        var bare = name == GlobalIndex.ValueName ? Nullable.GetUnderlyingType(source.ClrType) ?? source.ClrType : source.ClrType;
        var copy = target.AddIndexerProperty(name, bare);
        copy.SetMaxLength(source.GetMaxLength());
        copy.SetIsUnicode(source.IsUnicode());
        copy.SetPrecision(source.GetPrecision());
        copy.SetScale(source.GetScale());
        copy.SetCollation(source.GetCollation());
        copy.SetColumnType(source[RelationalAnnotationNames.ColumnType] as string);
        copy.SetProviderClrType(source.GetProviderClrType());
        copy.SetValueConverter(source.GetValueConverter());
        return copy;
    }
}
