using System.Linq.Expressions;
using EfShard.Execution;

namespace EfShard.Integration;

/// <summary>
///     A statement that EF Core processes anew at every execution, because a collection is written out in it value by value: the finished tree,
///     and where plans for this statement are kept by everything that decides the tree's shape.
/// </summary>
internal sealed class UncachedStatement(Expression statement, string shape, UncachedPlans plans) : Expression
{
    public Expression Statement { get; } = statement;

    /// <summary>Which parameters are null, and how long collections are: equal texts mean equal trees.</summary>
    public string Shape { get; } = shape;

    public UncachedPlans Plans { get; } = plans;

    public override ExpressionType NodeType => ExpressionType.Extension;

    public override Type Type => typeof(object);

    protected override Expression VisitChildren(ExpressionVisitor visitor) => this;
}
