namespace EfShard.Update;

/// <summary>
///     What a transaction over shards has to remember by itself: which shards it has written, and its savepoints, which shards that join later
///     get as well. A rollback to a savepoint forgets the shards written since.
/// </summary>
internal sealed class TransactionMarks
{
    private readonly List<(string Name, int[] Writers, bool IsTorn)> _savepoints = [];
    private readonly SortedSet<int> _writers = [];
    private readonly SortedSet<int> _unseen = [];

    /// <summary>The shards that have been written, ascending.</summary>
    public IReadOnlyCollection<int> Writers => _writers;

    /// <summary>The shards on which something ran that can't be seen through, and which may have written; ascending.</summary>
    public IReadOnlyCollection<int> Unseen => _unseen;

    /// <summary>
    ///     Whether something was done on some shards, and on others not: a statement that failed on one, or an undoing. No database knows that, and each would commit what it has.
    ///     A rollback to a savepoint from before makes it whole again.
    /// </summary>
    public bool IsTorn { get; private set; }

    /// <summary>The savepoints' names, oldest first.</summary>
    public IEnumerable<string> Savepoints => _savepoints.Select(savepoint => savepoint.Name);

    public void AddWriter(int shard) => _writers.Add(shard);

    public void AddUnseen(int shard) => _unseen.Add(shard);

    public void Tear() => IsTorn = true;

    /// <exception cref="InvalidOperationException">It is torn, and must not be committed.</exception>
    public void RefuseIfTorn()
    {
        if (IsTorn)
        {
            throw new InvalidOperationException(UpdateErrors.Torn);
        }
    }

    public void AddSavepoint(string name) => _savepoints.Add((name, [.. _writers], IsTorn));

    /// <summary>A rollback leaves the savepoint itself in place, and removes those after it.</summary>
    public void RollbackTo(string name)
    {
        if (Find(name) is { } position)
        {
            _writers.IntersectWith(_savepoints[position].Writers);
            IsTorn = _savepoints[position].IsTorn;
            _savepoints.RemoveRange(position + 1, _savepoints.Count - position - 1);
        }
    }

    /// <summary>A release removes the savepoint and those after it.</summary>
    public void Release(string name)
    {
        if (Find(name) is { } position)
        {
            _savepoints.RemoveRange(position, _savepoints.Count - position);
        }
    }

    public bool HasSavepoint(string name) => Find(name) is not null;

    /// <summary>The youngest of a name hides older ones, as in the databases.</summary>
    private int? Find(string name) => _savepoints.FindLastIndex(savepoint => savepoint.Name == name) is var position and >= 0 ? position : null;
}
