using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning;

/// <summary>
///     What EF Core 9 and 10 have in different forms, so that the rest of the sources is the same for both. Signatures to override can't be
///     hidden here; they differ where they are.
/// </summary>
internal static class EfCoreDifferences
{
#if EFCORE9
    /// <summary>A table that is joined with RIGHT JOIN, which EF Core writes since version 10.</summary>
    public static PredicateJoinExpressionBase? AsRightJoin(TableExpressionBase table) => null;

    /// <summary>Whether the finished statement may have a parameter's values in it as constants.</summary>
    public static bool IsWrittenOut(SqlParameterExpression parameter, RelationalParameterBasedSqlProcessorParameters processor) => true;

    /// <summary>A statement's text for logs; since version 10 it leaves out what may be sensitive.</summary>
    public static string LogTextOf(IRelationalCommandTemplate command) => command.CommandText;

    /// <summary>The name by which an execution's values know a parameter; since version 10 it is not always the statement's.</summary>
    public static string NameInValues(SqlParameterExpression parameter) => parameter.Name;

    /// <summary>The same parameter as another type.</summary>
    public static SqlParameterExpression Retype(SqlParameterExpression parameter, Type type, RelationalTypeMapping mapping)
        => new(parameter.Name, type, mapping);
#else
    /// <summary>A table that is joined with RIGHT JOIN, which EF Core writes since version 10.</summary>
    public static PredicateJoinExpressionBase? AsRightJoin(TableExpressionBase table) => table as RightJoinExpression;

    /// <summary>Whether the finished statement may have a parameter's values in it as constants.</summary>
    public static bool IsWrittenOut(SqlParameterExpression parameter, RelationalParameterBasedSqlProcessorParameters processor)
        => parameter.TranslationMode is ParameterTranslationMode.Constant
            || parameter is { TranslationMode: null, TypeMapping.ElementTypeMapping: not null }
            && processor.CollectionParameterTranslationMode is ParameterTranslationMode.Constant;

    /// <summary>A statement's text for logs; since version 10 it leaves out what may be sensitive.</summary>
    public static string LogTextOf(IRelationalCommandTemplate command) => command.LogCommandText;

    /// <summary>The name by which an execution's values know a parameter; since version 10 it is not always the statement's.</summary>
    public static string NameInValues(SqlParameterExpression parameter) => parameter.InvariantName;

    /// <summary>The same parameter as another type.</summary>
    public static SqlParameterExpression Retype(SqlParameterExpression parameter, Type type, RelationalTypeMapping mapping)
        => new(parameter.InvariantName, parameter.Name, type, parameter.IsNullable, parameter.TranslationMode, mapping);
#endif
}
