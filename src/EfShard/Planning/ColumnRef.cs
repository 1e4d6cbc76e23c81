using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>A column of a table in a statement, by the table's alias, which EF Core keeps unique in the whole statement.</summary>
internal readonly record struct ColumnRef(string Alias, string Name)
{
    public ColumnRef(ColumnExpression column)
        : this(column.TableAlias, column.Name)
    {
    }

    public override string ToString() => $"{Alias}.{Name}";
}
