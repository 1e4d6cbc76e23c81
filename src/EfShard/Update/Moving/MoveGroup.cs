using EfShard.Model;
using EfShard.Model.Moving;
using EfShard.Providers.Moving;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Update.Moving;

/// <summary>
///     Rows of different tables that move between the same shards in one save, and tables whose rows may live with several of them: those are copied when all of these are
///     there, and nothing is deleted before.
/// </summary>
internal sealed class MoveGroup
{
    private MoveGroup(IReadOnlyList<RowMove> moves, IReadOnlyList<ITable> common) => (Moves, Common) = (moves, common);

    /// <summary>The rows, in the order in which they move.</summary>
    public IReadOnlyList<RowMove> Moves { get; }

    /// <summary>The tables whose rows may live with several, principals first.</summary>
    public IReadOnlyList<ITable> Common { get; }

    /// <summary>The level before which the rows of these tables move.</summary>
    public int Level => Moves[^1].Level;

    /// <summary>What has been copied so far.</summary>
    public List<MoveOrder> Orders { get; } = [];

    /// <summary>Finds those that have something in common.</summary>
    public static IReadOnlyList<MoveGroup> Of(IEnumerable<RowMove> moves, ShardModel model)
        => moves.GroupBy(move => (move.From, move.To))
            .Select(group => Of(group.OrderBy(move => move.Level).ToList(), model))
            .OfType<MoveGroup>()
            .ToList();

    private static MoveGroup? Of(List<RowMove> moves, ShardModel model)
    {
        if (moves.Count < 2)
        {
            return null;
        }

        var plans = moves.Select(move => MovePlan.Of((IEntityType)move.Entry.EntityType, (ITable)move.Command.Table!, model)).Distinct().ToList();
        var tables = plans.SelectMany(plan => plan.Tables.Select(rows => rows.Table)).ToList();
        var common = tables.Distinct().Where(table => tables.Count(t => t == table) > 1).ToList();
        if (common.Count == 0)
        {
            return null;
        }

        var sorted = new List<ITable>();
        while (common.Find(table => !sorted.Contains(table) && plans.TrueForAll(plan => IsReady(plan, table, common, sorted))) is { } next)
        {
            sorted.Add(next);
        }

        return new MoveGroup(moves, sorted);
    }

    private static bool IsReady(MovePlan plan, ITable table, List<ITable> common, List<ITable> sorted)
        => plan.Tables.FirstOrDefault(rows => rows.Table == table) is not { } rows
            || rows.Links.All(link => sorted.Contains(link.Principal.Table) || !common.Contains(link.Principal.Table));
}
