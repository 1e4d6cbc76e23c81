namespace EfShard.Commit;

/// <summary>The kinds of <see cref="Errand" />s.</summary>
internal enum ErrandKind
{
    /// <summary>Commit a prepared transaction.</summary>
    Commit,

    /// <summary>Roll a prepared transaction back, if it is there.</summary>
    RollBack,

    /// <summary>Delete a record.</summary>
    Forget,
}
