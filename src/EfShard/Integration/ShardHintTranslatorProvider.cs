using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Integration;

/// <summary>
///     Translates the hint methods, and leaves every other method to the provider. Not a plugin, which would be the usual way: EF Core collects
///     the plugins' translators anew for every context, also for one that translates nothing.
/// </summary>
internal sealed class ShardHintTranslatorProvider(IMethodCallTranslatorProvider provider, ShardHintTranslator hints) : IMethodCallTranslatorProvider
{
    public SqlExpression? Translate(
        IModel model, SqlExpression? instance, MethodInfo method, IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
        => hints.Translate(model, method, arguments) ?? provider.Translate(model, instance, method, arguments, logger);
}
