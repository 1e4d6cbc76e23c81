using Microsoft.EntityFrameworkCore.Migrations;

namespace EfShard.Schema.Migrations;

/// <summary>
///     Says what is to be done next on a shard: reverts first, then what is missing, as EF Core does on one database. Asked again after each
///     step, with what the shard's own history says by then.
/// </summary>
internal sealed class MigrationSteps
{
    private readonly string[] _all;
    private readonly string? _target;

    /// <param name="assembly">The migrations.</param>
    /// <param name="target">A migration by name or id, "0" for the empty database, or <see langword="null" /> for the last one.</param>
    /// <exception cref="InvalidOperationException">There is no such migration.</exception>
    public MigrationSteps(IMigrationsAssembly assembly, string? target)
    {
        _all = [.. assembly.Migrations.Keys.Order(StringComparer.OrdinalIgnoreCase)];
        _target = string.IsNullOrEmpty(target) ? _all.LastOrDefault()
            : target == Migration.InitialDatabase ? null
            : assembly.GetMigrationId(target);
    }

    /// <summary>The next step; <see langword="null" /> when the shard is at the target.</summary>
    /// <param name="applied">The migrations that the shard's history has.</param>
    public MigrationStep? Next(IEnumerable<string> applied)
    {
        var known = applied.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var present = _all.Where(known.Contains).ToArray();
        var last = present.LastOrDefault();
        if (last is not null && IsAfterTarget(last))
        {
            return new MigrationStep(last, IsRevert: true, last, present.Length > 1 ? present[^2] : null);
        }

        var missing = _all.FirstOrDefault(id => !known.Contains(id) && !IsAfterTarget(id));
        return missing is null ? null : new MigrationStep(missing, IsRevert: false, _all.LastOrDefault(id => Compare(id, missing) < 0), missing);
    }

    /// <summary>The steps from one migration to the target, for a script.</summary>
    public IEnumerable<MigrationStep> From(IEnumerable<string> applied)
    {
        var known = applied.ToList();
        while (Next(known) is { } step)
        {
            yield return step;
            if (step.IsRevert)
            {
                known.RemoveAll(id => Compare(id, step.Id) == 0);
            }
            else
            {
                known.Add(step.Id);
            }
        }
    }

    private bool IsAfterTarget(string id) => _target is null || Compare(id, _target) > 0;

    private static int Compare(string left, string right) => string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
}
