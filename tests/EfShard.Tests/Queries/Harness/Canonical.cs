using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Tests.Queries.Harness;

/// <summary>
///     Writes a result as text that is the same for the same result: values exactly, entities by type and key, and each entity that can be
///     reached once an instance, with what its navigations hold. Reads fields, so that nothing is loaded by looking.
/// </summary>
public sealed class Canonical
{
    private readonly DbContext _context;
    private readonly RowOrder _order;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _entities = [];

    private Canonical(DbContext context, RowOrder order)
    {
        _context = context;
        _order = order;
    }

    public static CanonicalResult Of(object? result, DbContext context, RowOrder order)
    {
        var canonical = new Canonical(context, order);
        var rows = result is IEnumerable list and not string
            ? list.Cast<object?>().Select(canonical.Text).ToList()
            : [canonical.Text(result)];
        var entities = canonical._entities.Order(StringComparer.Ordinal).ToList();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var tracked = context.ChangeTracker.Entries()
            .Select(e => $"{e.State} {canonical.KeyText(e.Metadata, p => e.Property(p.Name).CurrentValue)} loaded: "
                + string.Join(",", e.Navigations.Where(n => n.IsLoaded).Select(n => n.Metadata.Name).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal).ToList();
        return new(rows, entities, tracked);
    }

    private string Text(object? value)
        => value switch
        {
            null => "null",
            string s => "\"" + s.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
            DateTime d => d.ToString("O", CultureInfo.InvariantCulture),
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            Enum e => e.ToString(),
            IFormattable f when value.GetType().Namespace == "System" => f.ToString(null, CultureInfo.InvariantCulture),
            bool b => b ? "true" : "false",
            IEnumerable list => Collection(list, value),
            _ when _context.Model.FindRuntimeEntityType(value.GetType()) is { } type && !type.IsOwned() => Entity(type, value),
            _ => Members(value),
        };

    private string Collection(IEnumerable list, object value)
    {
        var key = value.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGrouping<,>));
        var prefix = key is null ? "" : Text(key.GetProperty("Key")!.GetValue(value)) + "=>";
        var items = list.Cast<object?>().Select(Text);
        return prefix + "[" + string.Join(", ", _order == RowOrder.RowsAndCollections ? items : items.Order(StringComparer.Ordinal)) + "]";
    }

    private string Entity(IEntityType type, object entity)
    {
        var key = KeyText(type, p => Read(p, entity));
        if (_seen.Add(entity))
        {
            var place = _entities.Count;
            _entities.Add(key);
            _entities[place] = key + " " + EntityMembers(type, entity);
        }

        return key;
    }

    private string EntityMembers(IEntityType type, object entity)
    {
        var text = new StringBuilder("{");
        foreach (var property in type.GetProperties().Where(p => !p.IsShadowProperty()))
        {
            text.Append(property.Name).Append('=').Append(Text(Read(property, entity))).Append("; ");
        }

        foreach (var navigation in type.GetNavigations().Cast<INavigationBase>().Concat(type.GetSkipNavigations()))
        {
            var value = navigation.FieldInfo?.GetValue(entity);
            if (value is IEnumerable list && navigation.IsCollection)
            {
                var items = list.Cast<object>().Select(i => Target(navigation, i));
                var ordered = _order == RowOrder.RowsAndCollections ? items : items.Order(StringComparer.Ordinal);
                text.Append(navigation.Name).Append("=[").AppendJoin(", ", ordered.ToList()).Append("]; ");
            }
            else if (value is not null)
            {
                text.Append(navigation.Name).Append('=').Append(Target(navigation, value)).Append("; ");
            }
        }

        return text.Append('}').ToString();
    }

    private string Target(INavigationBase navigation, object value)
        => navigation.TargetEntityType.IsOwned() ? EntityMembers(navigation.TargetEntityType, value) : Text(value);

    private string KeyText(IReadOnlyEntityType type, Func<IReadOnlyProperty, object?> read)
        => $"{type.DisplayName()}({string.Join(",", type.FindPrimaryKey()!.Properties.Select(p => Text(read(p))))})";

    private string Members(object value)
    {
        var type = value.GetType();
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => (p.Name, Value: p.GetValue(value)))
            .Concat(type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => (f.Name, Value: f.GetValue(value))));
        return "{" + string.Join("; ", members.Select(m => $"{m.Name}={Text(m.Value)}")) + "}";
    }

    private static object? Read(IReadOnlyProperty property, object entity)
        => property.PropertyInfo?.GetValue(entity) ?? property.FieldInfo?.GetValue(entity);
}
