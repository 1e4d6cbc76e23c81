using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Analyses UNION, UNION ALL, INTERSECT and EXCEPT. UNION ALL needs nothing but both sides spread; the others compare rows, and may
///     do so shard by shard only where equal rows always live on one shard.
/// </summary>
internal sealed class SetOperationAnalyzer(BlockAnalyzer blocks, StatementAnalysis statement, QueryDialect dialect)
{
    public BlockResult Analyze(SetOperationBase operation, FactScope outer, IReadOnlyList<ShardedSource> anchors)
    {
        var left = AnalyzeSide(operation, operation.Source1, outer, anchors);
        var right = AnalyzeSide(operation, operation.Source2, outer, anchors);
        var scope = outer.CreateChild();
        if (!left.IsSpread && !right.IsSpread)
        {
            return new BlockResult { Scope = scope, ReadsSharded = left.ReadsSharded || right.ReadsSharded };
        }

        var name = operation switch
        {
            UnionExpression { IsDistinct: false } => "Concat (UNION ALL)",
            UnionExpression => "Union",
            IntersectExpression => "Intersect",
            ExceptExpression => "Except",
            _ => operation.GetType().Name,
        };

        var determinants = Combine(operation, left, right);
        if (!left.IsSpread || !right.IsSpread)
        {
            statement.UnitesReplicatedRows = true;
            statement.Refuse(Refusals.SetOperationWithReplicated(name));
        }
        else if (operation is not UnionExpression { IsDistinct: false } && determinants.All(d => d.IsOptional))
        {
            statement.Refuse(Refusals.SetOperation(name));
        }

        var source = new ShardedSource(name, operation.Alias, null, determinants, scope, dialect);
        return new BlockResult
        {
            Drivers = [source],
            RoutingSources = [.. left.RoutingSources, .. right.RoutingSources],
            Anchors = [source],
            Scope = scope,
            ReadsSharded = true,
        };
    }

    /// <summary>What is asked of the operation's columns is asked of each side's, unless a limit or a window looks at other rows as well.</summary>
    private BlockResult AnalyzeSide(SetOperationBase operation, SelectExpression side, FactScope outer, IReadOnlyList<ShardedSource> anchors)
    {
        var scope = outer.CreateChild();
        for (var i = 0; i < side.Projection.Count && BlockAnalyzer.IsTransparent(side); i++)
        {
            if (ColumnEquality.AsColumn(side.Projection[i].Expression) is { } column)
            {
                scope.Unite(new ColumnRef(operation.Alias, operation.Source1.Projection[i].Alias), column);
            }
        }

        var known = statement.Occurrences.Count;
        var result = blocks.Analyze(side, scope, anchors, BlockRole.Derived);
        if (!BlockAnalyzer.IsTransparent(side))
        {
            statement.Seal(known);
        }

        return result;
    }

    /// <summary>Determinants that both sides have, at the same positions of their columns.</summary>
    private static List<Determinant> Combine(SetOperationBase operation, BlockResult left, BlockResult right)
    {
        var combined = new List<Determinant>();
        foreach (var mine in left.Drivers.SelectMany(d => d.Determinants))
        {
            if (Positions(operation.Source1, mine, left.Scope) is not { } positions)
            {
                continue;
            }

            var matches = right.Drivers
                .SelectMany(d => d.Determinants)
                .Where(d => d.Tag == mine.Tag && Positions(operation.Source2, d, right.Scope)?.SequenceEqual(positions) is true)
                .ToList();
            if (matches.Count > 0)
            {
                combined.Add(new Determinant(
                    mine.Tag, positions.Select(i => new ColumnRef(operation.Alias, operation.Source1.Projection[i].Alias)).ToList(),
                    mine.IsOptional || matches.TrueForAll(d => d.IsOptional)));
            }
        }

        return combined;
    }

    private static List<int>? Positions(SelectExpression side, Determinant determinant, FactScope scope)
    {
        var positions = new List<int>();
        foreach (var column in determinant.Columns)
        {
            var position = side.Projection.ToList().FindIndex(
                p => ColumnEquality.AsColumn(p.Expression) is { } projected && scope.AreEqual(projected, column));
            if (position < 0)
            {
                return null;
            }

            positions.Add(position);
        }

        return positions;
    }
}
