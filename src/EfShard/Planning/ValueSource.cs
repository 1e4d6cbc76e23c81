using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Where a value of a shard-key condition comes from once the statement runs. A plan holds names of parameters, never their values.</summary>
internal abstract record ValueSource
{
    private ValueSource()
    {
    }

    /// <summary>The source of an expression that is a value; <see langword="null" /> for a null and for anything that has to be computed.</summary>
    public static ValueSource? Read(SqlExpression expression) => expression switch
    {
        SqlConstantExpression { Value: not null } constant => new Constant(constant.Value),
        SqlParameterExpression parameter => Of(parameter),
        _ => null,
    };

    /// <summary>The value of a parameter, by the name that an execution's values know.</summary>
    public static Parameter Of(SqlParameterExpression parameter) => new(EfCoreDifferences.NameInValues(parameter));

    /// <summary>A value written in the query itself.</summary>
    public sealed record Constant(object? Value) : ValueSource
    {
        public override string ToString() => "constant";
    }

    /// <summary>The value of a parameter.</summary>
    public sealed record Parameter(string Name) : ValueSource
    {
        public override string ToString() => "@" + Name;
    }
}
