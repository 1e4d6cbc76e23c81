using System.Reflection;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>Translates the hint methods into the marked function that the planner reads and takes out (<see cref="ShardHint" />).</summary>
internal sealed class ShardHintTranslator(IRelationalTypeMappingSource mappings) : IMethodCallTranslator
{
    private readonly RelationalTypeMapping _text = mappings.FindMapping(typeof(string))!;
    private readonly RelationalTypeMapping _number = mappings.FindMapping(typeof(int))!;
    private readonly RelationalTypeMapping _truth = mappings.FindMapping(typeof(bool))!;

    public SqlExpression? Translate(
        SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
        => Translate(model: null, method, arguments);

    /// <summary>Translates a hint; <see langword="null" /> if it is another method.</summary>
    /// <param name="model">The context's model; <see langword="null" /> where the provider does not tell.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments.</param>
    public SqlExpression? Translate(IModel? model, MethodInfo method, IReadOnlyList<SqlExpression> arguments)
    {
        if (!ShardHintMethods.IsHint(method))
        {
            return null;
        }

        var kind = method.Name switch
        {
            nameof(ShardHintMethods.OnShard) => ShardHintKind.OnShard,
            nameof(ShardHintMethods.Consistency) => ShardHintKind.Consistency,
            nameof(ShardHintMethods.AllShards) => ShardHintKind.AllShards,
            nameof(ShardHintMethods.Gather) => ShardHintKind.Gather,
            nameof(ShardHintMethods.StableOrder) => ShardHintKind.StableOrder,
            nameof(ShardHintMethods.GatherTables) => ShardHintKind.GatherTables,
            _ => ShardHintKind.WithShardKey,
        };
        var all = new List<SqlExpression>
        {
            new SqlConstantExpression((int)kind, _number),
            new SqlConstantExpression(method.GetGenericArguments()[0].Name, _text),
        };
        all.AddRange(kind is ShardHintKind.GatherTables ? [Named(model, arguments[0])] : arguments.Select(WithMapping));
        return new SqlFunctionExpression(ShardHint.FunctionName, all, nullable: false, all.Select(_ => false), typeof(bool), _truth);
    }

    private static SqlConstantExpression Named(IModel? model, SqlExpression names)
    {
        var text = (string)((SqlConstantExpression)names).Value!;
        return model is null
            ? throw new NotSupportedException("GatherTables is not known for this database provider.")
            : new SqlConstantExpression(text, NamedTables.Find(model, text.Split(ShardHintMethods.TableSeparator)));
    }

    /// <summary>A key's real mapping is the column's, which the planner finds; until then any mapping keeps EF Core content.</summary>
    private SqlExpression WithMapping(SqlExpression argument) => argument switch
    {
        { TypeMapping: not null } => argument,
        SqlParameterExpression parameter => EfCoreDifferences.Retype(parameter, parameter.Type, mappings.FindMapping(parameter.Type) ?? _text),
        SqlConstantExpression constant => new SqlConstantExpression(constant.Value, constant.Type, mappings.FindMapping(constant.Type) ?? _text),
        _ => argument,
    };
}
