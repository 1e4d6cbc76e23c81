using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Combining;

/// <summary>Reads a value as EF Core's shaper will ask for it: by the very method of its mapping, so that nothing is converted on the way.</summary>
internal static class MappedRead
{
    private static readonly ConcurrentDictionary<MethodInfo, Func<DbDataReader, int, object>> Reads = new();

    public static Func<DbDataReader, int, object> Of(RelationalTypeMapping mapping) => Reads.GetOrAdd(mapping.GetDataReaderMethod(), Compile);

    private static Func<DbDataReader, int, object> Compile(MethodInfo method)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var ordinal = Expression.Parameter(typeof(int));
        var instance = method.DeclaringType == typeof(DbDataReader) ? (Expression)reader : Expression.Convert(reader, method.DeclaringType!);
        return Expression.Lambda<Func<DbDataReader, int, object>>(
            Expression.Convert(Expression.Call(instance, method, ordinal), typeof(object)), reader, ordinal).Compile();
    }
}
